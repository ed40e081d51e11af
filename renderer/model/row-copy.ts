import { printStatement } from '../../electron/contract/language/print.ts';
import type { RowText } from './row-text.ts';

export const COPY_FORMS = ['text', 'csv', 'json', 'rule'] as const;
export type CopyForm = (typeof COPY_FORMS)[number];

/** A row for the clipboard. `undefined` when there is no rule to write for it. */
export function copyRow(row: RowText, form: CopyForm): string | undefined {
  switch (form) {
    case 'text':
      return fields(row)
        .map(([, value]) => value)
        .filter(Boolean)
        .join('  ');
    case 'csv': {
      const columns = fields(row);
      return [columns.map(([name]) => name), columns.map(([, value]) => quoteCsv(value))]
        .map((line) => line.join(','))
        .join('\n');
    }
    case 'json':
      return JSON.stringify(Object.fromEntries(fields(row)), null, 2);
    case 'rule': {
      return row.block && printStatement(row.block);
    }
  }
}

function fields(row: RowText): readonly (readonly [string, string])[] {
  return [
    ['number', row.number.replaceAll(',', '')],
    ['time', row.time],
    ['verdict', row.dropped ? 'drop' : 'pass'],
    ['direction', row.direction],
    ['source', row.source.address],
    ['sourcePort', row.source.port],
    ['destination', row.destination.address],
    ['destinationPort', row.destination.port],
    ['protocol', row.protocol],
    ['lengthBytes', row.length],
    ['info', [row.info.head, row.info.rest].filter(Boolean).join(' ')],
    ['rule', row.rule],
  ];
}

function quoteCsv(value: string): string {
  return /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
