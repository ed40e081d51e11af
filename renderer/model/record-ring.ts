import type { PacketTest } from '../../electron/contract/language/filter/record-fields.ts';
import { PacketRecord, RECORD_BYTES } from '../../electron/contract/packet-record.ts';

/**
 * The newest packets, as raw records in one buffer. A row is known by its sequence, which counts
 * from 0 and only rises, so it stays the name of a packet while older ones are overwritten.
 */
export class RecordRing {
  readonly capacity: number;
  readonly #bytes: Uint8Array;
  readonly #record: PacketRecord;
  #begin = 0;
  #end = 0;

  /** `capacity` in records. */
  constructor(capacity: number) {
    this.capacity = capacity;
    this.#bytes = new Uint8Array(capacity * RECORD_BYTES);
    this.#record = new PacketRecord(this.#bytes);
  }

  /** Sequence of the oldest record kept. */
  get first(): number {
    return Math.max(this.#begin, this.#end - this.capacity);
  }

  /** Sequence the next record will get. */
  get end(): number {
    return this.#end;
  }

  /** Copies whole records in; the oldest make room. */
  append(records: Uint8Array): void {
    const count = Math.floor(records.byteLength / RECORD_BYTES);
    const kept = Math.min(count, this.capacity);
    let from = (count - kept) * RECORD_BYTES;
    let slot = (this.#end + count - kept) % this.capacity;
    let left = kept;
    while (left > 0) {
      const stretch = Math.min(left, this.capacity - slot);
      const until = from + stretch * RECORD_BYTES;
      this.#bytes.set(records.subarray(from, until), slot * RECORD_BYTES);
      from = until;
      left -= stretch;
      slot = 0;
    }
    this.#end += count;
  }

  /** Forgets every record; sequences begin here. */
  clear(begin = 0): void {
    this.#begin = begin;
    this.#end = begin;
  }

  /** The record with this sequence, valid until the next call; `undefined` once it is overwritten. */
  read(sequence: number): PacketRecord | undefined {
    if (sequence < this.first || sequence >= this.#end) return undefined;
    return this.#record.at(sequence % this.capacity);
  }

  /** What a test says of the record in place; `undefined` once it is overwritten. */
  test(sequence: number, test: PacketTest): boolean | undefined {
    if (sequence < this.first || sequence >= this.#end) return undefined;
    return test(this.#bytes, (sequence % this.capacity) * RECORD_BYTES, sequence);
  }

  /** A copy of the record with this sequence; `undefined` once it is overwritten. */
  bytes(sequence: number): Uint8Array | undefined {
    if (sequence < this.first || sequence >= this.#end) return undefined;
    const start = (sequence % this.capacity) * RECORD_BYTES;
    return this.#bytes.slice(start, start + RECORD_BYTES);
  }

  /** Appends records of another ring, which has all of them: from `from` up to, not including, `end`. */
  appendFrom(other: RecordRing, from: number, end: number): void {
    let sequence = from;
    while (sequence < end) {
      const slot = sequence % other.capacity;
      const stretch = Math.min(end - sequence, other.capacity - slot);
      this.append(other.#bytes.subarray(slot * RECORD_BYTES, (slot + stretch) * RECORD_BYTES));
      sequence += stretch;
    }
  }
}
