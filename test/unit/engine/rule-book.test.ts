import { describe, expect, test } from 'vitest';
import {
  addRule,
  EMPTY_BOOK,
  type RuleBook,
  removeExpired,
  removeRule,
  updateRule,
} from '../../../electron/engine/rules/rule-book.ts';
import { expectOk } from '../../support/expect-ok.ts';
import { rule } from '../../support/rule.ts';

const BOOK: RuleBook = {
  revision: 7,
  rules: [rule('drop icmp'), rule('drop udp', { expiry: 5000 })],
};

describe('rule book', () => {
  test('a new rule goes to the end, and the revision rises', () => {
    const { match } = rule('drop tcp dport 22');
    const book = expectOk(
      addRule(EMPTY_BOOK, { verdict: 'drop', match, enabled: true, expiry: 9 }, 'a1', 3),
    );
    expect(book).toEqual({
      revision: 1,
      rules: [{ id: 'a1', enabled: true, verdict: 'drop', match, createdAt: 3, expiry: 9 }],
    });
  });

  test('a second rule about the same is refused, and names the first', () => {
    const { match } = rule('pass udp');
    const refused = addRule(BOOK, { verdict: 'pass', match, enabled: true }, 'a2', 3);
    expect(refused).toMatchObject({
      ok: false,
      error: { code: 'duplicate-rule', message: 'Rule 2 already is about "udp".' },
    });
  });

  test('switching and removing keep the order of the others', () => {
    const [first, second] = BOOK.rules;
    const off = expectOk(updateRule(BOOK, first?.id ?? '', { enabled: false }));
    expect(off).toEqual({ revision: 8, rules: [{ ...first, enabled: false }, second] });
    expect(expectOk(removeRule(BOOK, first?.id ?? ''))).toEqual({ revision: 8, rules: [second] });
  });

  test('a new end leaves everything else', () => {
    const [first, second] = BOOK.rules;
    const later = expectOk(updateRule(BOOK, second?.id ?? '', { expiry: 9000 }));
    expect(later.rules).toEqual([first, { ...second, expiry: 9000 }]);
    const never = expectOk(updateRule(BOOK, second?.id ?? '', { expiry: null }));
    expect(never.rules[1]).toEqual(rule('drop udp'));
  });

  test('what is not there cannot be changed', () => {
    expect(updateRule(BOOK, 'zz', { enabled: true })).toMatchObject({
      error: { code: 'unknown-rule' },
    });
    expect(removeRule(BOOK, 'zz')).toMatchObject({ error: { code: 'unknown-rule' } });
  });

  test('expired rules go, at their time and not before', () => {
    expect(removeExpired(BOOK, 4999)).toBeUndefined();
    expect(removeExpired(BOOK, 5000)).toEqual({ revision: 8, rules: [BOOK.rules[0]] });
  });
});
