/** From rows as they were read to rows in order with nothing twice. */
import { covers, type V4Ranges, type V6Prefixes } from './parsed-list.ts';
import { overRows, type Sliced } from './slices.ts';
import { type Columns, copyOf, sortRows } from './sort-rows.ts';

const NONE = new Uint32Array(0);

export function rangesOf(columns: Columns): V4Ranges {
  const [starts = NONE, ends = NONE] = columns;
  return { starts, ends };
}

export function prefixesOf(columns: Columns): V6Prefixes {
  const [first = NONE, second = NONE, third = NONE, fourth = NONE, bits = NONE] = columns;
  return { words: [first, second, third, fourth], bits };
}

/** Columns: start, end. Overlapping and touching ranges become one. Writes over what it is given. */
export function* mergeRanges(columns: Columns): Sliced<Columns> {
  const sorted = yield* sortRows(columns, 1);
  const ranges = rangesOf(sorted);
  const rows = ranges.starts.length;
  let kept = 0;
  yield* overRows(rows, (from, to) => {
    kept = mergeStretch(ranges, kept, from, to);
  });
  return yield* shortened(sorted, kept);
}

/** Answers how many ranges are kept; the last of them may still grow. */
function mergeStretch({ starts, ends }: V4Ranges, keptBefore: number, from: number, to: number) {
  let kept = keptBefore;
  let keptEnd = kept > 0 ? (ends[kept - 1] as number) : -2;
  for (let row = from; row < to; row++) {
    const start = starts[row] as number;
    const end = ends[row] as number;
    if (start <= keptEnd + 1) {
      if (end <= keptEnd) continue;
      keptEnd = end;
    } else {
      keptEnd = end;
      starts[kept] = start;
      kept += 1;
    }
    ends[kept - 1] = keptEnd;
  }
  return kept;
}

/** Columns: four words of address, bits. What another covers goes. Writes over what it is given. */
export function* mergePrefixes(columns: Columns): Sliced<Columns> {
  const sorted = yield* sortRows(columns, 5);
  const prefixes = prefixesOf(sorted);
  let kept = 0;
  yield* overRows(prefixes.bits.length, (from, to) => {
    for (let row = from; row < to; row++) {
      // Sorted, what covers a prefix stands before it, with only what it covers as well in between.
      if (kept > 0 && covers(prefixes, kept - 1, prefixes, row)) continue;
      for (const column of sorted) column[kept] = column[row] as number;
      kept += 1;
    }
  });
  return yield* shortened(sorted, kept);
}

/** Copies, so that what was only needed for reading can go. */
function* shortened(columns: Columns, rows: number): Sliced<Columns> {
  const copies: Uint32Array[] = [];
  for (const column of columns) copies.push(yield* copyOf(column, rows));
  return copies;
}
