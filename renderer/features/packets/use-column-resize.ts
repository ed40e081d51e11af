import type { PointerEvent } from 'react';
import type { ColumnId } from '../../model/columns.ts';
import type { FittedColumn } from '../../model/fit-columns.ts';
import { withWidth } from '../../model/table-layout.ts';
import { useApplication } from '../../stores/application-context.ts';

/** Handlers of the handle at the right of a heading: dragging sizes, a double click fits. */
export function useColumnResize(
  columns: readonly FittedColumn[],
  widthInSight: (id: ColumnId) => number,
) {
  const { table } = useApplication();
  return (id: ColumnId) => ({
    onPointerDown: (down: PointerEvent<HTMLElement>) => {
      if (down.button !== 0) return;
      // The heading below would move.
      down.stopPropagation();
      down.preventDefault();
      const handle = down.currentTarget;
      const before = columns.find((column) => column.id === id)?.width ?? 0;
      handle.setPointerCapture(down.pointerId);
      handle.onpointermove = ({ clientX }) => {
        table.arrange((layout) => withWidth(layout, id, before + clientX - down.clientX));
      };
      handle.onlostpointercapture = () => {
        handle.onpointermove = null;
        handle.onlostpointercapture = null;
      };
    },
    onDoubleClick: () => {
      table.arrange((layout) => withWidth(layout, id, widthInSight(id)));
    },
  });
}
