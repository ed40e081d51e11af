/**
 * Finds matches that no packet can fulfil, where a look at one field at a time proves it: protocols,
 * families or ranges that exclude each other. What it lets through may still match nothing.
 */
import { addressFamily } from '../address.ts';
import type { Criterion, Prefix } from './criterion.ts';
import { type IntervalSet, intersect, subtract } from './intervals.ts';
import { ALL_KINDS, kindsOf } from './packet-kinds.ts';
import { prefixBytes } from './prefix.ts';
import { printCriterion } from './print-criterion.ts';
import type { Direction, RuleDirection } from './statement.ts';

export type Contradiction = {
  /** Of the criterion that leaves nothing. */
  readonly index: number;
} & (
  | { readonly kind: 'protocol'; readonly others: readonly number[] }
  /** Another criterion on the same field. */
  | { readonly kind: 'values' }
  /** The match excludes what it asks for. */
  | { readonly kind: 'excluded' }
  /** Later fragments have no transport header. */
  | { readonly kind: 'fragment' }
);

const EVERYTHING_OF: Readonly<Partial<Record<string, IntervalSet>>> = {
  length: [{ low: 0n, high: 0xffffn }],
  'ether-type': [{ low: 0n, high: 0xffffn }],
  'ether-src': [{ low: 0n, high: 0xffff_ffff_ffffn }],
  'ether-dst': [{ low: 0n, high: 0xffff_ffff_ffffn }],
};
/** Where IPv6 begins on the line of all addresses. */
const FIRST_IPV6 = 1n << 32n;

/** `criteria` are canonical each; their order is the caller's. */
export function findContradiction(
  criteria: readonly Criterion[],
  direction: RuleDirection,
): Contradiction | undefined {
  const ofAny = ofKinds(criteria) ?? ofFragments(criteria) ?? ofOpposites(criteria);
  if (ofAny || direction !== 'both') {
    return ofAny ?? ofValues(criteria, direction as Direction);
  }
  // One that can match in either direction can match.
  const found = ofValues(criteria, 'in');
  return found && ofValues(criteria, 'out') ? found : undefined;
}

function ofKinds(criteria: readonly Criterion[]): Contradiction | undefined {
  let left = ALL_KINDS;
  const read: number[] = [];
  const protocolsFirst = [...criteria.keys()].sort(
    (a, b) =>
      Number(criteria[a]?.field !== 'protocol') - Number(criteria[b]?.field !== 'protocol') ||
      a - b,
  );
  for (const index of protocolsFirst) {
    const kinds = kindsOf(criteria[index] as Criterion);
    if (kinds === ALL_KINDS) continue;
    left &= kinds;
    if (left === 0n) return { index, kind: 'protocol', others: read };
    read.push(index);
  }
  return undefined;
}

function ofFragments(criteria: readonly Criterion[]): Contradiction | undefined {
  const onlyLater = criteria.some(
    (one) => one.field === 'fragment' && !one.not && !one.kinds.includes('first'),
  );
  if (!onlyLater) return undefined;
  const transport = ['sport', 'dport', 'port', 'flags', 'icmp-type', 'icmp-code'];
  const index = criteria.findIndex((one) => !one.not && transport.includes(one.field));
  return index < 0 ? undefined : { index, kind: 'fragment' };
}

/** A criterion beside its own negation. */
function ofOpposites(criteria: readonly Criterion[]): Contradiction | undefined {
  const asked = new Set(criteria.filter((one) => !one.not).map((one) => printCriterion(one)));
  const index = criteria.findIndex(
    (one) => one.not && asked.has(printCriterion(one).slice('not '.length)),
  );
  return index < 0 ? undefined : { index, kind: 'excluded' };
}

/** Fields of which a packet has one value at most: all criteria together must leave some. */
function ofValues(criteria: readonly Criterion[], direction: Direction): Contradiction | undefined {
  const names = new Map<string, number>();
  const left = new Map<string, IntervalSet>(
    Object.entries(EVERYTHING_OF).map(([field, all]) => [field, all as IntervalSet]),
  );
  const narrow = (isNegated: boolean): number | undefined => {
    for (const [index, criterion] of criteria.entries()) {
      if ((criterion.not ?? false) !== isNegated) continue;
      const values = valuesOf(criterion, names);
      const field = values && fieldIn(criterion, direction);
      if (!field) continue;
      const before = left.get(field);
      // What is excluded matters only where the packet surely has the field.
      if (!before && isNegated) continue;
      const now = isNegated
        ? subtract(before as IntervalSet, values)
        : before
          ? intersect(before, values)
          : values;
      if (now.length === 0) return index;
      left.set(field, now);
    }
    return undefined;
  };
  const byOther = narrow(false);
  if (byOther !== undefined) return { index: byOther, kind: 'values' };
  const byExclusion = narrow(true);
  return byExclusion === undefined ? undefined : { index: byExclusion, kind: 'excluded' };
}

/** `remote` is the source on the way in. `host` and `port` have two values: either may do. */
function fieldIn({ field }: Criterion, direction: Direction): string | undefined {
  if (field === 'remote') return direction === 'in' ? 'src' : 'dst';
  if (field === 'local') return direction === 'in' ? 'dst' : 'src';
  return field === 'host' || field === 'port' ? undefined : field;
}

function valuesOf(criterion: Criterion, names: Map<string, number>): IntervalSet | undefined {
  if ('ranges' in criterion) {
    return criterion.ranges.map(({ low, high }) => ({ low: BigInt(low), high: BigInt(high) }));
  }
  if ('prefixes' in criterion) return criterion.prefixes.map(prefixInterval);
  switch (criterion.field) {
    case 'interface':
      return points(criterion.names.map((name) => numberOf(name, names)));
    case 'ether-src':
    case 'ether-dst':
      return points(criterion.macs.map((mac) => Number.parseInt(mac.replaceAll(':', ''), 16)));
    case 'fragment':
      return points(criterion.kinds.map((kind) => (kind === 'first' ? 1 : 2)));
    case 'flags':
      return points(
        Array.from({ length: 256 }, (_, flags) => flags).filter((flags) =>
          criterion.patterns.some(
            ({ set, clear }) => (flags & set) === set && (flags & clear) === 0,
          ),
        ),
      );
    default:
      return undefined;
  }
}

function prefixInterval(prefix: Prefix): { low: bigint; high: bigint } {
  const isV4 = addressFamily(prefix.address) === 4;
  let low = isV4 ? 0n : FIRST_IPV6;
  let value = 0n;
  for (const byte of prefixBytes(prefix)) value = (value << 8n) | BigInt(byte);
  low += value;
  return { low, high: low + (1n << BigInt((isV4 ? 32 : 128) - prefix.bits)) - 1n };
}

function points(values: readonly number[]): IntervalSet {
  return [...values]
    .sort((a, b) => a - b)
    .map((value) => ({ low: BigInt(value), high: BigInt(value) }));
}

function numberOf(name: string, names: Map<string, number>): number {
  const known = names.get(name) ?? names.size;
  names.set(name, known);
  return known;
}
