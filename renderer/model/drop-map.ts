import { VERDICT } from '../../electron/contract/packet-record.ts';
import type { PacketHistory } from './packet-history.ts';
import type { PacketRows } from './packet-rows.ts';

/** Rows that share one mark. */
const BUCKET_ROWS = 128;
/** Up to here every row has its own place on any map, and walking through them costs nothing. */
const FEW_ROWS = 20_000;

/**
 * Where among the rows drops are. Each row is looked at once, when it is new; a million of them are
 * then as quick to draw as a screenful.
 */
export class DropMap {
  readonly #history: PacketHistory;
  readonly #rows: PacketRows;
  /** By number of the bucket, modulo its length: 1 where at least one row was dropped. */
  #dropped = new Uint8Array(1024);
  #looked: number;

  constructor(history: PacketHistory, rows: PacketRows) {
    this.#history = history;
    this.#rows = rows;
    this.#looked = rows.first;
  }

  /** The list cut into so many slots of equal size: 1 for each that holds a drop. */
  slots(count: number): Uint8Array {
    const { first, end } = this.#rows;
    const slots = new Uint8Array(count);
    const perRow = count / Math.max(count, end - first);
    if (end - first <= FEW_ROWS) {
      // After the history was cleared, positions begin anew.
      if (this.#looked > end) this.#looked = first;
      for (let position = first; position < end; position += 1) {
        const slot = Math.floor((position - first) * perRow);
        if (slots[slot] === 0 && this.#isDropped(position)) slots[slot] = 1;
      }
      return slots;
    }
    this.#look(first, end);
    for (let bucket = bucketOf(first); bucket <= bucketOf(end - 1); bucket += 1) {
      if (this.#dropped[bucket % this.#dropped.length] === 0) continue;
      const middle = Math.min(end - 1, Math.max(first, (bucket + 0.5) * BUCKET_ROWS));
      slots[Math.floor((middle - first) * perRow)] = 1;
    }
    return slots;
  }

  #look(first: number, end: number): void {
    const needed = bucketOf(end - 1) - bucketOf(first) + 2;
    if (needed > this.#dropped.length || this.#looked > end) {
      this.#dropped = new Uint8Array(
        Math.max(this.#dropped.length, 2 ** Math.ceil(Math.log2(needed))),
      );
      this.#looked = first;
    }
    for (let position = Math.max(first, this.#looked); position < end; position += 1) {
      const place = bucketOf(position) % this.#dropped.length;
      if (position % BUCKET_ROWS === 0 || position === first) this.#dropped[place] = 0;
      if (this.#dropped[place] === 0 && this.#isDropped(position)) this.#dropped[place] = 1;
    }
    this.#looked = end;
  }

  #isDropped(position: number): boolean {
    const sequence = this.#rows.sequenceAt(position);
    if (sequence === undefined) return false;
    return this.#history.read(sequence)?.verdict === VERDICT.drop;
  }
}

function bucketOf(position: number): number {
  return Math.floor(position / BUCKET_ROWS);
}
