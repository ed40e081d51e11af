import { readWholeFile } from './read-whole-file.ts';
import {
  MAC_BITS,
  PREFIX_BITS,
  VENDOR_HEADER_BYTES,
  VENDOR_MAGIC,
  vendorTableBytes,
} from './vendor-table-format.ts';

const MAX_BYTES = 16 * 1024 * 1024;
const LINE_FEED = 0x0a;

/** The makers of network cards by the first bits of their MACs, from a file that the build wrote. */
export class VendorTable {
  readonly #bytes: Buffer;
  readonly #entries: number;
  readonly #namesAt: number;

  /** Throws where the bytes are no such file. */
  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#entries = bytes.readUInt32LE(4);
    const nameBytes = bytes.readUInt32LE(8);
    this.#namesAt = vendorTableBytes(this.#entries, 0);
    if (
      bytes.readUInt32LE(0) !== VENDOR_MAGIC ||
      vendorTableBytes(this.#entries, nameBytes) !== bytes.length
    ) {
      throw new RangeError('no table of vendors');
    }
  }

  static async open(path: string): Promise<VendorTable> {
    return new VendorTable(await readWholeFile(path, MAX_BYTES));
  }

  /** Of a MAC's 6 bytes. */
  vendorOf(mac: Uint8Array): string | undefined {
    const value = mac.reduce((whole, byte) => whole * 256 + byte, 0);
    for (const bits of PREFIX_BITS) {
      const rest = 2 ** (MAC_BITS - bits);
      const found = this.#find(value - (value % rest), bits);
      if (found !== undefined) return this.#name(found);
    }
    return undefined;
  }

  /** The entry of this prefix. Those with the same bits lie together, the shorter first. */
  #find(prefix: number, bits: number): number | undefined {
    let low = 0;
    let high = this.#entries;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#isBefore(middle, prefix, bits)) low = middle + 1;
      else high = middle;
    }
    if (low === this.#entries) return undefined;
    return this.#prefix(low) === prefix && this.#bits(low) === bits ? low : undefined;
  }

  #isBefore(entry: number, prefix: number, bits: number): boolean {
    const own = this.#prefix(entry);
    return own < prefix || (own === prefix && this.#bits(entry) < bits);
  }

  #prefix(entry: number): number {
    return this.#bytes.readDoubleLE(VENDOR_HEADER_BYTES + entry * 8);
  }

  #bits(entry: number): number {
    return this.#bytes.readUInt8(VENDOR_HEADER_BYTES + this.#entries * 12 + entry);
  }

  #name(entry: number): string {
    const at = VENDOR_HEADER_BYTES + this.#entries * 8 + entry * 4;
    const start = this.#namesAt + this.#bytes.readUInt32LE(at);
    const end = this.#bytes.indexOf(LINE_FEED, start);
    return this.#bytes.toString('utf8', start, end);
  }
}
