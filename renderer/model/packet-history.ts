import type { PacketTest } from '../../electron/contract/language/filter/record-fields.ts';
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

/** Rows of a held view that stay, however many packets arrive: 18 MB. */
export const HELD_ROWS = 200_000;

/**
 * What the table draws from: the ring of newest packets, and a view of it that can stand still.
 * A held view keeps its newest {@link HELD_ROWS} rows, however many packets arrive meanwhile; older
 * ones stay until newer packets need their place. Rows are set aside only as they would be
 * overwritten, and the memory for it is used again.
 */
export class PacketHistory {
  readonly #live: RecordRing;
  readonly #bytes: PacketBytes;
  readonly #heldRows: number;
  #aside: RecordRing | undefined;
  #held: RowRange | undefined;
  #newerDropped = 0;

  /** Room for so many packets, and for so many of their bytes. */
  constructor(capacity: number, sizeBytes: number, heldRows = HELD_ROWS) {
    this.#heldRows = Math.min(capacity, heldRows);
    this.#live = new RecordRing(capacity);
    this.#bytes = new PacketBytes(capacity, sizeBytes);
  }

  /** The rows to show: the held ones, or else all that are kept. */
  get range(): RowRange {
    const { first, end } = this.#live;
    if (!this.#held) return { first, end };
    return {
      first: Math.max(this.#held.first, Math.min(first, this.#asideFirst)),
      end: this.#held.end,
    };
  }

  /** How many rows the held view had and has no longer. */
  get gone(): number {
    return this.#held ? this.range.first - this.#held.first : 0;
  }

  /** How many packets are kept at most. */
  get capacity(): number {
    return this.#live.capacity;
  }

  /** The oldest packet kept, held or not. */
  get first(): number {
    return Math.min(this.range.first, this.#live.first);
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
    if (this.#held) this.#setAside(this.#held.end, count);
    this.#live.append(records);
    this.#bytes.append(batch);
  }

  hold(): void {
    if (this.#held) return;
    this.#held = { first: this.#live.first, end: this.#live.end };
    this.#aside?.clear(this.#asideFirst);
    this.#bytes.hold();
  }

  release(): void {
    this.#held = undefined;
    this.#bytes.release();
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
    return this.#live.read(sequence) ?? this.#heldAside?.read(sequence);
  }

  /** What a test says of a packet's record in place; `undefined` when it is no longer kept. */
  test(sequence: number, test: PacketTest): boolean | undefined {
    return this.#live.test(sequence, test) ?? this.#heldAside?.test(sequence, test);
  }

  /** As {@link read}, the whole record as bytes of one's own. */
  bytes(sequence: number): Uint8Array | undefined {
    return this.#live.bytes(sequence) ?? this.#heldAside?.bytes(sequence);
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

  /** Sequence of the first row that is kept as long as the view is held. */
  get #asideFirst(): number {
    return this.#held ? Math.max(this.#held.first, this.#held.end - this.#heldRows) : 0;
  }

  get #heldAside(): RecordRing | undefined {
    return this.#held && this.#aside;
  }

  /** Copies those rows, held up to `end`, that the next `count` packets would overwrite. */
  #setAside(end: number, count: number): void {
    const { first, capacity } = this.#live;
    const from = Math.max(first, this.#asideFirst);
    const until = Math.min(end, this.#live.end + count - capacity);
    if (until <= from) return;
    if (!this.#aside) {
      this.#aside = new RecordRing(this.#heldRows);
      this.#aside.clear(this.#asideFirst);
    }
    this.#aside.appendFrom(this.#live, from, until);
  }
}

function countDrops(records: Uint8Array, count: number): number {
  let drops = 0;
  for (let index = 0; index < count; index += 1) {
    if (records[index * RECORD_BYTES + RECORD_OFFSETS.verdict] === VERDICT.drop) drops += 1;
  }
  return drops;
}
