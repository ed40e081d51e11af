import { describe, expect, it } from 'vitest';
import { parseStatement } from '../../../electron/contract/language/parse.ts';
import type { Rule } from '../../../electron/contract/rule.ts';
import { blockedGroups, isInBlockedPanel } from '../../../renderer/model/blocked-groups.ts';
import { ruleChanges } from '../../../renderer/model/rule-changes.ts';
import { RuleIndex } from '../../../renderer/model/rule-index.ts';
import { rulesInForce } from '../../../renderer/model/rules-in-force.ts';
import { unusualDirection } from '../../../renderer/model/simple-drop.ts';
import {
  dropWords,
  shortRuleText,
  shortStatement,
  spokenStatement,
} from '../../../renderer/model/statement-text.ts';
import { demoRule } from '../../support/demo-rule.ts';
import { expectOk } from '../../support/expect-ok.ts';

const statement = (text: string) => expectOk(parseStatement(text));
const rule = (id: string, text: string, more: Partial<Rule> = {}) =>
  demoRule(id, text, { createdAt: 0, ...more });
const PASS = { in: 'pass', out: 'pass' } as const;

describe('statements in short', () => {
  it.each([
    ['drop both remote 203.0.113.77', '203.0.113.77', undefined],
    ['drop remote 203.0.113.77', '203.0.113.77', 'incoming only'],
    ['drop src 203.0.113.0/24', '203.0.113.0/24', 'incoming only'],
    ['drop out dst 203.0.113.0/24', '203.0.113.0/24', 'outgoing only'],
    ['drop both remote list drop-list', 'list drop-list', undefined],
    ['drop tcp dport 8080', '8080/tcp', undefined],
    ['drop out tcp dport 443', '443/tcp', 'outgoing only'],
    ['drop both icmp', 'ICMP', undefined],
    ['drop icmp', 'ICMP', 'incoming only'],
    ['drop both any', 'everything', undefined],
    ['drop both src 203.0.113.77', 'both src 203.0.113.77', undefined],
    ['drop both not remote 203.0.113.77', 'both not remote 203.0.113.77', undefined],
    ['pass tcp dport 22', 'tcp dport 22', undefined],
    ['limit 10/s burst 10 udp', 'limit 10/s burst 10 udp', undefined],
  ])('%s is %s, %s', (text, short, direction) => {
    expect(shortStatement(statement(text))).toBe(short);
    expect(unusualDirection(statement(text))).toBe(direction);
  });

  it('says them within a sentence', () => {
    expect(spokenStatement(statement('drop tcp dport 22'))).toEqual({
      before: 'port',
      value: '22/tcp',
    });
    expect(spokenStatement(statement('pass tcp'))).toEqual({ before: 'rule', value: 'pass tcp' });
    expect(dropWords(statement('drop out remote 192.0.2.1'))).toBe('Drop everything to');
  });

  it('shortens the text of a rule that is gone, and leaves alone what it cannot read', () => {
    expect(shortRuleText('drop tcp dport 8080')).toBe('8080/tcp');
    expect(shortRuleText('drop what nobody knows')).toBe('drop what nobody knows');
  });
});

