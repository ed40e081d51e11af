/** What the columns of the table say of a packet, in full, for a file or the clipboard. */
import { csvLine } from '../../electron/contract/capture-file/csv.ts';
import type { PacketObject } from '../../electron/contract/packet-object.ts';
import { type ColumnId, columnOf } from './columns.ts';
import { secondsText } from './number-text.ts';
import type { RowText } from './row-text.ts';

export interface RowInFull {
  readonly row: RowText;
  readonly object: PacketObject;
  /** Of the row before it; `undefined` for the first. */
  readonly previousMs: number | undefined;
}

/** Behind the verdict, for packets of a replay: what their file says. */
const BEFORE_TITLE = 'Was';

/** The first line, with the headings of the table. */
export function csvHeading(columns: readonly ColumnId[], isReplay: boolean): string {
  return csvLine(
    columns.flatMap((id) => {
      const { title } = columnOf(id);
      return id === 'verdict' && isReplay ? [title, BEFORE_TITLE] : [title];
    }),
  );
}

export function csvRow(columns: readonly ColumnId[], isReplay: boolean, packet: RowInFull): string {
  return csvLine(
    columns.flatMap((id) => {
      const cell = cellOf(id, packet);
      const { before } = packet.row;
      return id === 'verdict' && isReplay ? [cell, before ?? cell] : [cell];
    }),
  );
}

/** As the column has it, but for what it shortens or counts from another row. */
function cellOf(id: ColumnId, { row, object, previousMs }: RowInFull): string | number | undefined {
  switch (id) {
    case 'number':
      return object.number;
    case 'time':
      return object.time;
    case 'delta':
      return previousMs === undefined ? '' : secondsText(row.timeMs - previousMs);
    case 'rule':
      return object.rule ?? row.rule;
    default:
      return columnOf(id).text(row);
  }
}
