import type { Sliced } from './slices.ts';
import { type Columns, copyOf } from './sort-rows.ts';

const FIRST_CAPACITY = 1024;

/**
 * Gathers rows, of which nobody knows how many will come. It doubles up to a limit; there it merges
 * what it has, so that memory is bounded whatever is repeated.
 */
export class RowCollector {
  /** Rows are written here, at {@link count}, while there is room. */
  columns: Uint32Array[];
  count = 0;
  readonly #merge: (columns: Columns) => Sliced<Columns>;
  readonly #maxCapacity: number;

  constructor(width: number, maxCapacity: number, merge: (columns: Columns) => Sliced<Columns>) {
    const capacity = Math.min(FIRST_CAPACITY, maxCapacity);
    this.columns = Array.from({ length: width }, () => new Uint32Array(capacity));
    this.#maxCapacity = maxCapacity;
    this.#merge = merge;
  }

  hasRoomFor(rows: number): boolean {
    return this.count + rows <= this.#capacity;
  }

  /** Answers whether there is room now: there is none once merged rows fill half of the limit. */
  *makeRoom(): Sliced<boolean> {
    if (this.#capacity < this.#maxCapacity) {
      yield* this.#resize(this.columns, Math.min(2 * this.#capacity, this.#maxCapacity));
      return true;
    }
    const merged = yield* this.merged();
    this.count = merged[0]?.length ?? 0;
    if (this.count > this.#maxCapacity / 2) return false;
    yield* this.#resize(merged, this.#maxCapacity);
    return true;
  }

  /** What was gathered, merged. Nothing can be added afterwards. */
  *merged(): Sliced<Columns> {
    return yield* this.#merge(this.columns.map((column) => column.subarray(0, this.count)));
  }

  get #capacity(): number {
    return this.columns[0]?.length ?? 0;
  }

  *#resize(from: Columns, capacity: number): Sliced<void> {
    const larger: Uint32Array[] = [];
    for (const column of from) larger.push(yield* copyOf(column, this.count, capacity));
    this.columns = larger;
  }
}
