/** Rules that change: in place where no packet can tell, as a new generation otherwise, or not at all. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Rule } from '../../electron/contract/rule.ts';
import { updateRule } from '../../electron/engine/rules/rule-book.ts';
import { expectOk } from '../support/expect-ok.ts';
import { rulesetOf } from '../support/labelled-rules.ts';
import { PrivatePlane } from '../support/private-plane.ts';
import { rule } from '../support/rule.ts';
import { FRAMES } from '../support/test-frames.ts';

const ADDRESS = 'drop remote 203.0.113.77';
const SEVERAL = 'drop tcp src 203.0.113.0/24 dport 8000-9000 flags syn';

let plane: PrivatePlane;
beforeEach(async () => {
  plane = await PrivatePlane.open();
});
afterEach(() => plane?.[Symbol.dispose]());

describe('in place', () => {
  const off = { enabled: false };
  test.each<[string, Rule[], Rule[]]>([
    ['an address comes', [], [rule(ADDRESS)]],
    ['an address goes', [rule(ADDRESS)], []],
    ['an address is switched off', [rule(ADDRESS)], [rule(ADDRESS, off)]],
    ['an address is switched on', [rule(ADDRESS, off)], [rule(ADDRESS)]],
    [
      'an address beside rules of several criteria',
      [rule(SEVERAL)],
      [rule(ADDRESS), rule(SEVERAL)],
    ],
    ['both directions', [], [rule('drop both remote 2001:db8::77')]],
    ['a port', [], [rule('drop tcp dport 8080')]],
    ['a protocol', [], [rule('drop both icmp')]],
    ['a rule of several criteria is switched off', [rule(SEVERAL)], [rule(SEVERAL, off)]],
    ['a rule of several criteria is switched on', [rule(SEVERAL, off)], [rule(SEVERAL)]],
    ['a rule gets an end', [rule(SEVERAL)], [rule(SEVERAL, { expiry: Date.now() + 3_600_000 })]],
    [
      'two rules change places',
      [rule(ADDRESS), rule('pass tcp dport 8080')],
      [rule('pass tcp dport 8080'), rule(ADDRESS)],
    ],
    [
      'a rule says another address',
      [rule(ADDRESS, { id: 'same' })],
      [rule('drop remote 203.0.113.78', { id: 'same' })],
    ],
    [
      'a rule on an address passes what it dropped',
      [rule(ADDRESS, { id: 'same' })],
      [rule('pass remote 203.0.113.77', { id: 'same' })],
    ],
    [
      'a rule on an address drops what it passed',
      [rule('pass remote 203.0.113.77', { id: 'same' })],
      [rule(ADDRESS, { id: 'same' })],
    ],
    [
      'a rule on an address gets an end',
      [rule(ADDRESS, { id: 'same' })],
      [rule(ADDRESS, { id: 'same', expiry: Date.now() + 3_600_000 })],
    ],
    ['a rule gets a name', [rule(SEVERAL)], [rule(SEVERAL, { name: 'scanners' })]],
  ])('%s', async (_, before, after) => {
    await plane.setRules(before);
    const ids = plane.programIds();
    await plane.setRules(after);
    expect(plane.programIds()).toEqual(ids);
    const isOn = after.some((one) => one.enabled && one.text === rule(ADDRESS).text);
    expect(plane.run(FRAMES.udp).verdict).toBe(isOn ? 'drop' : 'pass');
  });

  test('a default', async () => {
    await plane.setRules([rule(SEVERAL), rule('pass icmp')]);
    const ids = plane.programIds();
    await enforce(rulesetOf([SEVERAL, 'pass icmp'], { in: 'drop' }));
    expect(plane.programIds()).not.toEqual(ids);
    const later = plane.programIds();
    await enforce(rulesetOf([SEVERAL, 'pass icmp'], { in: 'pass' }));
    expect(plane.programIds()).toEqual(later);
    expect(plane.run(FRAMES.udp).verdict).toBe('pass');
    await enforce(rulesetOf([SEVERAL, 'pass icmp'], { in: 'drop' }));
    expect(plane.programIds()).toEqual(later);
    expect(plane.run(FRAMES.udp).verdict).toBe('drop');
  });

  test('a toggle of one of 4,096 addresses', async () => {
    const addresses = Array.from(
      { length: 4095 },
      (_, index) => `drop remote 10.0.${index >> 8}.${index & 255}`,
    );
    const all = [ADDRESS, ...addresses].map((line) => rule(line));
    await plane.setRules(all);
    const ids = plane.programIds();
    const [first] = all as [Rule];
    for (const enabled of [false, true, false]) {
      expectOk(await plane.keeper.change((book) => updateRule(book, first.id, { enabled })));
      expect(plane.run(FRAMES.udp).verdict).toBe(enabled ? 'drop' : 'pass');
    }
    expect(plane.programIds()).toEqual(ids);
  });
});

describe('as a new generation', () => {
  test.each<[string, Rule[], Rule[]]>([
    ['a rule of several criteria comes', [], [rule(SEVERAL)]],
    ['a rule of several criteria goes', [rule(SEVERAL)], []],
    ['two addresses at once', [], [rule(ADDRESS), rule('drop remote 203.0.113.78')]],
    [
      'the rate and the burst of a limit',
      [rule('limit 10/s burst 10 udp', { id: 'same' })],
      [rule('limit 1/s burst 100 udp', { id: 'same' })],
    ],
    [
      'a limit becomes a drop',
      [rule('limit 10/s udp', { id: 'a' })],
      [rule('drop udp', { id: 'a' })],
    ],
  ])('%s', async (_, before, after) => {
    await plane.setRules(before);
    const ids = plane.programIds();
    await plane.setRules(after);
    for (const id of plane.programIds()) expect(ids).not.toContain(id);
  });

  test('counters go on, and a rule that comes begins at nothing', async () => {
    const kept = rule('drop udp');
    await plane.setRules([kept]);
    plane.runMany(FRAMES.udp, 5);
    const ids = plane.programIds();
    const added = rule('drop tcp flags syn src 203.0.113.0/24');
    await plane.setRules([added, kept]);
    expect(plane.programIds()).not.toEqual(ids);
    plane.runMany(FRAMES.udp, 2);
    plane.runMany(FRAMES.syn, 1);
    const { byRule, byProtocol } = plane.counters();
    expect(byRule[kept.id]?.packets).toBe(7);
    expect(byRule[added.id]?.packets).toBe(1);
    expect(byProtocol.udp.drop.packets).toBe(7);
  });

  test('both directions have their own rules', async () => {
    await plane.setRules([rule('drop in tcp flags syn'), rule('drop out udp dport 8000-9000')]);
    expect(plane.run(FRAMES.syn, 'in').verdict).toBe('drop');
    expect(plane.run(FRAMES.syn, 'out').verdict).toBe('pass');
    expect(plane.run(FRAMES.udp, 'in').verdict).toBe('pass');
    expect(plane.run(FRAMES.udp, 'out').verdict).toBe('drop');
  });
});

describe('not at all', () => {
  test('where the kernel refuses the programs: the old rules decide, and say so', async () => {
    const old = rule(SEVERAL);
    await plane.setRules([old, rule('drop icmp')]);
    const ids = plane.programIds();
    const book = plane.keeper.book;
    plane.setRefusing(true);
    const refused = await plane.keeper.change((current) => {
      return {
        ok: true,
        value: { ...current, rules: [rule('pass tcp flags syn'), rule(ADDRESS)] },
      };
    });
    expect(refused).toMatchObject({ ok: false, error: { code: 'kernel-refused' } });
    expect(plane.keeper.book).toBe(book);
    expect(plane.programIds()).toEqual(ids);
    expect(plane.run(FRAMES.syn)).toMatchObject({ verdict: 'drop' });
    expect(plane.run(FRAMES.ping).verdict).toBe('drop');
    expect(plane.run(FRAMES.udp).verdict).toBe('pass');
    // What needs no program goes on, and so does everything afterwards.
    await plane.setRules([rule('drop icmp', { enabled: false }), old].reverse());
    expect(plane.run(FRAMES.ping).verdict).toBe('pass');
    plane.setRefusing(false);
    await plane.setRules([rule('drop udp src 203.0.113.0/24')]);
    expect(plane.run(FRAMES.udp).verdict).toBe('drop');
    expect(plane.run(FRAMES.syn).verdict).toBe('pass');
  });

  test('where there is no room: too many rules with four places each', async () => {
    await plane.setRules([rule(ADDRESS)]);
    const ids = plane.programIds();
    const wide = Array.from({ length: 2049 }, () => 'drop host 192.0.2.9 port 9');
    expect(await plane.enforcer.enforce(rulesetOf(wide))).toMatchObject({
      ok: false,
      error: { code: 'too-complex' },
    });
    expect(plane.programIds()).toEqual(ids);
    expect(plane.run(FRAMES.udp).verdict).toBe('drop');
    await enforce(rulesetOf(wide.slice(1)));
    expect(plane.run(FRAMES.udp).verdict).toBe('pass');
  });

  test('where a table of lists cannot be used: the old entries decide', async () => {
    await plane.setLists({ bad: ['203.0.113.0/24'] });
    await plane.setRules([rule('drop src list bad')]);
    plane.setRefusing(true);
    await expect(
      plane.setLists({ bad: ['192.0.2.0/24'], worse: ['2001:db8::/32'] }),
    ).rejects.toThrow('kernel-refused');
    expect(plane.run(FRAMES.udp).verdict).toBe('drop');
    expect(plane.run(FRAMES.udp6).verdict).toBe('pass');
    expect([...plane.enforcer.listBits.keys()]).toEqual(['bad']);
    plane.setRefusing(false);
    await plane.setLists({ bad: ['192.0.2.0/24'] });
    expect(plane.run(FRAMES.udp).verdict).toBe('pass');
  });

  test('where an interface cannot get its rules: it is not known', async () => {
    const { enforcer } = plane;
    const note = () => enforcer.exclusively(() => enforcer.noteInterface('test0', 0));
    await plane.setRules([rule('drop udp iface test0')]);
    plane.setRefusing(true);
    expect((await note()).ok).toBe(false);
    plane.setRefusing(false);
    expect((await note()).ok).toBe(true);
    expect(plane.run(FRAMES.udp).verdict).toBe('drop');
  });
});

async function enforce(...[ruleset]: Parameters<PrivatePlane['enforcer']['enforce']>) {
  expectOk(await plane.enforcer.enforce(ruleset));
}
