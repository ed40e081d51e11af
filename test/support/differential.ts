/**
 * Random rule sets against random and damaged frames, in both directions: the kernel must say what
 * the reference says, by the same rule and for the same reason.
 */
import { isDeepStrictEqual } from 'node:util';
import { formatAddressBytes } from '../../electron/contract/address.ts';
import { decide } from '../../electron/contract/language/decide.ts';
import { parseStatement } from '../../electron/contract/language/parse.ts';
import { printStatement } from '../../electron/contract/language/print.ts';
import type {
  DefaultVerdict,
  Direction,
  Statement,
} from '../../electron/contract/language/statement.ts';
import { LimitBuckets } from '../../electron/contract/language/token-bucket.ts';
import type { ListsOf } from '../../electron/contract/language/traits.ts';
import {
  ETHER_TYPE,
  MARK,
  NO_RULE_SLOT,
  type PacketRecord,
} from '../../electron/contract/packet-record.ts';
import { statementOf } from '../../electron/contract/rule.ts';
import type { LabelledRule } from '../../electron/engine/compiler/compile-ruleset.ts';
import { listsHolding } from '../../electron/engine/lists/lists-holding.ts';
import { ListParser } from '../../electron/engine/lists/parse-list.ts';
import type { ParsedList } from '../../electron/engine/lists/parsed-list.ts';
import { atOnce } from '../../electron/engine/lists/slices.ts';
import { expectOk } from './expect-ok.ts';
import { PrivatePlane, type PrivatePlaneOptions } from './private-plane.ts';
import type { Random } from './random.ts';
import { ADDRESSES_V4, ADDRESSES_V6, mutate, PORTS, randomFrame } from './random-frames.ts';
import { randomRuleLine } from './random-rules.ts';
import { type Parsed, parse, traitsOf } from './reference-filter.ts';
import { ReferenceFlows } from './reference-flows.ts';

/** More than one field of the kernel's holds. */
const LISTS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'] as const;
/** The interface that the private plane's programs stand for, and one that is not there. */
const INTERFACE = 'eth0';
const INTERFACES = [INTERFACE, 'eth1'] as const;
const DIRECTIONS = ['in', 'out'] as const;
const MAX_RULES = 24;
const PAST_NS = 1n;
const FAR_NS = 1n << 62n;

export interface RuleSet {
  readonly rules: readonly LabelledRule[];
  readonly defaults: Readonly<Record<Direction, DefaultVerdict>>;
  readonly lists: ReadonlyMap<string, ParsedList>;
}

export function randomRuleSet(random: Random): RuleSet {
  const rules: LabelledRule[] = [];
  const count = random.chance(20) ? 200 : random.below(MAX_RULES);
  // Then no rule needs vectors, unless one has the key of another.
  const areSimple = random.chance(5);
  for (let index = 0; index < count; index += 1) {
    const isExpired = random.chance(8);
    const isEnding = random.chance(8);
    rules.push({
      rule: {
        id: `r${index}`,
        enabled: !random.chance(6),
        text: printStatement(
          areSimple || random.chance(3) ? randomSimple(random) : randomAny(random),
        ),
        origin: 'typed',
        createdAt: 0,
        ...(isExpired ? { expiry: 1 } : {}),
      },
      slot: index,
      generation: 1 + random.below(3),
      rank: (index + 1) * 1024,
      deadlineNs: isExpired ? PAST_NS : isEnding ? FAR_NS : 0n,
    });
  }
  return {
    rules,
    defaults: { in: random.chance(3) ? 'drop' : 'pass', out: random.chance(4) ? 'drop' : 'pass' },
    lists: randomLists(random),
  };
}

