import type { PacketBatch } from '../../../electron/contract/packet-batch.ts';
import { KEY_WORDS } from './flow-key.ts';
import { FlowTable, MAX_FLOWS, type OtherFlows } from './flow-table.ts';
import type { CountryOf, TalkerKind } from './group-key.ts';
import { groupText, hostNames, type TalkerNames } from './group-text.ts';
import { GroupSorter, type TalkerSort } from './sort-groups.ts';
import { TalkerGroups } from './talker-groups.ts';

export interface TalkerQuery {
  readonly kind: TalkerKind;
  readonly sort: TalkerSort;
  /** Part of an address or a name, in any case; '' for all. */
  readonly find: string;
}

/** What is shown of one moment. */
export interface TalkerList {
  readonly kind: TalkerKind;
  readonly groups: TalkerGroups;
  /** Numbers of the groups that were found, in order. */
  readonly order: Uint32Array;
  /** Everything that was counted, shown or not. */
  readonly packets: number;
  readonly other: OtherFlows;
}

/** Knows nobody. */
export const NO_NAMES: TalkerNames & { readonly countryOf: CountryOf } = {
  nameOf: () => undefined,
  countryOf: () => undefined,
  countryName: (code) => code,
};

const MAX_LABELS = 4 * MAX_FLOWS;

/** Learns from every packet that reaches the window who talks, and adds it up when somebody looks. */
export class Talkers {
  names = NO_NAMES;
  readonly #capacity: number;
  readonly #table: FlowTable;
  /** Made when somebody looks for the first time. */
  #looking: { readonly groups: TalkerGroups; readonly sorter: GroupSorter } | undefined;
  /** By the flow that was there first, for the kind that was asked for last; names may still change. */
  readonly #labels = new Map<number, string>();
  #kind: TalkerKind = 'source';

  /** `capacity` in flows. */
  constructor(capacity: number = MAX_FLOWS) {
    this.#capacity = capacity;
    this.#table = new FlowTable(capacity);
  }

  /** Counts the packets of a batch; `bootTimeMs` makes their times milliseconds since 1970. */
  add(batch: PacketBatch, bootTimeMs: number): void {
    this.#table.add(batch.records, bootTimeMs);
  }

  /** Forgets everything. */
  clear(): void {
    this.#table.clear();
    this.#labels.clear();
  }

  /** Adds up what is known now. The answer holds until the next look. */
  look({ kind, sort, find }: TalkerQuery, nowMs: number): TalkerList {
    this.#looking ??= {
      groups: new TalkerGroups(this.#table, this.#capacity),
      sorter: new GroupSorter(this.#capacity),
    };
    const { groups, sorter } = this.#looking;
    if (kind !== this.#kind || this.#labels.size > MAX_LABELS) this.#labels.clear();
    this.#kind = kind;
    groups.regroup(kind, nowMs, this.names.countryOf);
    const found = this.#found(groups, find.trim().toLowerCase());
    const order = sorter.sort(groups, found, kind, sort).slice();
    const { other } = this.#table;
    let packets = other.packets;
    for (let group = 0; group < groups.count; group += 1) {
      packets += groups.packets[group] as number;
    }
    return { kind, groups, order, packets, other: { ...other } };
  }

  #found(groups: TalkerGroups, find: string): Uint32Array {
    const found = new Uint32Array(groups.count);
    let count = 0;
    for (let group = 0; group < groups.count; group += 1) {
      if (find !== '' && !this.#says(groups, group, find)) continue;
      found[count] = group;
      count += 1;
    }
    return found.subarray(0, count);
  }

  #says(groups: TalkerGroups, group: number, find: string): boolean {
    const label = this.#label(groups, group);
    if (label.includes(find)) return true;
    return hostNames(groups, group, this.#kind, this.names).some((name) =>
      name.toLowerCase().includes(find),
    );
  }

  /** In small letters. Remembered, as finding asks for all of them every second. */
  #label(groups: TalkerGroups, group: number): string {
    const born = groups.born[group] as number;
    const known = this.#labels.get(born);
    if (known !== undefined) return known;
    const { label, name } = groupText(groups, group, this.#kind, NO_NAMES);
    const text = `${label} ${name}`.toLowerCase();
    this.#labels.set(born, text);
    return text;
  }
}

/** What a group is known by from one look to the next. */
export function groupKey(groups: TalkerGroups, group: number): Uint32Array {
  return groups.keys.slice(group * KEY_WORDS, (group + 1) * KEY_WORDS);
}
