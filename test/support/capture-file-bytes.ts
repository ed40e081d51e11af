/** Capture files built by hand, field by field, to hold the readers against. */

export interface PcapOptions {
  readonly isLittleEndian?: boolean;
  readonly nanoseconds?: boolean;
  readonly linkType?: number;
}

export interface PcapPacket {
  readonly seconds: number;
  readonly fraction: number;
  readonly bytes: readonly number[];
  readonly lengthBytes?: number;
}

export function pcapFile(
  packets: readonly PcapPacket[],
  { isLittleEndian = true, nanoseconds = false, linkType = 1 }: PcapOptions = {},
): Uint8Array {
  const u32 = (value: number) => word(value, isLittleEndian);
  const u16 = (value: number) => half(value, isLittleEndian);
  const magic = nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4;
  return Uint8Array.from([
    ...u32(magic),
    ...u16(2),
    ...u16(4),
    ...u32(0),
    ...u32(0),
    ...u32(65_535),
    ...u32(linkType),
    ...packets.flatMap(({ seconds, fraction, bytes, lengthBytes }) => [
      ...u32(seconds),
      ...u32(fraction),
      ...u32(bytes.length),
      ...u32(lengthBytes ?? bytes.length),
      ...bytes,
    ]),
  ]);
}

/** Blocks of pcapng in one byte order. */
export class BlockMaker {
  readonly #isLittleEndian: boolean;

  constructor(isLittleEndian: boolean) {
    this.#isLittleEndian = isLittleEndian;
  }

  section(): number[] {
    return this.block(0x0a0d0d0a, [
      ...this.u32(0x1a2b3c4d),
      ...this.u16(1),
      ...this.u16(0),
      ...this.u32(0xffff_ffff),
      ...this.u32(0xffff_ffff),
    ]);
  }

  interface(linkType: number, options: readonly number[] = [], snapshotBytes = 0): number[] {
    return this.block(1, [
      ...this.u16(linkType),
      ...this.u16(0),
      ...this.u32(snapshotBytes),
      ...options,
    ]);
  }

  enhanced(
    id: number,
    ticks: bigint,
    bytes: readonly number[],
    options: readonly number[] = [],
  ): number[] {
    return this.block(6, [
      ...this.u32(id),
      ...this.u32(Number(ticks >> 32n)),
      ...this.u32(Number(ticks & 0xffff_ffffn)),
      ...this.u32(bytes.length),
      ...this.u32(bytes.length),
      ...padded(bytes),
      ...options,
    ]);
  }

  simple(lengthBytes: number, bytes: readonly number[]): number[] {
    return this.block(3, [...this.u32(lengthBytes), ...padded(bytes)]);
  }

  option(code: number, value: readonly number[]): number[] {
    return [...this.u16(code), ...this.u16(value.length), ...padded(value)];
  }

  block(type: number, body: readonly number[]): number[] {
    const total = this.u32(body.length + 12);
    return [...this.u32(type), ...total, ...body, ...total];
  }

  u16(value: number): number[] {
    return half(value, this.#isLittleEndian);
  }

  u32(value: number): number[] {
    return word(value, this.#isLittleEndian);
  }
}

export function padded(bytes: readonly number[]): number[] {
  return [...bytes, ...new Array((4 - (bytes.length % 4)) % 4).fill(0)];
}

function half(value: number, isLittleEndian: boolean): number[] {
  return inOrder([value & 0xff, value >>> 8], isLittleEndian);
}

function word(value: number, isLittleEndian: boolean): number[] {
  const bytes = [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);
  return inOrder(bytes, isLittleEndian);
}

function inOrder(bytes: number[], isLittleEndian: boolean): number[] {
  return isLittleEndian ? bytes : bytes.reverse();
}
