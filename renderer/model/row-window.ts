/** Height of a packet row in pixels, as `--h-row`. */
export const ROW_HEIGHT = 24;
/** Height of a rule row in pixels, as `--h-rule`. */
export const RULE_ROW_HEIGHT = 28;

/** The rows of a list that are in sight, as indexes from its top. */
export interface RowWindow {
  readonly firstIndex: number;
  readonly endIndex: number;
  /** Scroll position in pixels that shows the last row. */
  readonly bottom: number;
  /** The most rows that a view of this height ever shows. */
  readonly most: number;
}

/**
 * Rows are all of one height, so what is in sight is arithmetic: its cost does not depend on how
 * many rows there are, nor on how fast they come.
 */
export function rowWindow(
  rows: number,
  scrollTop: number,
  viewHeight: number,
  rowHeight: number = ROW_HEIGHT,
): RowWindow {
  const bottom = Math.max(0, rows * rowHeight - viewHeight);
  const top = Math.min(Math.max(0, scrollTop), bottom);
  return {
    firstIndex: Math.floor(top / rowHeight),
    endIndex: Math.min(rows, Math.ceil((top + viewHeight) / rowHeight)),
    bottom,
    most: Math.ceil(viewHeight / rowHeight) + 1,
  };
}
