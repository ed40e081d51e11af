/** IPv6 prefixes of all lists as entries of one hash, as bpf/include/lists.h lays them out. */
import type { ParsedList } from './parsed-list.ts';
import { overRows, type Sliced } from './slices.ts';
import { type Columns, sortRows } from './sort-rows.ts';

/** `struct list_v6_key`. */
export const V6_KEY_BYTES = 20;
const LENGTH_AT = 16;
const LENGTHS = 129;

export interface V6Entries {
  readonly count: number;
  /** One after the other, {@link V6_KEY_BYTES} each. */
  readonly keys: Uint8Array;
  /** Of each key, the lists that hold exactly this prefix. */
  readonly lists: Uint32Array;
  /** The prefix lengths that occur, the longest first. */
  readonly lengths: readonly number[];
}

export function* buildV6Entries(
  lists: readonly { readonly bit: number; readonly list: ParsedList }[],
): Sliced<V6Entries> {
  const rows = yield* sortRows(yield* gather(lists), 5);
  const [first, second, third, fourth, bits, masks] = rows as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ];
  const keys = new Uint8Array(bits.length * V6_KEY_BYTES);
  const view = new DataView(keys.buffer);
  const holders = new Uint32Array(bits.length);
  const occurs = new Uint8Array(LENGTHS);
  let count = 0;
  yield* overRows(bits.length, (from, to) => {
    for (let row = from; row < to; row++) {
      const mask = masks[row] as number;
      if (row > 0 && areEqual(rows, row - 1, row)) {
        holders[count - 1] = (holders[count - 1] as number) | mask;
        continue;
      }
      const at = count * V6_KEY_BYTES;
      const length = bits[row] as number;
      view.setUint32(at, first[row] as number);
      view.setUint32(at + 4, second[row] as number);
      view.setUint32(at + 8, third[row] as number);
      view.setUint32(at + 12, fourth[row] as number);
      view.setUint32(at + LENGTH_AT, length, true);
      holders[count] = mask;
      occurs[length] = 1;
      count += 1;
    }
  });
  return {
    count,
    keys: keys.subarray(0, count * V6_KEY_BYTES),
    lists: holders.subarray(0, count),
    lengths: [...occurs.keys()].filter((length) => occurs[length] === 1).reverse(),
  };
}

/** Columns: four words of address, bits, the list's mask. */
function* gather(
  lists: readonly { readonly bit: number; readonly list: ParsedList }[],
): Sliced<Columns> {
  const total = lists.reduce((sum, { list }) => sum + list.v6.bits.length, 0);
  const columns = Array.from({ length: 6 }, () => new Uint32Array(total));
  let begin = 0;
  for (const { bit, list } of lists) {
    const own = [...list.v6.words, list.v6.bits];
    const at = begin;
    yield* overRows(list.v6.bits.length, (from, to) => {
      for (const [index, column] of own.entries()) {
        columns[index]?.set(column.subarray(from, to), at + from);
      }
      columns[5]?.fill(1 << bit, at + from, at + to);
    });
    begin += list.v6.bits.length;
  }
  return columns;
}

/** Address and length. */
function areEqual(rows: Columns, row: number, other: number): boolean {
  for (let key = 0; key < 5; key++) {
    const column = rows[key] as Uint32Array;
    if (column[row] !== column[other]) return false;
  }
  return true;
}
