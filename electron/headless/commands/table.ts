import { printable } from '../printable.ts';

/** Beyond this a cell pushes its own row's rest to the right, and no other's. */
const MAX_COLUMN_WIDTH = 60;

export interface Column {
  readonly heading: string;
  readonly align?: 'right';
}

/** Rows as aligned lines under their headings. Cells may be anybody's text. */
export function tableText(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string {
  const lines = [columns.map(({ heading }) => heading), ...rows.map((row) => row.map(printable))];
  const widths = columns.map((_column, index) =>
    Math.max(...lines.map((line) => Math.min(line[index]?.length ?? 0, MAX_COLUMN_WIDTH))),
  );
  return lines.map((line) => `${lineText(line, columns, widths)}\n`).join('');
}

function lineText(
  line: readonly string[],
  columns: readonly Column[],
  widths: readonly number[],
): string {
  const cells = line.map((cell, index) => {
    const width = widths[index] ?? 0;
    return columns[index]?.align === 'right' ? cell.padStart(width) : cell.padEnd(width);
  });
  return cells.join('  ').trimEnd();
}
