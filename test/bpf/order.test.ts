/** Which of several rules decides: order, ends, switches, and rules that step on. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bootTimeNs } from '../../electron/engine/ffi/libc.ts';
import type { EnforcedRuleset } from '../../electron/engine/rules/enforcing.ts';
import { expectOk } from '../support/expect-ok.ts';
import { rulesetOf } from '../support/labelled-rules.ts';
import { PrivatePlane } from '../support/private-plane.ts';
import { rule } from '../support/rule.ts';
import { FRAMES } from '../support/test-frames.ts';

const HOUR_NS = 3_600_000_000_000n;
const PAST_NS = 1n;
/** The same packets, by a table of exact values and by vectors. */
const EXACT = 'remote 203.0.113.77';
const BY_VECTORS = 'src 203.0.113.64/26';

let plane: PrivatePlane;
beforeEach(async () => {
  plane = await PrivatePlane.open();
});
afterEach(() => plane?.[Symbol.dispose]());

async function enforce(ruleset: EnforcedRuleset): Promise<void> {
  expectOk(await plane.enforcer.enforce(ruleset));
}

/** The slot of the rule that decides about a ping, `undefined` if none does. */
function decider(): number | undefined {
  const { ruleSlot = 0xffff } = plane.run(FRAMES.ping).record ?? {};
  return ruleSlot === 0xffff ? undefined : ruleSlot;
}

describe('expiry', () => {
  test.each([EXACT, BY_VECTORS])('ends a rule in the kernel: %s', async (match) => {
    const expiry = Date.now() + 3_600_000;
    await plane.setRules([rule(`drop ${match}`, { expiry })]);
    expect(plane.run(FRAMES.ping).verdict).toBe('drop');
    await plane.setClockOffset(HOUR_NS - 60_000_000_000n);
    expect(plane.run(FRAMES.ping).verdict).toBe('drop');
    await plane.setClockOffset(HOUR_NS + 1_000_000_000n);
    expect(plane.run(FRAMES.ping).verdict).toBe('pass');
  });

  test.each([EXACT, BY_VECTORS])('that comes later ends a rule, too: %s', async (match) => {
    const forGood = rule(`drop ${match}`);
    await plane.setRules([forGood]);
    expect(plane.run(FRAMES.ping).verdict).toBe('drop');
    await plane.setRules([{ ...forGood, expiry: Date.now() + 3_600_000 }]);
    expect(plane.run(FRAMES.ping).verdict).toBe('drop');
    await plane.setClockOffset(HOUR_NS + 1_000_000_000n);
    expect(plane.run(FRAMES.ping).verdict).toBe('pass');
  });

  test.each([EXACT, BY_VECTORS])('lets the next rule decide: %s', async (match) => {
    await enforce(
      rulesetOf([
        { line: `pass ${match}`, deadlineNs: PAST_NS },
        { line: 'pass icmp', deadlineNs: bootTimeNs() },
        { line: `count ${match}`, deadlineNs: PAST_NS },
        `drop ${match}`,
      ]),
    );
    expect(decider()).toBe(3);
    expect(plane.hits(2)).toBe(0);
  });

  test('of a limit ends it, too', async () => {
    await enforce(rulesetOf([{ line: 'limit 1/h burst 1 icmp', deadlineNs: PAST_NS }]));
    plane.runMany(FRAMES.ping, 10);
    expect(plane.counters().total.drop.packets).toBe(0);
  });
});

describe('equal keys', () => {
  test.each([['remote 203.0.113.77'], ['icmp'], ['any'], ['src 203.0.113.77'], ['icmp type 8']])(
    'the first that is in force decides: %s',
    async (match) => {
      const [pass, drop] = [`pass ${match}`, `drop ${match}`];
      await enforce(rulesetOf([drop, pass, drop]));
      expect(decider()).toBe(0);
      await enforce(rulesetOf([`off ${drop}`, pass, drop]));
      expect(decider()).toBe(1);
      await enforce(rulesetOf([{ line: drop, deadlineNs: PAST_NS }, pass, drop]));
      expect(decider()).toBe(1);
      await enforce(rulesetOf([`off ${drop}`, { line: pass, deadlineNs: PAST_NS }, drop]));
      expect(decider()).toBe(2);
      await enforce(rulesetOf([`off ${drop}`, `off ${pass}`, `off ${drop}`]));
      expect(decider()).toBeUndefined();
    },
  );

  test('of ports, likewise', async () => {
    await enforce(rulesetOf(['off drop tcp dport 8080', 'pass tcp dport 8080', 'drop tcp']));
    expect(plane.run(FRAMES.syn).record?.ruleSlot).toBe(1);
    await enforce(rulesetOf(['off drop tcp dport 8080', 'off pass tcp dport 8080', 'drop tcp']));
    expect(plane.run(FRAMES.syn).record?.ruleSlot).toBe(2);
  });
});

describe('order', () => {
  test.each([
    [EXACT, BY_VECTORS],
    [BY_VECTORS, EXACT],
    ['icmp', 'src 203.0.113.0/24 ttl 64'],
    ['src 203.0.113.0/24 ttl 64', 'icmp'],
  ])('%s stands in front of %s', async (first, second) => {
    await enforce(rulesetOf([`drop ${first}`, `pass ${second}`]));
    expect(decider()).toBe(0);
    await enforce(rulesetOf([`pass ${first}`, `drop ${second}`]));
    expect(plane.run(FRAMES.ping).verdict).toBe('pass');
  });

  test('the last of 1,000 rules decides, if it is the first that matches', async () => {
    const others = Array.from(
      { length: 999 },
      (_, index) => `drop icmp ttl ${index % 60} code 0-9`,
    );
    await enforce(rulesetOf([...others, 'drop icmp ttl 64 code 0-9']));
    expect(decider()).toBe(999);
  });
});

describe('rules that count', () => {
  test('change nothing, and count all that match up to the deciding one', async () => {
    await enforce(
      rulesetOf([
        'count icmp',
        'count any',
        'off count icmp',
        'count tcp',
        'drop icmp type 8',
        'count icmp',
      ]),
    );
    plane.runMany(FRAMES.ping, 7);
    plane.runMany(FRAMES.udp, 2);
    expect([0, 1, 2, 3, 4, 5].map((slot) => plane.hits(slot))).toEqual([7, 9, 0, 0, 7, 0]);
    expect(decider()).toBe(4);
    expect(plane.counters().total.pass.packets).toBe(2);
  });

  test('count once, also where they look at two ends', async () => {
    await enforce(rulesetOf(['count host 203.0.113.0/24, 192.0.2.0/24', 'count port 40000, 8080']));
    plane.runMany(FRAMES.syn, 3);
    expect([plane.hits(0), plane.hits(1)]).toEqual([3, 3]);
  });

  test('4,000 of them count one packet each once', async () => {
    await enforce(rulesetOf(Array.from({ length: 4000 }, () => 'count icmp')));
    plane.run(FRAMES.ping);
    expect(Array.from({ length: 4000 }, (_, slot) => plane.hits(slot))).toEqual(
      Array.from({ length: 4000 }, () => 1),
    );
  });
});