/** Checks `count` frames; throws with all that is needed to see why if one differs. */
export async function checkRuleSet(
  random: Random,
  set: RuleSet,
  count: number,
  options: PrivatePlaneOptions = {},
): Promise<void> {
  using plane = await PrivatePlane.open({ ...options, isIdle: true });
  const { enforcer } = plane;
  expectOk(await enforcer.exclusively(() => enforcer.noteInterface(INTERFACE, 0)));
  if (set.lists.size > 0) expectOk(await enforcer.enforceLists(set.lists));
  expectOk(await enforcer.enforce(set));
  await plane.start();
  const reference = new Reference(set);
  for (let index = 0; index < count; index += 1) {
    const whole = randomFrame(random);
    const frame = random.chance(2) ? mutate(random, whole) : whole;
    const direction = isLongEnoughToLeave(frame) ? random.pick(DIRECTIONS) : 'in';
    const expected = reference.expect(frame, direction);
    const { verdict, record } = plane.run(frame, direction);
    if (!record) throw new Error('no record arrived');
    const actual = { verdict, ruleId: ruleIdOf(record, set), ...seenOf(record) };
    if (isDeepStrictEqual(actual, expected)) continue;
    throw new Error(
      [
        `kernel   ${JSON.stringify(actual)}`,
        `expected ${JSON.stringify(expected)}`,
        `frame ${direction} ${Buffer.from(frame).toString('hex')} (number ${index})`,
        `defaults ${JSON.stringify(set.defaults)}`,
        ...set.rules.map(
          ({ rule, deadlineNs }) =>
            `${rule.id} ${rule.enabled ? '' : 'off '}${deadlineNs === PAST_NS ? 'expired ' : ''}${rule.text}`,
        ),
      ].join('\n'),
    );
  }
}

/** BPF_PROG_TEST_RUN refuses frames for TC that end before their IP header does. */
function isLongEnoughToLeave(frame: Uint8Array): boolean {
  const etherType = ((frame[12] ?? 0) << 8) | (frame[13] ?? 0);
  const leastBytes = new Map<number, number>([
    [ETHER_TYPE.ipv4, 34],
    [ETHER_TYPE.ipv6, 54],
  ]);
  return frame.length >= (leastBytes.get(etherType) ?? 15);
}

class Reference {
  readonly #set: RuleSet;
  readonly #deciding;
  readonly #buckets = new LimitBuckets();
  readonly #flows = new ReferenceFlows();
  readonly #asksFlows: Readonly<Record<Direction, boolean>>;

