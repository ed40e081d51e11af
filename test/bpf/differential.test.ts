/** Random rules against random and damaged frames: the kernel and the reference must agree. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NO_RULE_SLOT, type PacketRecord } from '../../electron/contract/packet-record.ts';
import type { Rule } from '../../electron/contract/rule.ts';
import { expectOk } from '../support/expect-ok.ts';
import { PrivatePlane } from '../support/private-plane.ts';
import { Random } from '../support/random.ts';
import {
  ADDRESSES_V4,
  ADDRESSES_V6,
  mutate,
  PORTS,
  randomFrame,
} from '../support/random-frames.ts';
import { expectedOutcome, type Parsed } from '../support/reference-filter.ts';
import { rule } from '../support/rule.ts';

const RULE_SETS = 60;
const FRAMES_PER_SET = 500;

let plane: PrivatePlane;
beforeAll(async () => {
  plane = await PrivatePlane.open();
});
afterAll(() => plane?.[Symbol.dispose]());

test.each([1, 20_261_121, 77])(
  'kernel and reference agree, seed %i',
  (seed) => {
    const random = new Random(seed);
    for (let set = 0; set < RULE_SETS; set += 1) {
      const rules = randomRules(random);
      plane.setRules(rules);
      for (let count = 0; count < FRAMES_PER_SET; count += 1) {
        const whole = randomFrame(random);
        check(random.chance(2) ? mutate(random, whole) : whole, rules);
      }
    }
  },
  120_000,
);

function check(frame: Uint8Array, rules: readonly Rule[]): void {
  const expected = expectedOutcome(frame, rules, Date.now());
  const { verdict, record } = plane.run(frame);
  if (!record) throw new Error('no record arrived');
  const actual = { verdict, ruleId: ruleIdOf(record), parsed: parsedOf(record) };
  const { hasPorts: _, ...parsed } = expected.parsed;
  const wanted = {
    verdict: expected.verdict,
    ruleId: expected.ruleId,
    parsed: { ...parsed, trouble: expected.ruleId === undefined ? parsed.trouble : 1 },
  };
  const context = `frame ${Buffer.from(frame).toString('hex')}\nrules ${JSON.stringify(rules)}`;
  expect(actual, context).toEqual(wanted);
  expect(record.lengthBytes).toBe(frame.length);
}

function ruleIdOf(record: PacketRecord): string | undefined {
  if (record.ruleSlot === NO_RULE_SLOT) return undefined;
  const name = plane.keeper.state.slots.find(
    (slot) => slot.slot === record.ruleSlot && slot.generation === record.ruleGeneration,
  );
  return expectOk(
    name
      ? { ok: true, value: name.ruleId }
      : {
          ok: false,
          error: { code: 'internal', message: 'a record names a rule that never was', remedy: '' },
        },
  );
}

/** With the reason in place of the reference's trouble. */
function parsedOf(record: PacketRecord): Omit<Parsed, 'hasPorts'> {
  return {
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
  };
}

function randomRules(random: Random): Rule[] {
  const matches = new Set<string>();
  for (let count = random.below(8); count > 0; count -= 1) matches.add(randomMatch(random));
  return [...matches].map((match) => {
    const expiry = random.chance(6)
      ? { expiry: Date.now() + (random.chance(2) ? -60_000 : 3_600_000) }
      : {};
    return rule(`${random.pick(['drop', 'drop', 'pass'])} ${match}`, {
      enabled: !random.chance(5),
      ...expiry,
    });
  });
}

function randomMatch(random: Random): string {
  switch (random.below(10)) {
    case 0:
    case 1:
    case 2:
      return `remote ${random.pick(ADDRESSES_V4)}`;
    case 3:
    case 4:
    case 5:
      return `remote ${random.pick(ADDRESSES_V6)}`;
    case 6:
    case 7:
      return `${random.pick(['tcp', 'udp'])} dport ${random.pick(PORTS)}`;
    case 8:
      return random.pick(['tcp', 'udp', 'icmp', 'icmpv6', 'arp', 'igmp', 'sctp', 'gre']);
    default:
      return random.chance(3) ? 'any' : `remote ${random.pick(ADDRESSES_V4)}`;
  }
}
