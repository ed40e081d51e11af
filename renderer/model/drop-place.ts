import type { FittedColumn } from './fit-columns.ts';

/** Before which column, by its place, something is dropped at this distance from the left edge. */
export function dropPlace(columns: readonly FittedColumn[], x: number): number {
  const place = columns.findIndex(({ left, width }) => x < left + width / 2);
  return place < 0 ? columns.length : place;
}