describe('blockedGroups', () => {
  it('offers the common protocols and everything, though no rule names them', () => {
    const { protocols } = blockedGroups([rule('m', 'drop both igmp')]);
    const texts = ['ICMP', 'ICMPv6', 'UDP', 'TCP', 'ARP', 'IGMP', 'Everything'];
    expect(protocols.map(({ text }) => text)).toEqual(texts);
    expect(protocols.filter((line) => line.rule).map(({ key }) => key)).toEqual(['m']);
  });

  it('puts a rule in the place of its offer, whatever its direction', () => {
    const { protocols } = blockedGroups([rule('u', 'drop udp'), rule('e', 'drop any')]);
    expect(protocols.map(({ key, direction }) => [key, direction])).toContainEqual([
      'u',
      'incoming only',
    ]);
    expect(protocols.filter(({ text }) => text === 'UDP' || text === 'Everything')).toHaveLength(2);
  });

  it('puts the newest address first, wherever it stands, and what it cannot say apart', () => {
    const rules = [
      rule('new', 'drop both remote 192.0.2.3', { createdAt: 9 }),
      rule('a', 'drop both remote 192.0.2.1', { createdAt: 1 }),
      rule('b', 'drop both remote 192.0.2.2', { createdAt: 1 }),
      rule('c', 'pass tcp dport 22'),
      rule('d', 'drop tcp src 192.0.2.1 dport 22'),
      rule('e', 'count icmp'),
    ];
    const groups = blockedGroups(rules);
    expect(groups.addresses.map(({ key }) => key)).toEqual(['new', 'b', 'a']);
    expect(groups.ports).toEqual([]);
    expect(groups.others.map(({ id }) => id)).toEqual(['c', 'd', 'e']);
    expect(rules.filter(isInBlockedPanel).map(({ id }) => id)).toEqual(['new', 'a', 'b']);
  });
});

describe('RuleIndex', () => {
  const on = rule('on', 'drop both remote 192.0.2.1');
  const off = rule('off', 'drop both remote 192.0.2.1', { enabled: false });
  const index = new RuleIndex({ rules: [off, on], builtIn: [rule('b', 'pass both arp')] });

  it('finds rules by id, by place, and by what they say; one that is on before one that is off', () => {
    expect([index.place('off'), index.place('on'), index.place('b')]).toEqual([1, 2, undefined]);
    expect(index.rule('b')?.text).toBe('pass both arp');
    expect(index.like(on.text)).toBe(on);
    expect(index.enabledDrop(statement('drop both remote 192.0.2.1'), 'out')).toBe(on);
  });
});

describe('ruleChanges', () => {
  const a = rule('a', 'drop both remote 192.0.2.1');
  const changes = (before: readonly Rule[], after: readonly Rule[], timeMs = 5) =>
    ruleChanges({ rules: before, defaults: PASS }, { rules: after, defaults: PASS }, timeMs);

  it('marks what came, went, and was switched', () => {
    expect(changes([], [a])).toEqual([{ timeMs: 5, text: 'Blocked 192.0.2.1' }]);
    expect(changes([a], [])).toEqual([{ timeMs: 5, text: 'Unblocked 192.0.2.1' }]);
    expect(changes([a], [{ ...a, enabled: false }])).toHaveLength(1);
    expect(changes([a], [{ ...a, id: 'b' }])).toEqual([]);
  });

  it('tells an end by time from one by hand', () => {
    const timed = { ...a, expiry: 10_000 };
    expect(changes([timed], [], 10_000)).toEqual([{ timeMs: 10_000, text: '192.0.2.1 ended' }]);
    expect(changes([timed], [], 5000)[0]?.text).toBe('Unblocked 192.0.2.1');
  });

  it('marks a default, and many changes at once by their number', () => {
    const book = { rules: [], defaults: PASS };
    const denying = { rules: [], defaults: { in: 'drop', out: 'pass' } } as const;
    expect(ruleChanges(book, denying, 5)).toEqual([{ timeMs: 5, text: 'default in drop' }]);
    const many = Array.from({ length: 40 }, (_, n) =>
      rule(`r${n}`, `drop both remote 192.0.2.${n}`),
    );
    expect(changes([], many)).toEqual([{ timeMs: 5, text: '40 rules changed' }]);
  });
});

describe('rulesInForce', () => {
  it.each([
    [[], PASS, undefined],
    [[rule('a', 'drop both icmp')], PASS, '1 rule'],
    [[rule('a', 'drop both icmp', { enabled: false })], PASS, undefined],
    [[], { in: 'drop', out: 'pass' }, 'the default drop'],
    [
      [rule('a', 'pass arp'), rule('b', 'drop tcp')],
      { in: 'pass', out: 'drop' },
      '2 rules and the default drop',
    ],
  ] as const)('%#', (rules, defaults, text) => {
    expect(rulesInForce({ rules, defaults })).toBe(text);
  });
});
