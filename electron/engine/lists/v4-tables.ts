/** IPv4 ranges of all lists as tables, in one pass over them side by side. */
import type { ParsedList, V4Ranges } from './parsed-list.ts';
import type { Sliced } from './slices.ts';
import type { V4Tables } from './v4-layout.ts';
import { V4Writer } from './v4-writer.ts';

const LAST_SLASH24 = 0xff_ffff;
/** /24s, or runs of them, looked at between two yields. */
const MAX_STEPS = 8192;

/** One list's ranges, and which of them is next. */
interface Cursor {
  readonly bit: number;
  readonly ranges: V4Ranges;
  row: number;
}

export function* buildV4Tables(
  lists: readonly { readonly bit: number; readonly list: ParsedList }[],
): Sliced<V4Tables> {
  const writer = new V4Writer();
  let cursors: Cursor[] = lists.map(({ bit, list }) => ({ bit, ranges: list.v4, row: 0 }));
  let slash24 = 0;
  while (true) {
    cursors = cursors.filter(({ ranges, row }) => row < ranges.starts.length);
    if (cursors.length === 0) return writer.finish();
    for (let step = 0; step < MAX_STEPS && slash24 <= LAST_SLASH24; step += 1) {
      slash24 = writeNext(writer, cursors, slash24);
    }
    yield;
  }
}

/** Writes the /24, or the run of them, where `cursors` have something next; answers what is behind. */
function writeNext(writer: V4Writer, cursors: readonly Cursor[], from: number): number {
  let first = LAST_SLASH24 + 1;
  for (const { ranges, row } of cursors) {
    const start = (ranges.starts[row] as number) >>> 8;
    if (row < ranges.starts.length && start < first) first = start;
  }
  if (first < from) first = from;
  if (first > LAST_SLASH24) return first;
  const begin = first * 256;
  let last = LAST_SLASH24;
  let whole = 0;
  let isPart = false;
  for (const { bit, ranges, row } of cursors) {
    if (row >= ranges.starts.length) continue;
    const start = ranges.starts[row] as number;
    const end = ranges.ends[row] as number;
    if (start > begin + 255) {
      last = Math.min(last, (start >>> 8) - 1);
    } else if (start <= begin && end >= begin + 255) {
      whole |= 1 << bit;
      last = Math.min(last, Math.floor((end + 1) / 256) - 1);
    } else {
      isPart = true;
    }
  }
  if (isPart) last = first;
  writer.beginLeaf(whole);
  for (const cursor of cursors) {
    if (isPart) writeParts(writer, cursor, begin);
    skipUntil(cursor, last * 256 + 255);
  }
  writer.endLeaf(first, last);
  return last + 1;
}

/** What the list holds of the /24 at `begin` unless it holds all of it. */
function writeParts(writer: V4Writer, { bit, ranges, row }: Cursor, begin: number): void {
  const { starts, ends } = ranges;
  for (let at = row; at < starts.length; at += 1) {
    const start = starts[at] as number;
    const end = ends[at] as number;
    if (start > begin + 255 || (start <= begin && end >= begin + 255)) return;
    writer.addPart(bit, Math.max(start - begin, 0), Math.min(end - begin, 255));
  }
}

/** Steps over the ranges that end there or before. */
function skipUntil(cursor: Cursor, last: number): void {
  const { ends } = cursor.ranges;
  while (cursor.row < ends.length && (ends[cursor.row] as number) <= last) cursor.row += 1;
}
