import { MAX_COLUMN_WIDTH, type TableSettings } from '../../electron/contract/table-settings.ts';
import { COLUMNS, type ColumnId, columnOf, isColumnId } from './columns.ts';

export interface ColumnSetting {
  readonly id: ColumnId;
  /** In pixels. */
  readonly width: number;
  readonly shown: boolean;
}

/** Every column once, in the order in which those that are shown stand. */
export type TableLayout = readonly ColumnSetting[];

export const USUAL_LAYOUT: TableLayout = COLUMNS.map(({ id, width, usual = false }) => ({
  id,
  width,
  shown: usual,
}));

/** A layout from what was saved, by this version of the application or another. */
export function readLayout(saved: TableSettings['columns']): TableLayout {
  const seen = new Set<ColumnId>();
  const known: ColumnSetting[] = [];
  for (const { id, width, shown } of saved) {
    if (!isColumnId(id) || seen.has(id)) continue;
    seen.add(id);
    known.push({ id, width: clampWidth(id, width), shown });
  }
  if (known.length === 0) return USUAL_LAYOUT;
  // A column that is new since then stays away, and stands where it usually does when it is called.
  for (const [index, column] of USUAL_LAYOUT.entries()) {
    if (!seen.has(column.id))
      known.splice(Math.min(index, known.length), 0, { ...column, shown: false });
  }
  return known.some(({ shown }) => shown) ? known : USUAL_LAYOUT;
}

export function shownColumns(layout: TableLayout): readonly ColumnSetting[] {
  return layout.filter(({ shown }) => shown);
}

export function isUsual(layout: TableLayout): boolean {
  return layout.every((column, index) => {
    const usual = USUAL_LAYOUT[index];
    return column.id === usual?.id && column.width === usual.width && column.shown === usual.shown;
  });
}

/** One column always stays. */
export function withShown(layout: TableLayout, id: ColumnId, shown: boolean): TableLayout {
  if (!shown && shownColumns(layout).every((column) => column.id === id)) return layout;
  return layout.map((column) => (column.id === id ? { ...column, shown } : column));
}

export function withWidth(layout: TableLayout, id: ColumnId, width: number): TableLayout {
  return layout.map((column) =>
    column.id === id ? { ...column, width: clampWidth(id, width) } : column,
  );
}

/** Puts a column before the shown one at this place, counted among those that are shown. */
export function withPlace(layout: TableLayout, id: ColumnId, place: number): TableLayout {
  const moved = layout.find((column) => column.id === id);
  if (!moved) return layout;
  const before = shownColumns(layout)[place];
  if (before?.id === id) return layout;
  const others = layout.filter((column) => column.id !== id);
  const lastShown = others.findLastIndex(({ shown }) => shown);
  const index = before ? others.findIndex((column) => column.id === before.id) : lastShown + 1;
  return [...others.slice(0, index), moved, ...others.slice(index)];
}

/** Moves a shown column past its neighbour: -1 to the left, 1 to the right. */
export function withStep(layout: TableLayout, id: ColumnId, step: -1 | 1): TableLayout {
  const shown = shownColumns(layout);
  const place = shown.findIndex((column) => column.id === id);
  const wanted = place + step;
  if (place < 0 || wanted < 0 || wanted >= shown.length) return layout;
  return withPlace(layout, id, step < 0 ? wanted : wanted + 1);
}

function clampWidth(id: ColumnId, width: number): number {
  return Math.round(Math.min(MAX_COLUMN_WIDTH, Math.max(columnOf(id).minWidth, width)));
}
