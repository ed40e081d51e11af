import type { PacketBatch } from '../../electron/contract/packet-batch.ts';
import {
  type PacketRecord,
  RECORD_BYTES,
  RECORD_OFFSETS,
  VERDICT,
} from '../../electron/contract/packet-record.ts';
import { PacketBytes } from './packet-bytes.ts';
import { RecordRing } from './record-ring.ts';

/** Rows from `first` up to, not including, `end`. */
export interface RowRange {
  readonly first: number;
  readonly end: number;
}

/**
 * What the table draws from: the ring of newest packets, and a view of it that can stand still.
 * A held view keeps every row it had, however many packets arrive meanwhile. The copy that this
 * takes is made only when the first held row would be overwritten, and its memory is used again.
 */
export class PacketHistory {
  readonly #live: RecordRing;
  readonly #bytes: PacketBytes;
  #spare: RecordRing | undefined;
  #copy: RecordRing | undefined;
  #held: RowRange | undefined;
  #newerDropped = 0;

  /** Room for so many packets, and for so many of their bytes. */
  constructor(capacity: number, sizeBytes: number) {
    this.#live = new RecordRing(capacity);
    this.#bytes = new PacketBytes(capacity, sizeBytes);
  }

  /** The rows to show: the held ones, or else all that are kept. */
  get range(): RowRange {
    return this.#held ?? { first: this.#live.first, end: this.#live.end };
  }

  /** One past the newest packet, held or not. */
  get end(): number {
    return this.#live.end;
  }

  /** How many packets arrived since the view was held. */
  get newer(): number {
    return this.#held ? this.#live.end - this.#held.end : 0;
  }

  /** How many of the newer ones were dropped. */
  get newerDropped(): number {
    return this.#newerDropped;
  }

  append(batch: Omit<PacketBatch, 'stream'>): void {
    const { records, count } = batch;
    if (this.#held) this.#newerDropped += countDrops(records, count);
    if (this.#held && !this.#copy) {
      const firstAfter = this.#live.end + count - this.#live.capacity;
      if (firstAfter > this.#held.first) this.#keepCopy();
    }
    this.#live.append(records);
    this.#bytes.append(batch);
  }

  hold(): void {
    this.#held ??= { first: this.#live.first, end: this.#live.end };
  }

  release(): void {
    this.#held = undefined;
    this.#copy = undefined;
    this.#newerDropped = 0;
  }

  /** Forgets every row, held ones too. Sequences begin at 0 again. */
  clear(): void {
    this.release();
    this.#live.clear();
    this.#bytes.clear();
  }

  /** The packet of a row, valid until the next read; `undefined` when it is no longer kept. */
  read(sequence: number): PacketRecord | undefined {
    return this.#copy?.read(sequence) ?? this.#live.read(sequence);
  }

  /** As {@link read}, the whole record as bytes of one's own. */
  bytes(sequence: number): Uint8Array | undefined {
    return this.#copy?.bytes(sequence) ?? this.#live.bytes(sequence);
  }

  /**
   * The first bytes of the packet itself; `undefined` when none were captured, or when newer ones took
   * their place.
   */
  packetBytes(sequence: number): Uint8Array | undefined {
    return this.#bytes.read(sequence);
  }

  /** How many bytes of the packet were captured, as far as that is still known; or else 0. */
  capturedBytes(sequence: number): number {
    return this.#bytes.lengthOf(sequence);
  }

  #keepCopy(): void {
    this.#spare ??= new RecordRing(this.#live.capacity);
    this.#spare.copyFrom(this.#live);
    this.#copy = this.#spare;
  }
}

function countDrops(records: Uint8Array, count: number): number {
  let drops = 0;
  for (let index = 0; index < count; index += 1) {
    if (records[index * RECORD_BYTES + RECORD_OFFSETS.verdict] === VERDICT.drop) drops += 1;
  }
  return drops;
}
