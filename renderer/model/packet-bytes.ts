import type { PacketBatch } from '../../electron/contract/packet-batch.ts';
import { HELD_BYTES, HELD_BYTES_ROWS, HeldBytes } from './held-bytes.ts';

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
  /** Where a held view ends. */
  #heldAt: { readonly sequence: number; readonly byte: number } | undefined;
  /** What it keeps, once it would be lost. */
  #kept: HeldBytes | undefined;
  #isKept = false;

  /** Room for so many packets, and for so many bytes of all of them. */
  constructor(rows: number, sizeBytes: number) {
    this.#rows = rows;
    this.#ring = new Uint8Array(sizeBytes);
    this.#starts = new Uint32Array(rows);
    this.#lengths = new Uint16Array(rows);
  }

  /** From now on keeps the newest bytes there are, as far as {@link HELD_BYTES} go. */
  hold(): void {
    this.#heldAt ??= { sequence: this.#endSequence, byte: this.#endByte };
  }

  release(): void {
    this.#heldAt = undefined;
    this.#isKept = false;
    this.#kept?.clear();
  }

  /** The oldest bytes make room. */
  append({ count, capturedBytes, bytes }: Pick<PacketBatch, 'count' | 'capturedBytes' | 'bytes'>) {
    this.#keepBefore(count, bytes.length);
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
    this.release();
    this.#endSequence = 0;
  }

  /** How many bytes of this packet were captured, whether or not they are still here. */
  lengthOf(sequence: number): number {
    if (this.#kept?.has(sequence)) return this.#kept.lengthOf(sequence);
    return this.#isKnown(sequence) ? (this.#lengths[sequence % this.#rows] as number) : 0;
  }

  /** A copy; `undefined` when nothing was captured or it is gone. */
  read(sequence: number): Uint8Array | undefined {
    const length = this.lengthOf(sequence);
    if (length === 0) return undefined;
    if (this.#kept?.has(sequence)) return this.#kept.read(sequence);
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

  /** Copies what is held just before so many rows and bytes would be written over it. */
  #keepBefore(rows: number, sizeBytes: number): void {
    if (!this.#heldAt || this.#isKept) return;
    const rowsSince = this.#endSequence - this.#heldAt.sequence;
    const bytesSince = (this.#endByte - this.#heldAt.byte) >>> 0;
    const room = Math.max(0, this.#ring.length - HELD_BYTES);
    if (
      rowsSince + rows <= Math.max(0, this.#rows - HELD_BYTES_ROWS) &&
      bytesSince + sizeBytes <= room
    ) {
      return;
    }
    this.#kept ??= new HeldBytes();
    this.#keep(this.#heldAt, this.#kept);
    this.#isKept = true;
  }

  #keep({ sequence: end, byte: endByte }: { sequence: number; byte: number }, kept: HeldBytes) {
    const limit = Math.min(HELD_BYTES, this.#ring.length - ((this.#endByte - endByte) >>> 0));
    const oldest = Math.max(0, end - HELD_BYTES_ROWS, this.#endSequence - this.#rows);
    let first = end;
    let size = 0;
    while (first > oldest) {
      const length = this.#lengths[(first - 1) % this.#rows] as number;
      if (size + length > limit) break;
      size += length;
      first -= 1;
    }
    kept.begin(first);
    const startByte = (endByte - size) >>> 0;
    for (let sequence = first; sequence < end; sequence += 1) {
      const slot = sequence % this.#rows;
      const start = ((this.#starts[slot] as number) - startByte) >>> 0;
      kept.addRow(start, this.#lengths[slot] as number);
    }
    const from = startByte % this.#ring.length;
    const stretch = Math.min(size, this.#ring.length - from);
    kept.setBytes(0, this.#ring.subarray(from, from + stretch));
    kept.setBytes(stretch, this.#ring.subarray(0, size - stretch));
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
