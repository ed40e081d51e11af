// biome-ignore-all lint/a11y/useSemanticElements: a virtualised grid has no table layout
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid keeps the focus and names its active row
// biome-ignore-all lint/a11y/useKeyWithClickEvents: use-packet-keys.ts listens for the whole grid
import { ContextMenu } from 'radix-ui';
import { type CSSProperties, type MouseEvent, useCallback, useMemo, useRef, useState } from 'react';
import type { ColumnId } from '../../model/columns.ts';
import { fitColumns } from '../../model/fit-columns.ts';
import type { RowText } from '../../model/row-text.ts';
import type { TableLayout } from '../../model/table-layout.ts';
import { useApplication, usePackets, useTable } from '../../stores/application-context.ts';
import { isFollowing } from '../../stores/packets-store.ts';
import { toggleRow } from '../../stores/row-actions.ts';
import { classNames } from '../../ui/class-names.ts';
import { useElementWidth } from '../../ui/use-element-width.ts';
import { contentWidth } from './content-width.ts';
import { GoToDialog } from './go-to-dialog.tsx';
import { HeadRow } from './head-row.tsx';
import { Minimap } from './minimap.tsx';
import { rowId } from './packet-row.tsx';
import styles from './packet-table.module.css';
import { RowMenu } from './row-menu.tsx';
import { useCellClick, useValueKeys } from './use-cell-click.ts';
import { useDrawnRows, useRowLooks } from './use-drawn-rows.tsx';
import { useFocusAfter } from './use-focus-after.ts';
import { useFollowScroll } from './use-follow-scroll.ts';
import { usePacketKeys } from './use-packet-keys.ts';
import { isAction, sequenceAt, usePointedRow } from './use-pointed-row.ts';
import { useRowReader } from './use-row-reader.ts';
import { useKinAddress, useSelectionInSight, useSelectionRevealed } from './use-selection.ts';
import { PointedTip } from './verdict-tip.tsx';

/** Of the table before it is laid out, in pixels. */
const USUAL_WIDTH = 1100;
/** Of the Verdict column where packets may flip, in pixels. */
const FLIPS_WIDTH = 124;

