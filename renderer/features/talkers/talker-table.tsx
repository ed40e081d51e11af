// biome-ignore-all lint/a11y/useSemanticElements: a windowed grid has no table layout
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid keeps the focus and names its active row
// biome-ignore-all lint/a11y/useKeyWithClickEvents: use-talker-keys.ts listens for the whole grid
import { ContextMenu } from 'radix-ui';
import { type MouseEvent, useMemo, useRef, useState } from 'react';
import { ROW_HEIGHT, rowWindow } from '../../model/row-window.ts';
import { groupKey, type TalkerList } from '../../model/talkers/talkers.ts';
import {
  useActions,
  useApplication,
  useEngine,
  useTalkersView,
} from '../../stores/application-context.ts';
import { actionKey } from '../../stores/row-actions.ts';
import { useOwnAddresses } from '../../stores/use-own-addresses.ts';
import { useElementHeight } from '../../ui/use-element-height.ts';
import { HeadRow } from './head-row.tsx';
import { tableColumns } from './talker-columns.ts';
import { TalkerMenu } from './talker-menu.tsx';
import { TalkerRow, talkerRowId } from './talker-row.tsx';
import { type TalkerRow as Row, talkerRows } from './talker-rows.ts';
import styles from './talker-table.module.css';
import { allowTalker, toggleTalker } from './toggle-talker.ts';
import { useTalkerKeys } from './use-talker-keys.ts';

interface TalkerTableProps {
  readonly list: TalkerList;
  /** When it was added up, in milliseconds since 1970. */
  readonly atMs: number;
  /** Names the table: `Sources`. */
  readonly label: string;
  /** The rows stand still, or need no longer. */
  readonly onHold: (reason: 'pointer' | 'menu', held: boolean) => void;
  /** Shows the packets that a filter lets through. */
  readonly onShowPackets: (filter: string) => void;
}

/** Who talks, one row each. Only the rows in sight are drawn, however many there are. */
export function TalkerTable({ list, atMs, label, onHold, onShowPackets }: TalkerTableProps) {
  const application = useApplication();
  const { talkers, talkersView } = application;
  const selectedKey = useTalkersView((state) => state.selected);
  const book = useEngine((state) => state.rules);
  const pending = useActions((state) => state.pending);
  const ownAddresses = useOwnAddresses();

  const grid = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const height = useElementHeight(scroller);
  const [scrollTop, setScrollTop] = useState(0);
  const view = rowWindow(list.order.length, scrollTop, height);
  const { firstIndex, endIndex } = view;
  const rows = useMemo(
    () => talkerRows(list, firstIndex, endIndex, { names: talkers.names, book, ownAddresses }),
    [list, firstIndex, endIndex, talkers, book, ownAddresses],
  );
  const [menuRow, setMenuRow] = useState<Row>();
  const selected = selectedKey ? list.order.indexOf(list.groups.find(selectedKey)) : -1;
  const rowAt = (index: number | undefined) => rows.find((row) => row.index === index);

  const select = (index: number) => {
    const group = list.order[index];
    if (group === undefined) return;
    talkersView.setState({ selected: groupKey(list.groups, group) });
  };
  const reveal = (index: number) => {
    const element = scroller.current;
    if (!element) return;
    const top = index * ROW_HEIGHT;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + ROW_HEIGHT > element.scrollTop + height) {
      element.scrollTop = top + ROW_HEIGHT - height;
    }
  };
  const onKeyDown = useTalkerKeys({
    rows: list.order.length,
    selected,
    pageRows: Math.max(1, Math.floor(height / ROW_HEIGHT) - 1),
    moveTo: (index) => {
      select(index);
      reveal(index);
    },
    letGo: () => talkersView.setState({ selected: undefined }),
    toggle: () => {
      const row = rowAt(selected);
      if (row) toggleTalker(application, row);
    },
    allow: () => {
      const row = rowAt(selected);
      if (row) allowTalker(application, row);
    },
    showPackets: () => {
      const filter = rowAt(selected)?.filter;
      if (filter !== undefined) onShowPackets(filter);
    },
  });

  const onClick = (event: MouseEvent) => {
    const row = rowAt(indexAt(event.target));
    if (!row) return;
    grid.current?.focus({ preventScroll: true });
    if (event.target instanceof Element && event.target.closest('[data-action]')) {
      toggleTalker(application, row);
    } else select(row.index);
  };
  const onContextMenu = (event: MouseEvent) => {
    const row = rowAt(indexAt(event.target));
    if (!row) {
      event.preventDefault();
      return;
    }
    select(row.index);
    onHold('menu', true);
    setMenuRow(row);
  };
  const onMenuChange = (open: boolean) => {
    if (open) return;
    onHold('menu', false);
    setMenuRow(undefined);
  };

  const columns = tableColumns(list.kind);
  const inSight = selected >= firstIndex && selected < endIndex;
  return (
    <div
      ref={grid}
      role="grid"
      aria-label={label}
      aria-rowcount={list.order.length + 1}
      aria-colcount={columns.length}
      aria-readonly="true"
      aria-activedescendant={inSight ? talkerRowId(selected) : undefined}
      tabIndex={0}
      data-kind={list.kind}
      className={styles.grid}
      onKeyDown={onKeyDown}
    >
      <HeadRow columns={columns} />
      <ContextMenu.Root modal={false} open={menuRow !== undefined} onOpenChange={onMenuChange}>
        <ContextMenu.Trigger asChild>
          <div
            ref={scroller}
            role="rowgroup"
            tabIndex={-1}
            className={styles.scroller}
            onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
            onClick={onClick}
            onContextMenuCapture={onContextMenu}
            onPointerMove={(event) => {
              // Rows that slide under a resting pointer send moves too; only a real one may hold them.
              if (event.movementX !== 0 || event.movementY !== 0) {
                onHold('pointer', indexAt(event.target) !== undefined);
              }
            }}
            onPointerLeave={() => onHold('pointer', false)}
          >
            <div
              role="presentation"
              className={styles.rows}
              style={{ height: list.order.length * ROW_HEIGHT }}
            >
              {rows.map((row) => (
                <TalkerRow
                  // Few elements that take turns, as in the packet table.
                  key={row.index % view.most}
                  row={row}
                  nowMs={atMs}
                  selected={row.index === selected}
                  marked={row.index === menuRow?.index}
                  pending={row.action !== undefined && pending.has(actionKey(row.action))}
                />
              ))}
            </div>
          </div>
        </ContextMenu.Trigger>
        {menuRow && (
          <TalkerMenu
            row={menuRow}
            onShowPackets={onShowPackets}
            onDone={() => onMenuChange(false)}
          />
        )}
      </ContextMenu.Root>
    </div>
  );
}

function indexAt(target: EventTarget): number | undefined {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null;
  return row ? Number(row.dataset.index) : undefined;
}
