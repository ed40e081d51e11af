/** Rules that use every criterion and verdict, over few values so that they hit random frames. */
import { type Address, parseAddress } from '../../electron/contract/address.ts';
import { canonicalCriterion, canonicalMatch } from '../../electron/contract/language/canonical.ts';
import { findContradiction } from '../../electron/contract/language/contradiction.ts';
import {
  ADDRESS_FIELDS,
  type Criterion,
  type Match,
  type NumberField,
  PORT_FIELDS,
  PROTOCOL_WORDS,
  type Prefix,
  type Range,
} from '../../electron/contract/language/criterion.ts';
import { maskAddress } from '../../electron/contract/language/prefix.ts';
import type {
  Lifetime,
  RuleDirection,
  RuleLine,
  Verdict,
  VerdictKind,
} from '../../electron/contract/language/statement.ts';
import { expectOk } from './expect-ok.ts';
import type { Random } from './random.ts';
import { ADDRESSES_V4, ADDRESSES_V6, PORTS } from './random-frames.ts';

export interface RandomRuleOptions {
  /** Names that interface criteria draw from. */
  readonly interfaces?: readonly [string, ...string[]];
  /** Names that list criteria draw from. Absent: no list criteria. */
  readonly lists?: readonly [string, ...string[]];
  /** Fields that criteria draw from. Absent: all. */
  readonly fields?: readonly [Criterion['field'], ...Criterion['field'][]];
  readonly verdicts?: readonly [VerdictKind, ...VerdictKind[]];
  /** With a lifetime, a name or switched off now and then. */
  readonly wholeLines?: boolean;
}

export const RANDOM_INTERFACES = ['eth0', 'eth1', 'wlan0'] as const;
export const RANDOM_MACS = ['02:00:00:00:00:01', '02:00:00:00:00:02', 'ff:ff:ff:ff:ff:ff'] as const;
export const RANDOM_ETHER_TYPES = [0x0800, 0x0806, 0x86dd, 0x88cc, 0x8863, 0x0026] as const;

const FIELDS: readonly [Criterion['field'], ...Criterion['field'][]] = [
  'protocol',
  'interface',
  ...ADDRESS_FIELDS,
  ...ADDRESS_FIELDS,
  ...PORT_FIELDS,
  'ether-type',
  'arp-op',
  'vlan',
  'icmp-type',
  'icmp-code',
  'length',
  'ttl',
  'ether-src',
  'ether-dst',
  'flags',
  'fragment',
  'established',
  'malformed',
];
const PROTOCOL_NUMBERS = [1, 2, 6, 17, 58, 59, 89, 132] as const;
const V4_BITS = [0, 1, 8, 15, 24, 25, 31, 32, 32] as const;
const V6_BITS = [0, 16, 32, 47, 64, 127, 128, 128] as const;
const NAMES = ['scanners', 'the # of the day', 'Große Pings', 'drop tcp for 1h'] as const;

/** A line in canonical form that some packet can match. */
export function randomRuleLine(random: Random, options: RandomRuleOptions = {}): RuleLine {
  const verdict = randomVerdict(random, options.verdicts);
  const direction = random.pick<RuleDirection>(['in', 'in', 'out', 'both']);
  const match = randomMatch(random, direction, options);
  if (!options.wholeLines) return { enabled: true, verdict, direction, match };
  return {
    enabled: !random.chance(5),
    verdict,
    direction,
    match,
    ...(random.chance(3) ? { lifetime: randomLifetime(random) } : {}),
    ...(random.chance(3) ? { name: random.pick(NAMES) } : {}),
  };
}

/** A match in canonical form that is not known to contradict itself. */
export function randomMatch(
  random: Random,
  direction: RuleDirection,
  options: RandomRuleOptions = {},
): Match {
  for (;;) {
    const criteria = randomCriteria(random, options).map(canonicalCriterion);
    if (!findContradiction(criteria, direction)) return canonicalMatch(criteria);
  }
}

/** Up to four criteria in any form: values in any order, overlapping, repeated. */
export function randomCriteria(random: Random, options: RandomRuleOptions = {}): Criterion[] {
  return Array.from({ length: random.below(5) }, () => {
    const criterion = randomCriterion(random, random.pick(options.fields ?? FIELDS), options);
    return random.chance(5) ? { ...criterion, not: true } : criterion;
  });
}

