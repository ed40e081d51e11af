/**
 * Rows that the scrolled element has room for. A list may be longer: browsers end at 17 or 33
 * million pixels and lose single pixels before, so the element spans a part of the list, which
 * moves along with the view.
 */
export const SPACE_ROWS = 40_000;

/** This close to an end of the space, in rows, the view gets another one. */
const MARGIN_ROWS = 4_000;

export interface ScrolledList {
  /** Position of the first row, and one past the last. */
  readonly first: number;
  readonly end: number;
  /** Position at the upper edge of the view; with a part of a row. */
  readonly top: number;
  /** Rows that fit the view. */
  readonly viewRows: number;
}

/**
 * Position of the first row of the space around the view. The space stays where it is, `current`,
 * for as long as the view is well within it, because moving it interrupts a scroll that is under way.
 */
export function scrollSpace(list: ScrolledList, current: number): number {
  const { first, end, top, viewRows } = list;
  const last = Math.max(first, end - SPACE_ROWS);
  if (current >= first && current <= last && !isNearEdge(list, current, last)) return current;
  const centred = Math.round(top + viewRows / 2) - SPACE_ROWS / 2;
  return Math.min(last, Math.max(first, centred));
}

function isNearEdge({ first, top, viewRows }: ScrolledList, start: number, last: number): boolean {
  const above = top - start;
  const below = start + SPACE_ROWS - (top + viewRows);
  return (start > first && above < MARGIN_ROWS) || (start < last && below < MARGIN_ROWS);
}
