/** A change taken back from under others that came after it. */
import { describe, expect, test } from 'vitest';
import {
  addRule,
  EMPTY_BOOK,
  importRules,
  type RuleBook,
  removeRule,
  setDefault,
  updateRule,
} from '../../../electron/engine/rules/rule-book.ts';
import { takeBack } from '../../../electron/engine/rules/take-back.ts';
import { describeEdit } from '../../../electron/engine/rules/trial.ts';
import { expectOk } from '../../support/expect-ok.ts';
import { rule } from '../../support/rule.ts';

const A = rule('drop icmp');
const B = rule('drop udp');
const C = rule('drop tcp');
const D = rule('drop gre');
const E = rule('drop igmp');
const before: RuleBook = { ...EMPTY_BOOK, revision: 7, rules: [A, B, C] };

function content({ rules, defaults, switched }: RuleBook) {
  return { rules, defaults, switched };
}

const EDITS: readonly (readonly [string, RuleBook, string])[] = [
  ['a default', expectOk(setDefault(before, 'in', 'drop')), 'default in drop'],
  ['an added rule', expectOk(addRule(before, D, B.id)), 'drop gre'],
  [
    'a changed rule',
    expectOk(updateRule(before, B.id, { text: 'pass udp', name: 'n', expiry: 9, enabled: false })),
    'off pass udp',
  ],
  [
    'a switch',
    expectOk(updateRule(before, 'built-in-arp', { enabled: false })),
    'off pass both arp',
  ],
  ['an import', expectOk(importRules(before, [D, E], {}, false)), '2 rules'],
  [
    'an import in place of all',
    expectOk(importRules(before, [D, E], { in: 'drop', out: 'drop' }, true)),
    'default in drop, default out drop',
  ],
];

describe.each(EDITS)('%s', (_, after, what) => {
  test('taken back at once, everything is as before', () => {
    expect(content(takeBack({ before, after }, after))).toEqual(content(before));
    expect(takeBack({ before, after }, after).revision).toBeGreaterThan(after.revision);
  });

  test('what nothing is left of is the same book', () => {
    const now = { ...before, revision: 12 };
    expect(takeBack({ before, after }, now)).toBe(now);
  });

  test('what others added meanwhile stays', () => {
    const F = rule('drop esp');
    const now = expectOk(addRule(after, F, null));
    const back = takeBack({ before, after }, now);
    expect(back.rules).toContain(F);
    expect(back.rules.filter((one) => one !== F)).toEqual(before.rules);
    expect(content(back)).toMatchObject({ defaults: before.defaults, switched: before.switched });
  });

  test('has words of its own', () => {
    expect(describeEdit({ before, after })).toBe(what);
  });
});

describe('what was changed again meanwhile', () => {
  test('keeps the later change, field by field', () => {
    const after = expectOk(updateRule(before, B.id, { text: 'pass udp', enabled: false }));
    const now = expectOk(updateRule(after, B.id, { text: 'pass udp dport 53' }));
    expect(takeBack({ before, after }, now).rules[1]).toEqual({ ...B, text: 'pass udp dport 53' });
  });

  test('a rule that was removed since does not come back', () => {
    const after = expectOk(updateRule(before, B.id, { enabled: false }));
    const now = expectOk(removeRule(after, B.id));
    expect(takeBack({ before, after }, now)).toBe(now);
  });

  test('one default of two', () => {
    const after = expectOk(importRules(before, [], { in: 'drop', out: 'drop' }, false));
    const now = expectOk(setDefault(after, 'out', 'pass'));
    expect(takeBack({ before, after }, now).defaults).toEqual(before.defaults);
    const both = expectOk(setDefault(now, 'in', 'pass'));
    expect(takeBack({ before, after }, both)).toBe(both);
  });

  test('what comes back stands behind the rule it stood behind', () => {
    const after: RuleBook = { ...before, revision: 8, rules: [B] };
    const now = expectOk(addRule(expectOk(addRule(after, D, 'first')), E, null));
    expect(takeBack({ before, after }, now).rules).toEqual([A, D, B, C, E]);
  });
});
