/**
 * What a criterion accepts, as sets of the kernel's fields. The criterion holds if any of them does;
 * `host` and `port` look at two fields, all others at one.
 */
import type {
  AddressField,
  Criterion,
  FlagPattern,
  NumberField,
  PortField,
  Range,
} from '../../contract/language/criterion.ts';
import type { Direction } from '../../contract/language/statement.ts';
import { endsOf } from '../../contract/language/trait-values.ts';
import { assertUnreachable } from '../../contract/result.ts';
import { addressSet } from './address-interval.ts';
import type { FieldSet } from './field-set.ts';
import { type Interval, one, unionOf } from './interval-set.ts';
import { kindsOf } from './kinds.ts';
import { FIELD, type Field } from './tables.ts';

/** What names in rules stand for. A name that is not here is one that nothing has. */
export interface CompileContext {
  /** Bit of each list. */
  readonly lists: ReadonlyMap<string, number>;
  /** Slot of each interface. */
  readonly interfaces: ReadonlyMap<string, number>;
}

export type Alternative = readonly [field: Field, set: FieldSet];

/** Leaves the criterion's `not` to the caller. */
export function criterionSets(
  criterion: Criterion,
  direction: Direction,
  context: CompileContext,
): Alternative[] {
  switch (criterion.field) {
    case 'interface':
      return [
        [
          FIELD.interface,
          ofValues(criterion.names.flatMap((name) => context.interfaces.get(name) ?? [])),
        ],
      ];
    case 'protocol':
      return [[FIELD.kind, ofIntervals(criterion.values.flatMap(kindsOf))]];
    case 'src':
    case 'dst':
    case 'remote':
    case 'local':
    case 'host':
      return 'lists' in criterion
        ? listSets(criterion.field, criterion.lists, direction, context)
        : addressSets(criterion.field, addressSet(criterion.prefixes), direction);
    case 'ether-src':
      return [[FIELD.sourceMac, ofValues(criterion.macs.map(macNumber))]];
    case 'ether-dst':
      return [[FIELD.destinationMac, ofValues(criterion.macs.map(macNumber))]];
    case 'flags':
      return [[FIELD.tcpFlags, ofValues(flagBytes(criterion.patterns))]];
    case 'fragment':
      return [
        [FIELD.fragment, ofValues(criterion.kinds.map((kind) => (kind === 'first' ? 1 : 2)))],
      ];
    case 'established':
      return [[FIELD.established, ofValues([1])]];
    case 'malformed':
      return [[FIELD.malformed, ofValues([1])]];
    case 'icmp-type':
      return [[FIELD.icmp, ofIntervals(criterion.ranges.map(typesInterval))]];
    case 'icmp-code':
      return [[FIELD.icmp, ofIntervals(criterion.ranges.flatMap(codesIntervals))]];
    case 'sport':
    case 'dport':
    case 'port':
    case 'ether-type':
    case 'arp-op':
    case 'vlan':
    case 'length':
    case 'ttl': {
      const set = ofIntervals(
        criterion.ranges.map(({ low, high }) => ({ start: low, end: high + 1 })),
      );
      return NUMBER_FIELDS[criterion.field].map((field): Alternative => [field, set]);
    }
    default:
      return assertUnreachable(criterion);
  }
}

const NUMBER_FIELDS: Readonly<
  Record<PortField | Exclude<NumberField, 'icmp-type' | 'icmp-code'>, readonly Field[]>
> = {
  'ether-type': [FIELD.etherType],
  'arp-op': [FIELD.arpOperation],
  vlan: [FIELD.vlan],
  sport: [FIELD.sourcePort],
  dport: [FIELD.destinationPort],
  port: [FIELD.sourcePort, FIELD.destinationPort],
  length: [FIELD.length],
  ttl: [FIELD.ttl],
};

function addressSets(field: AddressField, set: FieldSet, direction: Direction): Alternative[] {
  return endsOf(field, { direction }).map((end) => [FIELD[end], set]);
}

/** The mask of the lists an address is on is two fields, as all their choices together are too many. */
function listSets(
  field: AddressField,
  names: readonly string[],
  direction: Direction,
  context: CompileContext,
): Alternative[] {
  let lists = 0;
  for (const name of names) {
    const bit = context.lists.get(name);
    if (bit !== undefined) lists |= 1 << bit;
  }
  const low = lists & LOW_LISTS;
  const high = lists >>> LISTS_PER_FIELD;
  return endsOf(field, { direction }).flatMap((end) => {
    const sets: Alternative[] = [];
    // Of lists that are not there, the lower half says that nothing is on them.
    if (low !== 0 || high === 0) sets.push([FIELD[`${end}ListsLow`], anyBitOf(low)]);
    if (high !== 0) sets.push([FIELD[`${end}ListsHigh`], anyBitOf(high)]);
    return sets;
  });
}

const LISTS_PER_FIELD = 8;
const LOW_LISTS = 0xff;

/** The bytes that have any of the bits. */
function anyBitOf(bits: number): FieldSet {
  const bytes = Array.from({ length: 256 }, (_, byte) => byte);
  return ofValues(bytes.filter((byte) => (byte & bits) !== 0));
}

/** The values of the flags byte that any of the patterns fits. */
function flagBytes(patterns: readonly FlagPattern[]): number[] {
  const bytes = Array.from({ length: 256 }, (_, byte) => byte);
  return bytes.filter((byte) =>
    patterns.some(({ set, clear }) => (byte & set) === set && (byte & clear) === 0),
  );
}

/** Type and code share a field: type << 8 | code. */
function typesInterval({ low, high }: Range): Interval<number> {
  return { start: low << 8, end: (high + 1) << 8 };
}

function codesIntervals({ low, high }: Range): Interval<number>[] {
  return Array.from({ length: 256 }, (_, type) => ({
    start: (type << 8) | low,
    end: ((type << 8) | high) + 1,
  }));
}

/** Of `02:42:ac:11:00:02`, its 48 bits. */
function macNumber(mac: string): number {
  return Number.parseInt(mac.replaceAll(':', ''), 16);
}

function ofValues(values: readonly number[]): FieldSet {
  return ofIntervals(values.map(one));
}

function ofIntervals(intervals: readonly Interval<number>[]): FieldSet {
  return { kind: 'numbers', numbers: unionOf(intervals) };
}
