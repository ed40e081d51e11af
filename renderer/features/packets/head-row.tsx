// biome-ignore-all lint/a11y/useSemanticElements: a virtualised grid has no table layout
import { ContextMenu } from 'radix-ui';
import { type KeyboardEvent, type MouseEvent, type PointerEvent, useRef, useState } from 'react';
import { type ColumnId, columnOf, isColumnId } from '../../model/columns.ts';
import type { FittedColumn, FittedTable } from '../../model/fit-columns.ts';
import { withStep, withWidth } from '../../model/table-layout.ts';
import { useApplication, useTable } from '../../stores/application-context.ts';
import type { Table } from '../../stores/table-store.ts';
import { classNames } from '../../ui/class-names.ts';
import { HeadMenu } from './head-menu.tsx';
import styles from './head-row.module.css';
import { useColumnDrag } from './use-column-drag.ts';
import { useColumnResize } from './use-column-resize.ts';

/** What a key adds to a width, in pixels. */
export const WIDTH_STEP = 8;

const TIME_TITLES = { absolute: 'Time', relative: 'Since start', delta: 'Since last' } as const;

interface HeadRowProps {
  readonly fitted: FittedTable;
  /** Width that a column needs for what is in sight of it. */
  readonly widthInSight: (id: ColumnId) => number;
}

/** The headings: a right click chooses columns, dragging moves and sizes them, and so do keys. */
export function HeadRow({ fitted, widthInSight }: HeadRowProps) {
  const { table } = useApplication();
  const row = useRef<HTMLDivElement>(null);
  const [menuFor, setMenuFor] = useState<ColumnId>();
  const [active, setActive] = useState<ColumnId>();
  const drag = useColumnDrag(row, fitted.columns);
  const resize = useColumnResize(fitted.columns, widthInSight);
  const { columns } = fitted;
  const tabStop = columns.find(({ id }) => id === active)?.id ?? columns[0]?.id;

  const onContextMenu = (event: MouseEvent) => {
    const id = columnAt(event.target) ?? tabStop;
    if (id) setMenuFor(id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const id = columnAt(event.target);
    if (!id || !pressHead(event, id, { table, columns, focus: focusColumn })) return;
    event.preventDefault();
  };
  const focusColumn = (id: ColumnId) => {
    row.current?.querySelector<HTMLElement>(`[data-head="${id}"]`)?.focus();
  };
  const onPointerDown = (event: PointerEvent) => {
    const id = columnAt(event.target);
    if (id && event.button === 0) drag.begin(event, id);
  };

  return (
    <ContextMenu.Root modal={false} onOpenChange={(open) => !open && setMenuFor(undefined)}>
      <ContextMenu.Trigger asChild>
        <div
          ref={row}
          role="row"
          aria-rowindex={1}
          tabIndex={-1}
          className={styles.head}
          style={{ width: fitted.width }}
          onContextMenuCapture={onContextMenu}
          onKeyDown={onKeyDown}
          onPointerDown={onPointerDown}
        >
          {columns.map((column) => (
            <Heading
              key={column.id}
              column={column}
              tabStop={column.id === tabStop}
              isDragged={column.id === drag.dragged}
              onFocus={() => setActive(column.id)}
              resize={column.id === fitted.elastic ? undefined : resize(column.id)}
            />
          ))}
          {drag.markLeft !== undefined && (
            <div className={styles.insertion} style={{ left: drag.markLeft }} aria-hidden="true" />
          )}
        </div>
      </ContextMenu.Trigger>
      {menuFor && <HeadMenu id={menuFor} fitted={fitted} widthInSight={widthInSight} />}
    </ContextMenu.Root>
  );
}

interface HeadingProps {
  readonly column: FittedColumn;
  readonly tabStop: boolean;
  readonly isDragged: boolean;
  readonly onFocus: () => void;
  readonly resize: ReturnType<ReturnType<typeof useColumnResize>> | undefined;
}

function Heading({ column: { id }, tabStop, isDragged, onFocus, resize }: HeadingProps) {
  const { align, title, name } = columnOf(id);
  const time = useTable((state) => state.time);
  return (
    <div
      role="columnheader"
      data-head={id}
      tabIndex={tabStop ? 0 : -1}
      title={id === 'time' ? 'Time: a right click chooses how' : name}
      className={classNames(
        styles.heading,
        align === 'right' && 'num',
        isDragged && styles.dragged,
      )}
      onFocus={onFocus}
    >
      <span className={styles.title}>{id === 'time' ? TIME_TITLES[time] : title}</span>
      {resize && <div className={styles.handle} aria-hidden="true" {...resize} />}
    </div>
  );
}

function columnAt(target: EventTarget): ColumnId | undefined {
  const heading = target instanceof Element ? target.closest<HTMLElement>('[data-head]') : null;
  const id = heading?.dataset.head;
  return id !== undefined && isColumnId(id) ? id : undefined;
}

interface PressParts {
  readonly table: Table;
  readonly columns: readonly FittedColumn[];
  readonly focus: (id: ColumnId) => void;
}

/** Answers whether the key meant a heading. */
function pressHead(event: KeyboardEvent, id: ColumnId, parts: PressParts): boolean {
  const { table, columns, focus } = parts;
  if (event.ctrlKey || event.metaKey) return false;
  const index = columns.findIndex((column) => column.id === id);
  const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : undefined;
  if (step && event.altKey) {
    table.arrange((layout) => withStep(layout, id, step));
    return true;
  }
  if (step && event.shiftKey) {
    const width = columns[index]?.width ?? 0;
    table.arrange((layout) => withWidth(layout, id, width + step * WIDTH_STEP));
    return true;
  }
  const next = step && columns[index + step];
  if (next) focus(next.id);
  if (step) return true;
  if (event.key !== 'Enter' && event.key !== ' ') return false;
  const { left, bottom } = event.currentTarget.getBoundingClientRect();
  const at = { clientX: left + (columns[index]?.left ?? 0), clientY: bottom };
  event.target.dispatchEvent(
    new window.MouseEvent('contextmenu', { bubbles: true, cancelable: true, ...at }),
  );
  return true;
}
