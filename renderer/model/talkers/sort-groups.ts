import { KEY, KEY_WORDS } from './flow-key.ts';
import { countryCode, type TalkerKind } from './group-key.ts';
import { RadixOrder } from './radix-order.ts';
import type { TalkerGroups } from './talker-groups.ts';

export type TalkerColumn = 'label' | 'packets' | 'bytes' | 'drops' | 'rate' | 'firstMs' | 'lastMs';

export interface TalkerSort {
  readonly column: TalkerColumn;
  readonly descending: boolean;
}

/** Puts groups in order. Equal ones keep the order of their numbers, or they would change places every second. */
export class GroupSorter {
  readonly #order: RadixOrder;

  /** `capacity` in groups. */
  constructor(capacity: number) {
    this.#order = new RadixOrder(capacity);
  }

  /** The answer holds until the next call. */
  sort(
    groups: TalkerGroups,
    found: Uint32Array,
    kind: TalkerKind,
    { column, descending }: TalkerSort,
  ): Uint32Array {
    const flip = descending ? 0xffffffff : 0;
    if (column === 'label') {
      const words = labelWords(groups, kind);
      return this.#order.order(
        found,
        words.columns,
        (group, at) => (words.word(group, at) ^ flip) >>> 0,
      );
    }
    // A number that is not negative is ordered as its bits are, the upper word first.
    const bits = new Uint32Array(groups[column].buffer);
    return this.#order.order(
      found,
      2,
      (group, at) => ((bits[group * 2 + 1 - at] as number) ^ flip) >>> 0,
    );
  }
}

interface LabelWords {
  readonly columns: number;
  word(group: number, column: number): number;
}

/** By what labels say, numbers by their value: 10.0.0.9 before 10.0.0.10, port 80 before 443. */
function labelWords({ keys, turned }: TalkerGroups, kind: TalkerKind): LabelWords {
  const key = (group: number, word: number) => keys[group * KEY_WORDS + word] as number;
  const address = (group: number, end: number, word: number) =>
    networkOrder(key(group, end + word));
  switch (kind) {
    case 'source':
    case 'destination':
      // The kind first: IPv4 before IPv6.
      return {
        columns: 5,
        word: (group, at) => (at === 0 ? key(group, KEY.talk) : address(group, 0, at - 1)),
      };
    case 'port':
      return { columns: 2, word: (group, at) => key(group, at === 0 ? KEY.ports : KEY.talk) };
    case 'flow':
      return {
        columns: 10,
        word: (group, at) => {
          if (at === 0) return key(group, KEY.talk) & 0xff00;
          const isTurned = turned[group] === 1;
          if (at === 9) return ends(key(group, KEY.ports), isTurned);
          const isFirst = at <= 4;
          const end = isFirst === isTurned ? KEY.destination : KEY.source;
          return address(group, end, (at - 1) % 4);
        },
      };
    case 'country':
      return {
        columns: 1,
        // What nobody knows stands last.
        word: (group) => (countryCode(key(group, 0)) === undefined ? 0xffff : key(group, 0)),
      };
  }
}

/** The port of the end that began in the upper half. */
function ends(ports: number, isTurned: boolean): number {
  return isTurned ? ports : ((ports >>> 16) | (ports << 16)) >>> 0;
}

function networkOrder(word: number): number {
  const swapped = (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
  return swapped >>> 0;
}
