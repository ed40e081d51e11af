import type { TalkerKind } from '../../model/talkers/group-key.ts';
import type { TalkerColumn } from '../../model/talkers/sort-groups.ts';

export interface TableColumn {
  /** What it can be sorted by; absent where it cannot. */
  readonly sort?: TalkerColumn;
  readonly title: string;
  readonly right?: true;
}

export const KIND_LABELS: Readonly<Record<TalkerKind, string>> = {
  source: 'Sources',
  destination: 'Destinations',
  port: 'Ports',
  flow: 'Flows',
  country: 'Countries',
};

/** One of them, and many. */
export const KIND_WORDS: Readonly<Record<TalkerKind, readonly [string, string]>> = {
  source: ['source', 'sources'],
  destination: ['destination', 'destinations'],
  port: ['port', 'ports'],
  flow: ['flow', 'flows'],
  country: ['country', 'countries'],
};

const LABEL_TITLES: Readonly<Record<TalkerKind, readonly [string, string]>> = {
  source: ['Source', 'Name'],
  destination: ['Destination', 'Name'],
  port: ['Port', 'Service'],
  flow: ['Flow', 'What'],
  country: ['Code', 'Country'],
};

/** The columns of a kind, from the left. */
export function tableColumns(kind: TalkerKind): readonly TableColumn[] {
  const [label, name] = LABEL_TITLES[kind];
  return [
    { title: label, sort: 'label' },
    { title: name },
    { title: 'Packets', sort: 'packets', right: true },
    { title: 'Bytes', sort: 'bytes', right: true },
    { title: 'Dropped', sort: 'drops', right: true },
    { title: 'Now', sort: 'rate', right: true },
    { title: 'Last 60 s' },
    { title: 'First seen', sort: 'firstMs', right: true },
    { title: 'Last seen', sort: 'lastMs', right: true },
    { title: 'Rule' },
  ];
}
