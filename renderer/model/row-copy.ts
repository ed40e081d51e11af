import { printStatement } from '../../electron/contract/language/print.ts';
import type { PacketObject } from '../../electron/contract/packet-object.ts';
import { type ColumnId, columnOf } from './columns.ts';
import { csvHeading, csvRow } from './row-in-full.ts';
import type { RowText } from './row-text.ts';

export const COPY_FORMS = ['text', 'csv', 'json', 'rule'] as const;
export type CopyForm = (typeof COPY_FORMS)[number];

export interface CopiedRow {
  readonly row: RowText;
  readonly object: PacketObject;
  /** That are shown, in their order. */
  readonly columns: readonly ColumnId[];
  readonly isReplay: boolean;
}

/** A row for the clipboard. `undefined` when there is no rule to write for it. */
export function copyRow(form: CopyForm, copied: CopiedRow): string | undefined {
  const { row, object, columns, isReplay } = copied;
  switch (form) {
    case 'text':
      return columns
        .map((id) => columnOf(id).text(row))
        .filter(Boolean)
        .join('  ');
    case 'csv':
      return (
        csvHeading(columns, isReplay) +
        csvRow(columns, isReplay, { row, object, previousMs: undefined })
      );
    case 'json':
      return JSON.stringify(object, null, 2);
    case 'rule':
      return row.block && printStatement(row.block);
  }
}
