/** Packet in, verdict and record out, for what users rely on. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DIRECTIONS, type Direction } from '../../electron/contract/language/statement.ts';
import { NO_RULE_SLOT, REASON } from '../../electron/contract/packet-record.ts';
import { MAX_SLOTS } from '../../electron/engine/bpf/layout.ts';
import { PrivatePlane } from '../support/private-plane.ts';
import { rule } from '../support/rule.ts';
import { FRAMES, type FrameName } from '../support/test-frames.ts';

/** Those that single-valued rules tell apart. */
const NAMES: readonly FrameName[] = [
  'ping',
  'ping6',
  'syn',
  'syn6',
  'udp',
  'igmp',
  'request',
  'lldp',
  'cut',
];

let plane: PrivatePlane;
beforeEach(async () => {
  plane = await PrivatePlane.open();
});
afterEach(() => plane?.[Symbol.dispose]());

function dropped(direction: Direction = 'in'): FrameName[] {
  return NAMES.filter((name) => plane.run(FRAMES[name], direction).verdict === 'drop');
}

const V4_NAMES: FrameName[] = ['ping', 'syn', 'udp', 'igmp', 'request', 'cut'];

describe('one rule', () => {
  test.each<[string, FrameName[], FrameName[]?]>([
    ['remote 203.0.113.77', V4_NAMES, []],
    ['remote 192.0.2.1', [], V4_NAMES],
    ['remote 2001:db8:bad::9', ['ping6', 'syn6'], []],
    ['dst 2001:db8::1', ['ping6', 'syn6']],
    ['tcp dport 8080', ['syn', 'syn6', 'cut']],
    ['udp dport 8080', ['udp']],
    ['tcp dport 8081', []],
    ['icmp', ['ping']],
    ['icmpv6', ['ping6']],
    ['udp', ['udp']],
    ['tcp', ['syn', 'syn6', 'cut']],
    ['igmp', ['igmp']],
    ['arp', ['request']],
    ['any', [...NAMES]],
  ])('drop %s', async (text, incoming, outgoing = incoming) => {
    for (const [direction, expected] of [
      ['in', incoming],
      ['out', outgoing],
    ] as const) {
      await plane.setRules([rule(`drop ${direction} ${text}`)]);
      expect(dropped(direction)).toEqual(expected);
      expect(dropped(direction === 'in' ? 'out' : 'in')).toEqual([]);
      await plane.setRules([rule(`off drop ${direction} ${text}`)]);
      expect(dropped(direction)).toEqual([]);
    }
    await plane.setRules([rule(`drop both ${text}`)]);
    expect([dropped('in'), dropped('out')]).toEqual([incoming, outgoing]);
  });
});

describe('the default', () => {
  test.each(DIRECTIONS)('%s decides where no rule does', async (direction) => {
    await plane.setRules([rule(`pass ${direction} icmp`)], { [direction]: 'drop' });
    expect(plane.run(FRAMES.ping, direction)).toMatchObject({
      verdict: 'pass',
      record: { reason: REASON.rule },
    });
    expect(plane.run(FRAMES.udp, direction)).toMatchObject({
      verdict: 'drop',
      record: { reason: REASON.default, ruleSlot: NO_RULE_SLOT },
    });
    expect(plane.run(FRAMES.udp, direction === 'in' ? 'out' : 'in').verdict).toBe('pass');
    expect(plane.counters().byDefault[direction].packets).toBe(1);
    await plane.setRules([]);
    expect(plane.run(FRAMES.udp, direction).verdict).toBe('pass');
  });

  test('and all rules are out of force together', async () => {
    await plane.setRules([rule('drop icmp')], { in: 'drop' });
    plane.setEnforcing(false);
    expect(dropped()).toEqual([]);
    plane.setEnforcing(true);
    expect(dropped()).toContain('udp');
  });
});

