/** What a rule accepts in one field: a set of the field's values, "has no value" among them. */
import {
  complement,
  type Interval,
  type IntervalSet,
  includes,
  intersect,
} from './interval-set.ts';
import { FIELD, type Field, KINDS } from './tables.ts';

/** Of fields whose values are numbers, MACs among them. */
export interface NumberSet {
  readonly kind: 'numbers';
  readonly numbers: IntervalSet<number>;
}

/** Of the address fields. Packets without addresses are {@link NO_ADDRESS}, behind those of IPv4. */
export interface AddressSet {
  readonly kind: 'addresses';
  readonly v4: IntervalSet<number>;
  readonly v6: IntervalSet<bigint>;
}

export type FieldSet = NumberSet | AddressSet;

export const NO_ADDRESS = 2 ** 32;
export const V4_DOMAIN: Interval<number> = { start: 0, end: NO_ADDRESS + 1 };
export const V6_DOMAIN: Interval<bigint> = { start: 0n, end: 1n << 128n };

/** How many values a field has, and whether every packet has one. */
const NUMBER_FIELDS: Readonly<
  Record<
    Exclude<keyof typeof FIELD, 'source' | 'destination'>,
    { readonly values: number; readonly always: boolean }
  >
> = {
  interface: { values: 65_536, always: true },
  kind: { values: KINDS, always: true },
  etherType: { values: 65_536, always: true },
  arpOperation: { values: 65_536, always: false },
  vlan: { values: 4096, always: false },
  sourcePort: { values: 65_536, always: false },
  destinationPort: { values: 65_536, always: false },
  tcpFlags: { values: 256, always: false },
  icmp: { values: 65_536, always: false },
  length: { values: 65_536, always: true },
  ttl: { values: 256, always: false },
  fragment: { values: 3, always: true },
  established: { values: 2, always: true },
  malformed: { values: 2, always: true },
  sourceListsLow: { values: 256, always: true },
  sourceListsHigh: { values: 256, always: true },
  destinationListsLow: { values: 256, always: true },
  destinationListsHigh: { values: 256, always: true },
  sourceMac: { values: 2 ** 48, always: false },
  destinationMac: { values: 2 ** 48, always: false },
};

/** Packets that lack the field have the value behind all others. */
const NUMBER_DOMAINS: ReadonlyMap<Field, Interval<number>> = new Map(
  Object.entries(NUMBER_FIELDS).map(([name, { values, always }]) => [
    FIELD[name as keyof typeof NUMBER_FIELDS],
    { start: 0, end: always ? values : values + 1 },
  ]),
);

export function numberDomain(field: Field): Interval<number> {
  const domain = NUMBER_DOMAINS.get(field);
  if (!domain) throw new Error(`field ${field} has no numbers`);
  return domain;
}

/** What the set does not accept. */
export function negate(field: Field, set: FieldSet): FieldSet {
  switch (set.kind) {
    case 'numbers':
      return { kind: 'numbers', numbers: complement(set.numbers, numberDomain(field)) };
    case 'addresses':
      return {
        kind: 'addresses',
        v4: complement(set.v4, V4_DOMAIN),
        v6: complement(set.v6, V6_DOMAIN),
      };
  }
}

/** Both sets are of the same field. */
export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  if (a.kind === 'numbers' && b.kind === 'numbers') {
    return { kind: 'numbers', numbers: intersect(a.numbers, b.numbers) };
  }
  if (a.kind === 'addresses' && b.kind === 'addresses') {
    return { kind: 'addresses', v4: intersect(a.v4, b.v4), v6: intersect(a.v6, b.v6) };
  }
  throw new Error('sets of different fields');
}

export function isEmpty(set: FieldSet): boolean {
  switch (set.kind) {
    case 'numbers':
      return set.numbers.length === 0;
    case 'addresses':
      return set.v4.length === 0 && set.v6.length === 0;
  }
}

export function isEverything(field: Field, set: FieldSet): boolean {
  switch (set.kind) {
    case 'numbers': {
      const { start, end } = numberDomain(field);
      return includes(set.numbers, [start, end]);
    }
    case 'addresses':
      return (
        includes(set.v4, [V4_DOMAIN.start, V4_DOMAIN.end]) &&
        includes(set.v6, [V6_DOMAIN.start, V6_DOMAIN.end])
      );
  }
}

/** Whether `outer` accepts whatever `inner`, of the same field, accepts. */
export function accepts(outer: FieldSet, inner: FieldSet): boolean {
  if (outer.kind === 'numbers' && inner.kind === 'numbers') {
    return includes(outer.numbers, inner.numbers);
  }
  if (outer.kind === 'addresses' && inner.kind === 'addresses') {
    return includes(outer.v4, inner.v4) && includes(outer.v6, inner.v6);
  }
  throw new Error('sets of different fields');
}
