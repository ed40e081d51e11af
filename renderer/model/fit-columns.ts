import { type ColumnId, columnOf } from './columns.ts';
import { type ColumnSetting, isUsual, shownColumns, type TableLayout } from './table-layout.ts';

/** Between two columns, and left and right of all of them, in pixels. */
export const COLUMN_GAP = 10;
export const TABLE_LEFT = 16;
export const TABLE_RIGHT = 8;

export interface FittedColumn {
  readonly id: ColumnId;
  /** From the left edge of the table to its own. */
  readonly left: number;
  /** As drawn. */
  readonly width: number;
}

export interface FittedTable {
  readonly columns: readonly FittedColumn[];
  /** For `grid-template-columns`. */
  readonly template: string;
  /** Of a row. More than there is: the table scrolls sideways. */
  readonly width: number;
  /** Takes what the others leave. */
  readonly elastic: ColumnId | undefined;
  /** Shown, were there room for them. */
  readonly noRoom: readonly ColumnId[];
}

/** What a narrow table can do without, from the first to go to the last. */
const GO_FIRST: readonly (readonly ColumnId[])[] = [['number', 'length'], ['sourcePort']];
/** And these as well, unless somebody chose the columns: verdict, source and rule never go. */
const GO_LAST: readonly (readonly ColumnId[])[] = [['info'], ['destination']];
/** Addresses are still told apart at their least width. */
const ADDRESSES: ReadonlySet<ColumnId> = new Set(['source', 'destination']);
const ELASTIC: ReadonlySet<ColumnId> = new Set([...ADDRESSES, 'info']);

/** Which of the shown columns find room in a table of this width, and how wide each is drawn. */
export function fitColumns(layout: TableLayout, available: number): FittedTable {
  const all = shownColumns(layout);
  let columns = all;
  const leave = (ids: readonly ColumnId[]) => {
    const left = columns.filter(({ id }) => !ids.includes(id));
    if (left.length > 0) columns = left;
  };
  for (const ids of GO_FIRST) {
    if (totalWidth(columns) > available) leave(ids);
  }
  const spare = () => available - totalWidth(columns);
  const isChosen = !isUsual(
    layout.map((column) => ({ ...column, width: columnOf(column.id).width })),
  );
  if (spare() < 0) columns = shrink(columns, -spare(), isChosen ? ADDRESSES : ELASTIC);
  for (const ids of isChosen ? [] : GO_LAST) {
    if (spare() < 0) leave(ids);
  }
  return draw(columns, all, available);
}

function draw(
  columns: readonly ColumnSetting[],
  all: readonly ColumnSetting[],
  available: number,
): FittedTable {
  const elastic = columns.find(({ id }) => id === 'info')?.id ?? columns.at(-1)?.id;
  const width = Math.max(available, totalWidth(columns));
  const rest = width - totalWidth(columns);
  let left = TABLE_LEFT;
  const fitted = columns.map((column) => {
    const drawn = { id: column.id, left, width: column.width + (column.id === elastic ? rest : 0) };
    left += drawn.width + COLUMN_GAP;
    return drawn;
  });
  return {
    columns: fitted,
    template: fitted
      .map((column) => (column.id === elastic ? 'minmax(0, 1fr)' : `${column.width}px`))
      .join(' '),
    width,
    elastic,
    noRoom: all.filter(({ id }) => !columns.some((column) => column.id === id)).map(({ id }) => id),
  };
}

/**
 * Takes so many pixels, as far as they go, in equal parts from those that can be narrower. A width
 * that somebody chose stays.
 */
function shrink(
  columns: readonly ColumnSetting[],
  missing: number,
  narrower: ReadonlySet<ColumnId>,
): readonly ColumnSetting[] {
  const room = ({ id, width }: ColumnSetting) => {
    const column = columnOf(id);
    return narrower.has(id) && width === column.width ? width - column.minWidth : 0;
  };
  const total = columns.reduce((sum, column) => sum + room(column), 0);
  if (total === 0) return columns;
  const share = Math.min(1, missing / total);
  return columns.map((column) => ({
    ...column,
    width: column.width - Math.ceil(room(column) * share),
  }));
}

function totalWidth(columns: readonly ColumnSetting[]): number {
  const widths = columns.reduce((sum, { width }) => sum + width, 0);
  return TABLE_LEFT + widths + COLUMN_GAP * (columns.length - 1) + TABLE_RIGHT;
}