function randomCriterion(
  random: Random,
  field: Criterion['field'],
  options: RandomRuleOptions,
): Criterion {
  switch (field) {
    case 'interface':
      return {
        field,
        names: some(random, () => random.pick(options.interfaces ?? RANDOM_INTERFACES)),
      };
    case 'protocol':
      return {
        field,
        values: some(random, () =>
          random.chance(3) ? random.pick(PROTOCOL_NUMBERS) : random.pick(PROTOCOL_WORDS),
        ),
      };
    case 'src':
    case 'dst':
    case 'remote':
    case 'local':
    case 'host': {
      const { lists } = options;
      if (lists && random.chance(3))
        return { field, lists: some(random, () => random.pick(lists)) };
      return { field, prefixes: some(random, () => randomPrefix(random)) };
    }
    case 'ether-src':
    case 'ether-dst':
      return { field, macs: some(random, () => random.pick(RANDOM_MACS)) };
    case 'flags':
      return { field, patterns: some(random, () => randomFlags(random)) };
    case 'fragment':
      return { field, kinds: some(random, () => random.pick(['first', 'later'])) };
    case 'established':
    case 'malformed':
      return { field };
    default:
      return { field, ranges: some(random, () => randomRange(random, field)) };
  }
}

function randomRange(random: Random, field: NumberField): Range {
  const low = randomNumber(random, field);
  if (!random.chance(3)) return { low, high: low };
  const other = randomNumber(random, field);
  return { low: Math.min(low, other), high: Math.max(low, other) };
}

function randomNumber(random: Random, field: NumberField): number {
  switch (field) {
    case 'ether-type':
      return random.pick(RANDOM_ETHER_TYPES);
    case 'arp-op':
      return random.below(4);
    case 'vlan':
      return random.chance(2) ? random.pick([0, 100, 4095]) : random.below(4096);
    case 'sport':
    case 'dport':
    case 'port':
      return random.pick(PORTS) - random.below(2);
    case 'icmp-type':
      return random.chance(2) ? random.pick([0, 3, 8, 128, 135]) : random.below(256);
    case 'icmp-code':
      return random.below(16);
    case 'length':
      return random.chance(4) ? random.pick([0, 65_535]) : 14 + random.below(150);
    case 'ttl':
      return random.below(256);
  }
}

function randomPrefix(random: Random): Prefix {
  const isV4 = random.chance(2);
  const text = isV4 ? random.pick(ADDRESSES_V4) : random.pick(ADDRESSES_V6);
  const bits = isV4 ? random.pick(V4_BITS) : random.pick(V6_BITS);
  const address: Address = expectOk(parseAddress(text));
  return { address: maskAddress(address, bits), bits };
}

function randomFlags(random: Random) {
  if (random.chance(8)) return { set: 0, clear: 0xff };
  const set = random.below(256) & random.below(256) & random.below(256);
  const clear = random.below(256) & random.below(256) & ~set;
  return { set, clear };
}

function randomVerdict(random: Random, kinds: RandomRuleOptions['verdicts']): Verdict {
  const kind = random.pick<VerdictKind>(kinds ?? ['drop', 'drop', 'pass', 'count', 'limit']);
  if (kind !== 'limit') return { kind };
  const rate = random.chance(2) ? 1 + random.below(5) : 1 + random.below(10_000_000);
  const unit = random.pick(['s', 'min', 'h'] as const);
  return { kind, rate, unit, burst: 1 + random.below(20), perSource: random.chance(2) };
}

function randomLifetime(random: Random): Lifetime {
  switch (random.below(3)) {
    case 0:
      return { forSeconds: 1 + random.below(10 * 365 * 24 * 3600) };
    case 1:
      return { until: random.below(4_000_000_000) * 1000 };
    default:
      return { until: 'restart' };
  }
}

/** One to four values. */
function some<T>(random: Random, make: () => T): T[] {
  return Array.from({ length: random.chance(2) ? 1 : 1 + random.below(4) }, make);
}
