/** How one state of a list differs from the next, in prefixes. */
import { type ParsedList, prefixesOfRange, type V4Ranges, type V6Prefixes } from './parsed-list.ts';
import { overRows, type Sliced } from './slices.ts';

export interface ListDifference {
  readonly added: number;
  readonly removed: number;
}

/** What is only in `after` counts as added, what is only in `before` as removed. */
export function* differenceOf(before: ParsedList, after: ParsedList): Sliced<ListDifference> {
  return {
    added: (yield* v4Without(after.v4, before.v4)) + (yield* v6Without(after.v6, before.v6)),
    removed: (yield* v4Without(before.v4, after.v4)) + (yield* v6Without(before.v6, after.v6)),
  };
}

/** Prefixes it takes for the addresses that are in `own` and not in `other`. */
function* v4Without(own: V4Ranges, other: V4Ranges): Sliced<number> {
  let count = 0;
  let at = 0;
  yield* overRows(own.starts.length, (from, to) => {
    for (let row = from; row < to; row++) {
      let start = own.starts[row] as number;
      const end = own.ends[row] as number;
      while (at < other.starts.length && (other.ends[at] as number) < start) at += 1;
      // Cuts out what the other has, range by range; the last of them may reach beyond this row.
      while (at < other.starts.length && (other.starts[at] as number) <= end) {
        const cut = other.starts[at] as number;
        if (cut > start) count += prefixesOfRange(start, cut - 1);
        start = (other.ends[at] as number) + 1;
        if (start > end) break;
        at += 1;
      }
      if (start <= end) count += prefixesOfRange(start, end);
    }
  });
  return count;
}

/** Prefixes that are in `own`, and not in `other` with the same length. */
function* v6Without(own: V6Prefixes, other: V6Prefixes): Sliced<number> {
  let count = 0;
  let at = 0;
  yield* overRows(own.bits.length, (from, to) => {
    for (let row = from; row < to; row++) {
      while (at < other.bits.length && compare(other, at, own, row) < 0) at += 1;
      if (at >= other.bits.length || compare(other, at, own, row) !== 0) count += 1;
    }
  });
  return count;
}

/** In the order in which prefixes are sorted. */
function compare(a: V6Prefixes, rowA: number, b: V6Prefixes, rowB: number): number {
  for (let index = 0; index < 4; index++) {
    const own = a.words[index as 0][rowA] as number;
    const difference = own - (b.words[index as 0][rowB] as number);
    if (difference !== 0) return difference;
  }
  return (a.bits[rowA] as number) - (b.bits[rowB] as number);
}