describe('several rules', () => {
  test('the first that matches decides', async () => {
    await plane.setRules([
      rule('pass remote 203.0.113.77'),
      rule('drop tcp dport 8080'),
      rule('drop any'),
    ]);
    expect(dropped()).toEqual(['ping6', 'syn6', 'lldp']);
    await plane.setRules([rule('drop any'), rule('pass remote 203.0.113.77')]);
    expect(dropped()).toEqual(NAMES);
  });

  test('hits are counted for the rule that decided, in packets and bytes', async () => {
    const rules = [rule('drop remote 203.0.113.77'), rule('drop udp dport 8080'), rule('drop tcp')];
    await plane.setRules(rules);
    plane.runMany(FRAMES.udp, 3);
    plane.runMany(FRAMES.syn6, 2);
    const { byRule, total, byProtocol } = plane.counters();
    expect(rules.map((item) => byRule[item.id]?.packets)).toEqual([3, 0, 2]);
    expect(byRule[rules[0]?.id ?? '']?.bytes).toBe(3 * FRAMES.udp.length);
    expect(total.drop).toEqual({
      packets: 5,
      bytes: 3 * FRAMES.udp.length + 2 * FRAMES.syn6.length,
    });
    expect(byProtocol.udp.drop.packets).toBe(3);
    expect(byProtocol.tcp.drop.packets).toBe(2);
    expect(total.pass.packets).toBe(0);
  });

  test('the record names the rule, and a later rule in the same slot is not taken for it', async () => {
    await plane.setRules([rule('drop icmp')]);
    const first = plane.run(FRAMES.ping).record;
    expect(first?.reason).toBe(REASON.rule);
    const named = `${first?.ruleSlot}:${first?.ruleGeneration}`;
    expect(
      plane.keeper.state.slots.find((slot) => `${slot.slot}:${slot.generation}` === named)?.text,
    ).toBe('drop icmp');
    // Slots are used again as late as can be.
    for (let round = 0; round < MAX_SLOTS; round += 1) {
      await plane.setRules([]);
      await plane.setRules([rule(`drop tcp dport ${round}`)]);
    }
    await plane.setRules([]);
    await plane.setRules([rule('drop icmp')]);
    const later = plane.run(FRAMES.ping).record;
    expect(`${later?.ruleSlot}:${later?.ruleGeneration}`).not.toBe(named);
  });
});

describe('what cannot be parsed', () => {
  test('passes with its reason, unless a rule matches what could be read', async () => {
    const { verdict, record } = plane.run(FRAMES.cut);
    expect([verdict, record?.reason]).toEqual(['pass', REASON.truncated]);
    await plane.setRules([rule('drop udp')]);
    expect(plane.run(FRAMES.cut).verdict).toBe('pass');
    await plane.setRules([rule('drop remote 203.0.113.77')]);
    expect(plane.run(FRAMES.cut).verdict).toBe('drop');
  });
});

describe('records', () => {
  test('only of what is asked for; the rest is counted', async () => {
    plane.setWatched(['icmp']);
    expect(plane.run(FRAMES.ping).record).toBeDefined();
    expect(plane.run(FRAMES.syn).record).toBeUndefined();
    expect(plane.recordCounts()).toEqual({
      recorded: 1,
      notAskedFor: 1,
      sampledOut: 0,
      ringFull: 0,
    });
  });

  test('only within the budget; the rest is counted, and verdicts do not change', async () => {
    plane.setBudget(0);
    await plane.setRules([rule('drop icmp')]);
    expect(plane.run(FRAMES.ping)).toMatchObject({ verdict: 'drop', record: undefined });
    plane.setBudget(600);
    plane.runMany(FRAMES.ping, 100_000);
    const counts = plane.recordCounts();
    expect(counts.recorded + counts.sampledOut).toBe(100_001);
    expect(counts.recorded).toBeGreaterThan(0);
    expect(counts.sampledOut).toBeGreaterThan(50_000);
    expect(plane.counters().total.drop.packets).toBe(100_001);
  });
});
