import type { ColumnId } from '../../model/columns.ts';

/** Between the text of a cell and the edge of its column, in pixels. */
const SPARE = 2;

/** Width in pixels that a column of this grid needs for its heading and what is in sight of it. */
export function contentWidth(grid: HTMLElement | null, id: ColumnId): number {
  const headings = [...(grid?.querySelectorAll('[data-head]') ?? [])];
  const index = headings.findIndex((heading) => heading.getAttribute('data-head') === id);
  if (!grid || index < 0) return 0;
  const cells = [...grid.querySelectorAll('[data-sequence]')].flatMap(
    (row) => row.querySelectorAll('[role="gridcell"]')[index] ?? [],
  );
  const range = document.createRange();
  const widths = [headings[index], ...cells].map((cell) => {
    range.selectNodeContents(cell as Element);
    const { left, right } = range.getBoundingClientRect();
    // What stands before the text counts as well.
    const before = left - (cell as Element).getBoundingClientRect().left;
    return right - left + Math.max(0, before);
  });
  return Math.ceil(Math.max(...widths)) + SPARE;
}
