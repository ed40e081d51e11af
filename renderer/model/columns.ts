import type { RowText } from './row-text.ts';

/** A column of the packet table, and of what is copied and exported from it. */
export interface Column {
  readonly id: string;
  /** Its heading. */
  readonly title: string;
  /** In a list of columns: the heading in full. */
  readonly name: string;
  /** In pixels, at first. */
  readonly width: number;
  /** Narrower than that nothing of it can be read. */
  readonly minWidth: number;
  readonly align?: 'right';
  /** Its texts are in the fixed-width face. */
  readonly mono?: true;
  /** Among those that are shown from the start. */
  readonly usual?: true;
  /** What it says of a row; '' for nothing. Times that depend on other rows are not its own. */
  readonly text: (row: RowText) => string;
}

/** In their usual order. */
const TABLE = [
  {
    id: 'number',
    title: 'No.',
    name: 'Number',
    width: 66,
    minWidth: 34,
    align: 'right',
    mono: true,
    usual: true,
    text: (row) => row.number,
  },
  {
    id: 'time',
    title: 'Time',
    name: 'Time',
    width: 88,
    minWidth: 62,
    mono: true,
    usual: true,
    text: (row) => row.time,
  },
  {
    id: 'delta',
    title: 'Delta',
    name: 'Time since the row before',
    width: 80,
    minWidth: 62,
    align: 'right',
    mono: true,
    text: () => '',
  },
  {
    id: 'verdict',
    title: 'Verdict',
    name: 'Verdict',
    width: 58,
    minWidth: 58,
    usual: true,
    text: (row) => (row.dropped ? 'drop' : 'pass'),
  },
  {
    id: 'interface',
    title: 'Interface',
    name: 'Interface',
    width: 74,
    minWidth: 40,
    mono: true,
    text: (row) => row.interfaceName,
  },
  {
    id: 'direction',
    title: 'Dir',
    name: 'Direction',
    width: 18,
    minWidth: 18,
    usual: true,
    text: (row) => row.direction,
  },
  {
    id: 'sourceMac',
    title: 'Source MAC',
    name: 'Source MAC',
    width: 128,
    minWidth: 60,
    mono: true,
    text: (row) => row.sourceMac,
  },
  {
    id: 'source',
    title: 'Source',
    name: 'Source',
    width: 147,
    minWidth: 110,
    mono: true,
    usual: true,
    text: (row) => row.source.address,
  },
  {
    id: 'sourcePort',
    title: 'Sport',
    name: 'Source port',
    width: 42,
    minWidth: 38,
    mono: true,
    usual: true,
    text: (row) => row.source.port,
  },
  {
    id: 'destinationMac',
    title: 'Destination MAC',
    name: 'Destination MAC',
    width: 128,
    minWidth: 60,
    mono: true,
    text: (row) => row.destinationMac,
  },
  {
    id: 'destination',
    title: 'Destination',
    name: 'Destination',
    width: 147,
    minWidth: 110,
    mono: true,
    usual: true,
    text: (row) => row.destination.address,
  },
  {
    id: 'destinationPort',
    title: 'Dport',
    name: 'Destination port',
    width: 40,
    minWidth: 38,
    mono: true,
    usual: true,
    text: (row) => row.destination.port,
  },
  {
    id: 'host',
    title: 'Host',
    name: 'Name of the other end',
    width: 150,
    minWidth: 60,
    text: (row) => row.note?.host ?? '',
  },
  {
    id: 'country',
    title: 'Country',
    name: 'Country of the other end',
    width: 100,
    minWidth: 40,
    text: (row) => row.note?.place ?? '',
  },
  {
    id: 'vendor',
    title: 'Vendor',
    name: 'Maker of the network card',
    width: 130,
    minWidth: 60,
    text: (row) => row.vendor,
  },
  {
    id: 'protocol',
    title: 'Proto',
    name: 'Protocol',
    width: 46,
    minWidth: 40,
    usual: true,
    text: (row) => row.protocol,
  },
  {
    id: 'vlan',
    title: 'VLAN',
    name: 'VLAN',
    width: 36,
    minWidth: 32,
    align: 'right',
    mono: true,
    text: (row) => row.vlan,
  },
  {
    id: 'ttl',
    title: 'TTL',
    name: 'Time to live',
    width: 28,
    minWidth: 26,
    align: 'right',
    mono: true,
    text: (row) => row.ttl,
  },
  {
    id: 'flags',
    title: 'Flags',
    name: 'TCP flags',
    width: 70,
    minWidth: 36,
    text: (row) => row.flags,
  },
  {
    id: 'length',
    title: 'Len',
    name: 'Length',
    width: 32,
    minWidth: 32,
    align: 'right',
    mono: true,
    usual: true,
    text: (row) => row.length,
  },
  {
    id: 'capturedBytes',
    title: 'Capt',
    name: 'Captured bytes',
    width: 34,
    minWidth: 32,
    align: 'right',
    mono: true,
    text: (row) => row.capturedBytes,
  },
  {
    id: 'info',
    title: 'Info',
    name: 'Info',
    width: 100,
    minWidth: 60,
    usual: true,
    text: (row) => [row.info.head, row.info.rest].filter(Boolean).join(' '),
  },
  {
    id: 'rule',
    title: 'Rule',
    name: 'Rule',
    width: 108,
    minWidth: 60,
    usual: true,
    text: (row) => row.rule,
  },
] as const satisfies readonly Column[];

export type ColumnId = (typeof TABLE)[number]['id'];

export const COLUMNS: readonly (Column & { readonly id: ColumnId })[] = TABLE;

const BY_ID: ReadonlyMap<string, (typeof COLUMNS)[number]> = new Map(
  COLUMNS.map((column) => [column.id, column]),
);

export function isColumnId(id: string): id is ColumnId {
  return BY_ID.has(id);
}

export function columnOf(id: ColumnId): Column {
  return BY_ID.get(id) as Column;
}
