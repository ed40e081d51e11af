import { type ReactElement, useLayoutEffect, useRef } from 'react';
import { blockAction } from '../../model/block-action.ts';
import type { FittedColumn } from '../../model/fit-columns.ts';
import type { PacketRows } from '../../model/packet-rows.ts';
import type { RowReader } from '../../model/row-reader.ts';
import type { RowText } from '../../model/row-text.ts';
import { useActions, useEngine, usePackets, useTable } from '../../stores/application-context.ts';
import { actionKey, actionName } from '../../stores/row-actions.ts';
import { PacketRow } from './packet-row.tsx';
import type { FollowScroll } from './use-follow-scroll.ts';
import { useRowTimes } from './use-row-times.ts';
import { type DrawnSweep, useSweep } from './use-sweep.ts';

interface RowLooks {
  readonly reader: RowReader;
  readonly columns: readonly FittedColumn[];
  readonly menuRow: RowText | undefined;
  /** The other end of the selected row. */
  readonly kinAddress: string | undefined;
}

/** What all rows look alike by: whatever of it changes is drawn in every row at once. */
export function useRowLooks({ reader, columns, menuRow, kinAddress }: RowLooks) {
  const book = useEngine((state) => state.rules);
  const pending = useActions((state) => state.pending);
  const coloured = useTable((state) => state.colours);
  const marks = useTable((state) => state.marks);
  const reference = useTable((state) => state.reference?.sequence);
  const selected = usePackets((state) => state.selected);
  const shown = usePackets((state) => state.rows);
  const times = useRowTimes(reader, shown);
  const sweep = useSweep(shown, [
    ...[reader, columns, menuRow, kinAddress, book, pending],
    ...[coloured, marks, reference, selected, shown, times],
  ]);
  /** What the rules of now make of a row. */
  const actionOf = (row: RowText) => {
    const action = blockAction(row, book);
    return {
      actionName: action && actionName(action),
      pending: action !== undefined && pending.size > 0 && pending.has(actionKey(action)),
    };
  };
  const propsOf = (position: number, row: RowText) => ({
    row,
    columns,
    ...times(position, row),
    ...actionOf(row),
    selected: row.sequence === selected,
    kin: kinAddress !== undefined && row.remote === kinAddress,
    inMenu: row.sequence === menuRow?.sequence,
    marked: marks.includes(row.sequence),
    reference: row.sequence === reference,
    coloured,
  });
  return { sweep, propsOf };
}

interface DrawnRows {
  readonly reader: RowReader;
  readonly shown: PacketRows;
  readonly scroll: FollowScroll;
  readonly sweep: DrawnSweep;
  readonly propsOf: ReturnType<typeof useRowLooks>['propsOf'];
}

/** The rows in sight, of which those that are not due stay as they were drawn last. */
export function useDrawnRows({ reader, shown, scroll, sweep, propsOf }: DrawnRows) {
  const before = useRef<ReadonlyMap<number, ReactElement>>(new Map());
  const stays = (position: number) =>
    scroll.isInPlace &&
    !sweep.isDue((position - scroll.from) / (scroll.end - scroll.from)) &&
    before.current.has(scroll.elementOf(position));
  const due = new Map<number, ReactElement>();
  const isDue = (position: number) => !stays(position);
  for (const { position, row } of reader.readPlaced(shown, scroll.from, scroll.end, isDue)) {
    // Few elements that take turns: at full speed rows change their text, never their nodes.
    const element = scroll.elementOf(position);
    due.set(
      element,
      <PacketRow
        key={element}
        index={position - sweep.span.first}
        place={position - scroll.spaceStart}
        {...propsOf(position, row)}
      />,
    );
  }
  const drawn = new Map<number, ReactElement>();
  for (let position = scroll.from; position < scroll.end; position += 1) {
    const element = scroll.elementOf(position);
    const row = due.get(element) ?? (stays(position) ? before.current.get(element) : undefined);
    if (row) drawn.set(element, row);
  }
  useLayoutEffect(() => {
    before.current = drawn;
  });
  return [...drawn.values()];
}
