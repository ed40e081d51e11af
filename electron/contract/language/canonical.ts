/**
 * One form for everything that means the same: values sorted and merged, criteria in a fixed order.
 * Rules that say the same print the same.
 */
import type { Criterion, FlagPattern, Match, Prefix, ProtocolWord, Range } from './criterion.ts';
import { isInPrefix, prefixBytes } from './prefix.ts';
import { printCriterion } from './print-criterion.ts';

/** The order in which criteria are printed. */
const FIELD_ORDER: readonly Criterion['field'][] = [
  'protocol',
  'ether-type',
  'arp-op',
  'icmp-type',
  'icmp-code',
  'flags',
  'src',
  'dst',
  'remote',
  'local',
  'host',
  'sport',
  'dport',
  'port',
  'ether-src',
  'ether-dst',
  'vlan',
  'length',
  'ttl',
  'fragment',
  'interface',
  'established',
  'malformed',
];

/** IP protocols of which a word means the number and nothing else; `icmp` is only half of 1. */
const WORD_OF_NUMBER: ReadonlyMap<number, ProtocolWord> = new Map([
  [2, 'igmp'],
  [6, 'tcp'],
  [17, 'udp'],
  [47, 'gre'],
  [50, 'esp'],
  [51, 'ah'],
  [132, 'sctp'],
]);
/** What includes a word. */
const WIDER: Readonly<Partial<Record<ProtocolWord, readonly (ProtocolWord | number)[]>>> = {
  icmp: ['ip', 1],
  icmpv6: ['ip6', 58],
};

/** The same match, in the form that {@link canonicalCriterion} and the printer's order give. */
export function canonicalMatch(match: Match): Match {
  const printed = new Map<string, Criterion>();
  for (const criterion of match) {
    const canonical = canonicalCriterion(criterion);
    printed.set(printCriterion(canonical), canonical);
  }
  return [...printed]
    .sort(([leftText, left], [rightText, right]) => {
      const byField = FIELD_ORDER.indexOf(left.field) - FIELD_ORDER.indexOf(right.field);
      if (byField !== 0) return byField;
      const byNegation = Number(left.not ?? false) - Number(right.not ?? false);
      return byNegation !== 0 ? byNegation : compareText(leftText, rightText);
    })
    .map(([, criterion]) => criterion);
}

/** Its values sorted, merged where they touch, and without what others of them include. */
export function canonicalCriterion(criterion: Criterion): Criterion {
  const not = criterion.not ? ({ not: true } as const) : {};
  if ('prefixes' in criterion) {
    return { field: criterion.field, prefixes: canonicalPrefixes(criterion.prefixes), ...not };
  }
  if ('lists' in criterion) {
    return { field: criterion.field, lists: sortedNames(criterion.lists), ...not };
  }
  if ('ranges' in criterion) {
    return { field: criterion.field, ranges: canonicalRanges(criterion.ranges), ...not };
  }
  switch (criterion.field) {
    case 'interface':
      return { field: 'interface', names: sortedNames(criterion.names), ...not };
    case 'protocol':
      return { field: 'protocol', values: canonicalProtocols(criterion.values), ...not };
    case 'ether-src':
    case 'ether-dst':
      return { field: criterion.field, macs: sortedNames(criterion.macs), ...not };
    case 'flags':
      return { field: 'flags', patterns: canonicalPatterns(criterion.patterns), ...not };
    case 'fragment':
      return { field: 'fragment', kinds: sortedNames(criterion.kinds), ...not };
    default:
      return { field: criterion.field, ...not };
  }
}

function sortedNames<T extends string>(names: readonly T[]): readonly T[] {
  return [...new Set(names)].sort(compareText);
}

function canonicalRanges(ranges: readonly Range[]): readonly Range[] {
  const merged: { low: number; high: number }[] = [];
  for (const { low, high } of [...ranges].sort((left, right) => left.low - right.low)) {
    const last = merged.at(-1);
    if (last && low <= last.high + 1) last.high = Math.max(last.high, high);
    else merged.push({ low, high });
  }
  return merged;
}

function canonicalPrefixes(prefixes: readonly Prefix[]): readonly Prefix[] {
  const sorted = [...prefixes].sort((left, right) => {
    const [leftBytes, rightBytes] = [prefixBytes(left), prefixBytes(right)];
    return (
      leftBytes.length - rightBytes.length ||
      compareBytes(leftBytes, rightBytes) ||
      left.bits - right.bits
    );
  });
  const kept: Prefix[] = [];
  for (const prefix of sorted) {
    // In this order a prefix stands directly before all that it includes.
    const last = kept.at(-1);
    if (!last || !isInPrefix(last, prefixBytes(prefix))) kept.push(prefix);
  }
  return kept;
}

function canonicalProtocols(values: readonly (ProtocolWord | number)[]) {
  const worded = new Set(
    values.map((value) =>
      typeof value === 'number' ? (WORD_OF_NUMBER.get(value) ?? value) : value,
    ),
  );
  const kept = [...worded].filter(
    (value) => typeof value === 'number' || !WIDER[value]?.some((wider) => worded.has(wider)),
  );
  const words = kept.filter((value) => typeof value === 'string').sort(compareText);
  const numbers = kept.filter((value) => typeof value === 'number').sort((a, b) => a - b);
  return [...words, ...numbers];
}

function canonicalPatterns(patterns: readonly FlagPattern[]): readonly FlagPattern[] {
  const distinct = [...new Map(patterns.map((one) => [(one.clear << 8) | one.set, one])).values()];
  const includes = (wide: FlagPattern, narrow: FlagPattern) =>
    (narrow.set & wide.set) === wide.set && (narrow.clear & wide.clear) === wide.clear;
  return distinct
    .filter((one) => !distinct.some((other) => other !== one && includes(other, one)))
    .sort((left, right) => left.set - right.set || left.clear - right.clear);
}

function compareBytes(left: Uint8Array, right: Uint8Array): number {
  for (let index = 0; index < left.length; index += 1) {
    const difference = (left[index] as number) - (right[index] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
