import type { PacketBatch } from '../../electron/contract/packet-batch.ts';

/**
 * The first bytes of the newest packets, in a ring of their own, as packets differ in length. It may
 * have lost the bytes of a packet whose record is still kept.
 *
 * Positions count the bytes written since the start, modulo 2^32. Rows whose positions are compared
 * are never as far apart as that: there are fewer of them than 2^32 / MAX_SNAPSHOT_BYTES.
 */
export class PacketBytes {
  readonly #ring: Uint8Array;
  readonly #rows: number;
  readonly #starts: Uint32Array;
  readonly #lengths: Uint16Array;
  /** Sequence that the next packet will get. */
  #endSequence = 0;
  #endByte = 0;

  /** Room for so many packets, and for so many bytes of all of them. */
  constructor(rows: number, sizeBytes: number) {
    this.#rows = rows;
    this.#ring = new Uint8Array(sizeBytes);
    this.#starts = new Uint32Array(rows);
    this.#lengths = new Uint16Array(rows);
  }

  /** The oldest bytes make room. */
  append({ count, capturedBytes, bytes }: Pick<PacketBatch, 'count' | 'capturedBytes' | 'bytes'>) {
    let at = this.#endByte;
    let slot = this.#endSequence % this.#rows;
    for (let index = 0; index < count; index += 1) {
      const length = capturedBytes[index] as number;
      this.#starts[slot] = at;
      this.#lengths[slot] = length;
      at += length;
      slot = slot + 1 === this.#rows ? 0 : slot + 1;
    }
    this.#write(bytes);
    this.#endSequence += count;
  }

  clear(): void {
    this.#endSequence = 0;
  }

  /** How many bytes of this packet were captured, whether or not they are still here. */
  lengthOf(sequence: number): number {
    return this.#isKnown(sequence) ? (this.#lengths[sequence % this.#rows] as number) : 0;
  }

  /** A copy; `undefined` when nothing was captured or it is gone. */
  read(sequence: number): Uint8Array | undefined {
    const length = this.lengthOf(sequence);
    if (length === 0) return undefined;
    const start = this.#starts[sequence % this.#rows] as number;
    const age = (this.#endByte - start) >>> 0;
    if (age > this.#ring.length) return undefined;
    const copy = new Uint8Array(length);
    const from = start % this.#ring.length;
    const first = Math.min(length, this.#ring.length - from);
    copy.set(this.#ring.subarray(from, from + first));
    copy.set(this.#ring.subarray(0, length - first), first);
    return copy;
  }

  #isKnown(sequence: number): boolean {
    return sequence < this.#endSequence && sequence >= this.#endSequence - this.#rows;
  }

  #write(bytes: Uint8Array): void {
    const size = this.#ring.length;
    for (let from = 0; from < bytes.length; ) {
      const to = this.#endByte % size;
      const stretch = Math.min(bytes.length - from, size - to);
      this.#ring.set(bytes.subarray(from, from + stretch), to);
      from += stretch;
      this.#endByte = (this.#endByte + stretch) >>> 0;
    }
  }
}