  constructor(set: RuleSet) {
    this.#set = set;
    this.#deciding = {
      defaults: set.defaults,
      rules: set.rules.map(({ rule }) => ({
        id: rule.id,
        enabled: rule.enabled,
        ...(rule.expiry === undefined ? {} : { expiry: rule.expiry }),
        statement: statementOf(rule),
      })),
    };
    const asks = (direction: Direction) =>
      this.#deciding.rules.some(
        ({ statement }) =>
          (statement.direction === 'both' || statement.direction === direction) &&
          statement.match.some(({ field }) => field === 'established'),
      );
    this.#asksFlows = { in: asks('in'), out: asks('out') };
  }

  expect(frame: Uint8Array, direction: Direction) {
    const parsed = parse(frame);
    const listsOf: ListsOf = (bytes) => listsHolding(this.#set.lists, formatAddressBytes(bytes));
    const plain = traitsOf(frame, parsed, direction, INTERFACE, listsOf);
    const established =
      this.#asksFlows[direction] && this.#flows.isEstablished(plain, parsed.infoA);
    const traits = { ...plain, established };
    const now = { nowMs: Date.now(), clockNs: process.hrtime.bigint() };
    const { verdict, ruleId } = decide(this.#deciding, traits, now, this.#buckets);
    const other = direction === 'in' ? 'out' : 'in';
    const isTracked = this.#asksFlows[direction] || this.#asksFlows[other];
    if (verdict === 'pass' && isTracked) {
      this.#flows.passed(traits, parsed.infoA, this.#asksFlows[other]);
    }
    return {
      verdict,
      ruleId,
      parsed: {
        ...parsed,
        trouble: ruleId === undefined ? parsed.trouble : 1,
      },
      lengthBytes: frame.length,
      established,
      malformed: parsed.trouble !== 0,
      direction: direction === 'in' ? 0 : 1,
    };
  }
}

function ruleIdOf(record: PacketRecord, { rules }: RuleSet): string | undefined {
  if (record.ruleSlot === NO_RULE_SLOT) return undefined;
  const found = rules.find(
    ({ slot, generation }) => slot === record.ruleSlot && generation === record.ruleGeneration,
  );
  return found?.rule.id ?? `slot ${record.ruleSlot}, generation ${record.ruleGeneration}`;
}

function seenOf(record: PacketRecord) {
  const parsed: Parsed = {
    etherType: record.etherType,
    tagCount: record.tagCount,
    vlanId: record.vlanId,
    family: record.family as Parsed['family'],
    protocol: record.protocol,
    source: [...record.source],
    destination: [...record.destination],
    sourcePort: record.sourcePort,
    destinationPort: record.destinationPort,
    flags: record.flags,
    code: record.code,
    ttl: record.ttl,
    fragment: record.fragment as Parsed['fragment'],
    infoA: record.infoA,
    infoB: record.infoB,
    trouble: record.reason,
    hasPorts: (record.marks & MARK.hasPorts) !== 0,
    hasFlags: (record.marks & MARK.hasFlags) !== 0,
  };
  return {
    parsed,
    lengthBytes: record.lengthBytes,
    established: (record.marks & MARK.established) !== 0,
    malformed: (record.marks & MARK.malformed) !== 0,
    direction: record.direction,
  };
}

/** Uses every criterion and verdict. A limit gains no packet while the test runs. */
function randomAny(random: Random): Statement {
  const { verdict, direction, match } = randomRuleLine(random, {
    interfaces: INTERFACES,
    lists: LISTS,
  });
  if (verdict.kind !== 'limit') return { verdict, direction, match };
  return {
    verdict: { ...verdict, rate: 1, unit: 'h', burst: 1 + random.below(20) },
    direction,
    match,
  };
}

/** Of the kinds that have a map of their own, from few values, so that many have equal keys. */
export function randomSimple(random: Random): Statement {
  const verdict = random.pick(['drop', 'drop', 'pass']);
  const direction = random.pick(['in', 'in', 'out', 'both']);
  const match = random.pick([
    `remote ${random.pick(ADDRESSES_V4)}`,
    `remote ${random.pick(ADDRESSES_V6)}`,
    `src ${random.pick(ADDRESSES_V4)}`,
    `dst ${random.pick(ADDRESSES_V6)}`,
    `${random.pick(['tcp', 'udp'])} dport ${random.pick(PORTS)}`,
    random.pick(['tcp', 'udp', 'icmp', 'icmpv6', 'arp', 'igmp', 'sctp', 'gre']),
    `${random.pick(['src', 'dst', 'remote'])} list ${random.pick(LISTS)}`,
    random.chance(6) ? 'any' : `remote ${random.pick(ADDRESSES_V4)}`,
  ]);
  return expectOk(parseStatement(`${verdict} ${direction} ${match}`));
}

/** Some of the names that rules have. */
export function randomLists(random: Random): Map<string, ParsedList> {
  return new Map(LISTS.filter(() => !random.chance(3)).map((name) => [name, randomList(random)]));
}

function randomList(random: Random): ParsedList {
  const lines = Array.from({ length: random.below(8) }, () => {
    if (random.chance(3))
      return `${random.pick(ADDRESSES_V6)}/${random.pick([16, 48, 64, 127, 128])}`;
    const address = random.pick(ADDRESSES_V4);
    return random.chance(3)
      ? `${address}-${address.replace(/\d+$/, '255')}`
      : `${address}/${random.pick([8, 16, 24, 25, 31, 32])}`;
  });
  // A list of nothing is refused.
  lines.push('240.0.0.1');
  const parser = new ListParser();
  expectOk(atOnce(parser.push(Buffer.from(lines.join('\n')))));
  return expectOk(atOnce(parser.finish())).list;
}
