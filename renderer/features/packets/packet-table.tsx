// biome-ignore-all lint/a11y/useSemanticElements: a virtualised grid has no table layout
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid keeps the focus and names its active row
// biome-ignore-all lint/a11y/useKeyWithClickEvents: use-packet-keys.ts listens for the whole grid
import { ContextMenu } from 'radix-ui';
import { type MouseEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import { blockAction } from '../../model/block-action.ts';
import { RowReader } from '../../model/row-reader.ts';
import type { RowText } from '../../model/row-text.ts';
import {
  useActions,
  useApplication,
  useEngine,
  usePackets,
} from '../../stores/application-context.ts';
import { isFollowing } from '../../stores/packets-store.ts';
import { actionKey, actionName, toggleRow } from '../../stores/row-actions.ts';
import { classNames } from '../../ui/class-names.ts';
import { Minimap } from './minimap.tsx';
import { PacketRow, rowId } from './packet-row.tsx';
import styles from './packet-table.module.css';
import { RowMenu } from './row-menu.tsx';
import { useFollowScroll } from './use-follow-scroll.ts';
import { usePacketKeys } from './use-packet-keys.ts';
import { PointedTip } from './verdict-tip.tsx';

const COLUMNS = [
  'No.',
  'Time',
  'Verdict',
  'Dir',
  'Source',
  'Sport',
  'Destination',
  'Dport',
  'Proto',
  'Len',
  'Info',
  'Rule',
] as const;
const RIGHT_ALIGNED: ReadonlySet<string> = new Set(['No.', 'Len']);

/** The live list. It reads and draws the rows in sight, however many there are. */
export function PacketTable({ stale }: { readonly stale: boolean }) {
  const application = useApplication();
  const { packets, details } = application;
  usePackets((state) => state.version);
  const shown = usePackets((state) => state.rows);
  const following = usePackets(isFollowing);
  const selected = usePackets((state) => state.selected);
  const reader = useRowReader();
  const { first, end } = shown;

  const viewport = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const scroll = useFollowScroll(viewport, scroller, shown);
  const rows = reader.readPlaced(shown, scroll.from, scroll.end);
  const kinAddress = useKinAddress(reader, selected);
  const [menuRow, setMenuRow] = useState<RowText>();
  const pointed = usePointedRow();
  const rowProps = useRowProps();

  const inSight = (sequence: number | undefined) => {
    if (sequence === undefined) return false;
    const position = shown.positionOf(sequence);
    const isShown = shown.sequenceAt(position) === sequence;
    return isShown && position >= scroll.from && position < scroll.end;
  };
  useSelectionInSight(selected, inSight(selected), following);

  const ifInSight = (sequence: number | undefined) => (inSight(sequence) ? sequence : undefined);
  usePacketKeys({
    currentSequence: () => ifInSight(pointed.ref.current) ?? ifInSight(packets.getState().selected),
    selectedInSight: () => ifInSight(packets.getState().selected),
    endInSight: () => scroll.end,
    readRow: (sequence) => reader.read(sequence),
    reveal: scroll.reveal,
    pageRows: scroll.end - scroll.from - 1,
  });

  const onClick = (event: MouseEvent) => {
    const sequence = sequenceAt(event.target);
    if (sequence === undefined) return;
    // Elements of rows take turns at packets, so none of them may keep the focus.
    grid.current?.focus({ preventScroll: true });
    if (!isAction(event.target)) {
      packets.select(sequence);
      return;
    }
    const row = reader.read(sequence);
    if (row) toggleRow(application, row);
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
        aria-label="Live packets"
        aria-rowcount={end - first + 1}
        aria-colcount={COLUMNS.length}
        aria-readonly="true"
        aria-activedescendant={
          selected !== undefined && inSight(selected) ? rowId(selected) : undefined
        }
        tabIndex={0}
        className={classNames(styles.grid, stale && styles.stale)}
      >
        <HeadRow />
        <ContextMenu.Root modal={false} open={menuRow !== undefined} onOpenChange={onMenuChange}>
          <div ref={viewport} role="presentation" className={styles.viewport}>
            <ContextMenu.Trigger asChild>
              <div
                ref={scroller}
                role="rowgroup"
                tabIndex={-1}
                className={styles.scroller}
                style={{ height: scroll.height }}
                {...scroll.handlers}
                onClick={onClick}
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
                  {rows.map(({ position, row }) => (
                    <PacketRow
                      // Few elements that take turns: at full speed rows change their text, never their nodes.
                      key={position % scroll.most}
                      row={row}
                      index={position - first}
                      place={position - scroll.spaceStart}
                      selected={row.sequence === selected}
                      kin={kinAddress !== undefined && row.remote === kinAddress}
                      marked={row === menuRow}
                      {...rowProps(row)}
                    />
                  ))}
                  <PointedTip
                    row={pointed.onVerdict && !menuRow ? reader.read(pointed.onVerdict) : undefined}
                    rows={shown}
                    scroll={scroll}
                  />
                </div>
              </div>
            </ContextMenu.Trigger>
          </div>
          {menuRow && <RowMenu row={menuRow} onDone={() => onMenuChange(false)} />}
        </ContextMenu.Root>
      </div>
      <Minimap rows={shown} scroll={scroll} />
    </div>
  );
}

function HeadRow() {
  return (
    <div role="row" aria-rowindex={1} className={styles.head}>
      {COLUMNS.map((name) => (
        <span
          key={name}
          role="columnheader"
          className={RIGHT_ALIGNED.has(name) ? 'num' : undefined}
        >
          {name}
        </span>
      ))}
    </div>
  );
}

function useRowReader(): RowReader {
  const { history, names } = useApplication();
  const book = useEngine((state) => state.rules);
  const interfaces = useEngine((state) => state.interfaces);
  return useMemo(() => {
    const ownAddresses = new Set(
      interfaces.flatMap(({ addresses }) => addresses.map((address) => address.split('/', 1)[0])),
    ) as ReadonlySet<string>;
    return new RowReader(history, { names, book, ownAddresses });
  }, [history, names, book, interfaces]);
}

/** What the rules of now make of a row. */
function useRowProps() {
  const book = useEngine((state) => state.rules);
  const pending = useActions((state) => state.pending);
  return (row: RowText) => {
    const action = blockAction(row, book);
    return {
      actionName: action && actionName(action),
      pending: action !== undefined && pending.size > 0 && pending.has(actionKey(action)),
    };
  };
}

/** The other end of the selected row, remembered while the selection lasts. */
function useKinAddress(reader: RowReader, selected: number | undefined): string | undefined {
  return useMemo(() => {
    const row = selected === undefined ? undefined : reader.read(selected);
    return row?.remote;
  }, [reader, selected]);
}

/**
 * Lets go of a selected row that runs out of the view. One that was just chosen may still come into
 * it, and whoever looks back keeps it.
 */
function useSelectionInSight(
  selected: number | undefined,
  inSight: boolean,
  following: boolean,
): void {
  const { packets } = useApplication();
  const seen = useRef<number | undefined>(undefined);
  useEffect(() => {
    if (inSight) seen.current = selected;
    else if (following && selected !== undefined && seen.current === selected) {
      packets.select(undefined);
    }
  }, [packets, selected, inSight, following]);
}

/** The row under the pointer, which holds the rows still; `onVerdict` when it is on the verdict. */
function usePointedRow() {
  const { packets } = useApplication();
  const ref = useRef<number | undefined>(undefined);
  const lastMove = useRef({ x: Number.NaN, y: Number.NaN });
  const [onVerdict, setOnVerdict] = useState<number>();
  const held = usePackets((state) => state.holds.includes('pointer'));

  // Whoever follows again by key still has the pointer over rows, which now run under it.
  useEffect(() => {
    if (held) return;
    ref.current = undefined;
    setOnVerdict(undefined);
  }, [held]);

  const point = (sequence: number | undefined, verdict: boolean) => {
    ref.current = sequence;
    setOnVerdict(verdict ? sequence : undefined);
    if (sequence === undefined) packets.release('pointer');
    else packets.hold('pointer');
  };
  const onPointerMove = (event: PointerEvent) => {
    // Rows that slide under a resting pointer send moves too; only a real one may hold them.
    const { clientX: x, clientY: y } = event;
    const resting = lastMove.current.x === x && lastMove.current.y === y;
    lastMove.current = { x, y };
    if (resting && ref.current === undefined) return;
    const sequence = sequenceAt(event.target);
    const verdict = isAction(event.target);
    if (sequence !== ref.current || verdict !== (onVerdict !== undefined)) point(sequence, verdict);
  };
  return {
    ref,
    onVerdict,
    handlers: { onPointerMove, onPointerLeave: () => point(undefined, false) },
  };
}

function sequenceAt(target: EventTarget): number | undefined {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-sequence]') : null;
  return row ? Number(row.dataset.sequence) : undefined;
}

function isAction(target: EventTarget): boolean {
  return target instanceof Element && target.closest('[data-action]') !== null;
}