/** The live list. It reads and draws the rows in sight, however many there are. */
export function PacketTable({ stale }: { readonly stale: boolean }) {
  const application = useApplication();
  const { packets, details } = application;
  usePackets((state) => state.version);
  const shown = usePackets((state) => state.rows);
  const following = usePackets(isFollowing);
  const selected = usePackets((state) => state.selected);

  const viewport = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const layout = useTable((state) => state.layout);
  const width = useElementWidth(viewport);
  const fitted = useMemo(() => {
    const wanted = packets.isFile ? withRoomForFlips(layout) : layout;
    return fitColumns(wanted, width || USUAL_WIDTH);
  }, [layout, width, packets]);
  const reader = useRowReader(fitted.columns);
  const [goingTo, setGoingTo] = useState(false);
  useFocusAfter(goingTo, grid);
  const kinAddress = useKinAddress(reader, selected);
  const [menuRow, setMenuRow] = useState<RowText>();
  const pointed = usePointedRow();
  const looks = { reader, columns: fitted.columns, menuRow, kinAddress };
  const { sweep, propsOf } = useRowLooks(looks);
  const { first, end } = sweep.span;
  const scroll = useFollowScroll(viewport, scroller, shown, sweep.span);
  const rows = useDrawnRows({ reader, shown, scroll, sweep, propsOf });

  const inSight = (sequence: number | undefined) => {
    if (sequence === undefined) return false;
    const position = shown.positionOf(sequence);
    const isShown = shown.sequenceAt(position) === sequence;
    return isShown && position >= scroll.from && position < scroll.end;
  };
  useSelectionInSight(selected, inSight(selected), following);
  useSelectionRevealed(scroll.height, () => {
    if (selected !== undefined && !following) scroll.reveal(shown.positionOf(selected));
  });

  const ifInSight = (sequence: number | undefined) => (inSight(sequence) ? sequence : undefined);
  usePacketKeys({
    currentSequence: () => ifInSight(pointed.ref.current) ?? ifInSight(packets.getState().selected),
    selectedInSight: () => ifInSight(packets.getState().selected),
    endInSight: () => scroll.end,
    readRow: (sequence) => reader.read(sequence),
    reveal: scroll.reveal,
    show: scroll.show,
    scrollAside: (pixels) => {
      if (fitted.width <= width) return false;
      viewport.current?.scrollBy(pixels, 0);
      return true;
    },
    forgetPointed: () => {
      pointed.ref.current = undefined;
    },
    goTo: () => setGoingTo(true),
    pageRows: scroll.end - scroll.from - 1,
  });

  const widthInSight = useCallback((id: ColumnId) => contentWidth(grid.current, id), []);
  const cellClick = useCellClick();
  useValueKeys(grid);
  const onClick = (event: MouseEvent) => {
    const sequence = sequenceAt(event.target);
    if (sequence === undefined) return;
    const row = reader.read(sequence);
    if (!cellClick(event, row)) {
      if (!isAction(event.target)) packets.select(sequence);
      else if (row) toggleRow(application, row);
    }
    // Elements of rows take turns at packets, so none of them may keep the focus.
    grid.current?.focus({ preventScroll: true });
  };
  const onDoubleClick = (event: MouseEvent) => {
    if (sequenceAt(event.target) !== undefined && !isAction(event.target)) details.open();
  };
  const onContextMenu = (event: MouseEvent) => {
    const sequence = sequenceAt(event.target);
    const row = sequence === undefined ? undefined : reader.read(sequence);
    if (!row) {
      event.preventDefault();
      return;
    }
    packets.select(row.sequence);
    packets.hold('menu');
    setMenuRow(row);
  };
  const onMenuChange = (open: boolean) => {
    if (open) return;
    packets.release('menu');
    setMenuRow(undefined);
  };

  return (
    <div className={styles.table}>
      <div
        ref={grid}
        role="grid"
        aria-label={packets.isFile ? 'Packets of the file' : 'Live packets'}
        aria-rowcount={end - first + 1}
        aria-colcount={fitted.columns.length}
        aria-readonly="true"
        aria-activedescendant={
          selected !== undefined && inSight(selected) ? rowId(selected) : undefined
        }
        tabIndex={0}
        className={classNames(styles.grid, stale && styles.stale)}
        style={{ '--packet-columns': fitted.template } as CSSProperties}
      >
        <div ref={head} role="presentation" className={styles.headClip}>
          <HeadRow fitted={fitted} widthInSight={widthInSight} />
        </div>
        <ContextMenu.Root modal={false} open={menuRow !== undefined} onOpenChange={onMenuChange}>
          <div
            ref={viewport}
            role="presentation"
            className={styles.viewport}
            onScroll={() => {
              if (head.current) head.current.scrollLeft = viewport.current?.scrollLeft ?? 0;
            }}
          >
            <ContextMenu.Trigger asChild>
              <div
                ref={scroller}
                role="rowgroup"
                tabIndex={-1}
                className={styles.scroller}
                style={{ height: scroll.height, width: fitted.width }}
                {...scroll.handlers}
                onClick={onClick}
                onMouseDown={keepSelection}
                onDoubleClick={onDoubleClick}
                onContextMenuCapture={onContextMenu}
                {...pointed.handlers}
              >
                <div
                  role="presentation"
                  className={styles.rows}
                  data-following={following}
                  style={{ height: scroll.spaceHeight }}
                >
                  {rows}
                  <PointedTip
                    row={pointed.onVerdict && !menuRow ? reader.read(pointed.onVerdict) : undefined}
                    rows={shown}
                    scroll={scroll}
                    left={fitted.columns.find(({ id }) => id === 'verdict')?.left ?? 0}
                  />
                </div>
              </div>
            </ContextMenu.Trigger>
          </div>
          {menuRow && <RowMenu row={menuRow} onDone={() => onMenuChange(false)} />}
        </ContextMenu.Root>
      </div>
      <Minimap rows={shown} scroll={scroll} />
      {goingTo && <GoToDialog onClose={() => setGoingTo(false)} onGo={scroll.show} />}
    </div>
  );
}

/** The verdict says as well what stands in the file. */
function withRoomForFlips(layout: TableLayout): TableLayout {
  return layout.map((column) =>
    column.id === 'verdict' ? { ...column, width: Math.max(column.width, FLIPS_WIDTH) } : column,
  );
}

/** A click with Shift takes a value, and a second click opens the details: neither selects text. */
function keepSelection(event: MouseEvent): void {
  if (event.shiftKey || event.detail > 1) event.preventDefault();
}
