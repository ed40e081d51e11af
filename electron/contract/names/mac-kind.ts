/** What the two lowest bits of a MAC's first byte say (IEEE 802): only the others have a vendor. */
export const MAC_KINDS = ['unspecified', 'broadcast', 'multicast', 'local'] as const;
export type MacKind = (typeof MAC_KINDS)[number];

export const MAC_KIND_TEXT: Readonly<Record<MacKind, string>> = {
  unspecified: 'no address',
  broadcast: 'broadcast',
  multicast: 'multicast',
  local: 'random or virtual',
};

const GROUP_BIT = 1;
const LOCAL_BIT = 2;

/** Of 6 bytes; undefined: one that its maker got from the IEEE. */
export function macKind(bytes: Uint8Array): MacKind | undefined {
  const [first = 0] = bytes;
  if (bytes.every((byte) => byte === 0xff)) return 'broadcast';
  if ((first & GROUP_BIT) !== 0) return 'multicast';
  if ((first & LOCAL_BIT) !== 0) return 'local';
  return bytes.every((byte) => byte === 0) ? 'unspecified' : undefined;
}

/** 6 bytes of a MAC as this app writes it: `00:1b:21:c4:0e:01`. */
export function macBytes(text: string): Uint8Array {
  return Uint8Array.from(text.split(':'), (byte) => Number.parseInt(byte, 16));
}
