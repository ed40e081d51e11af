import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';
import type { ColumnId } from '../../model/columns.ts';
import { dropPlace } from '../../model/drop-place.ts';
import { COLUMN_GAP, type FittedColumn } from '../../model/fit-columns.ts';
import { shownColumns, withPlace } from '../../model/table-layout.ts';
import { useApplication } from '../../stores/application-context.ts';

/** Pixels that a press may stray before it drags. */
const THRESHOLD = 4;

/** Moves a column to where its heading is dropped. Escape leaves it where it was. */
export function useColumnDrag(
  row: RefObject<HTMLElement | null>,
  columns: readonly FittedColumn[],
) {
  const { table } = useApplication();
  const [drag, setDrag] = useState<{ readonly id: ColumnId; readonly place: number }>();
  const latest = useRef(columns);
  latest.current = columns;
  const stop = useRef<() => void>(undefined);
  useEffect(() => () => stop.current?.(), []);

  const begin = (down: PointerEvent, id: ColumnId) => {
    let place: number | undefined;
    const onMove = (event: globalThis.PointerEvent) => {
      if (place === undefined && Math.abs(event.clientX - down.clientX) < THRESHOLD) return;
      const left = row.current?.getBoundingClientRect().left ?? 0;
      place = dropPlace(latest.current, event.clientX - left);
      setDrag({ id, place });
    };
    const end = () => {
      window.removeEventListener('pointermove', onMove);
      window.removeEventListener('pointerup', onUp);
      window.removeEventListener('pointercancel', end);
      window.removeEventListener('keydown', onKey, true);
      stop.current = undefined;
      setDrag(undefined);
    };
    const onUp = () => {
      const before = place === undefined ? undefined : latest.current[place];
      const isDropped = place !== undefined;
      end();
      if (!isDropped) return;
      table.arrange((layout) => {
        // Those that find no room have places as well.
        const shown = shownColumns(layout);
        const index = before ? shown.findIndex((column) => column.id === before.id) : shown.length;
        return withPlace(layout, id, index);
      });
    };
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      end();
    };
    stop.current?.();
    stop.current = end;
    window.addEventListener('pointermove', onMove);
    window.addEventListener('pointerup', onUp);
    window.addEventListener('pointercancel', end);
    window.addEventListener('keydown', onKey, true);
  };

  const last = columns.at(-1);
  const at = drag && columns[drag.place];
  const end = last ? last.left + last.width + COLUMN_GAP : 0;
  return {
    begin,
    dragged: drag?.id,
    /** Where the mark stands between two headings, in pixels from the left of the row. */
    markLeft: drag && (at?.left ?? end) - COLUMN_GAP / 2 - 1,
  };
}
