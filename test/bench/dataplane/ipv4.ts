/** `192.0.2.1` as a number. */
export function ipv4Number(text: string): number {
  return text.split('.').reduce((number, byte) => number * 256 + Number(byte), 0);
}

/** The other way round. */
export function ipv4Text(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');
}

/** The first address of the prefix of this length that holds an address. */
export function networkOf(address: number, length: number): number {
  return length === 0 ? 0 : (address & (0xffff_ffff << (32 - length))) >>> 0;
}
