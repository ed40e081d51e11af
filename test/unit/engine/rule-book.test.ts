import { describe, expect, test } from 'vitest';
import { parseRuleLine } from '../../../electron/contract/language/parse.ts';
import { MAX_RULES, type Rule } from '../../../electron/contract/rule.ts';
import {
  addRule,
  EMPTY_BOOK,
  importRules,
  moveRule,
  type Place,
  type RuleBook,
  removeRule,
  ruleOfLine,
  setDefault,
  updateRule,
  withoutExpired,
} from '../../../electron/engine/rules/rule-book.ts';
import { expectOk } from '../../support/expect-ok.ts';
import { rule } from '../../support/rule.ts';

const A = rule('drop icmp');
const B = rule('drop udp', { expiry: 5000 });
const C = rule('pass tcp dport 22 # ssh');
const BOOK: RuleBook = { ...EMPTY_BOOK, revision: 7, rules: [A, B, C] };

function texts(book: RuleBook): string[] {
  return book.rules.map(({ text }) => text);
}

function full(): RuleBook {
  const rules = Array.from({ length: MAX_RULES }, (_, index) => ({ ...A, id: `r${index}` }));
  return { ...EMPTY_BOOK, rules };
}

describe('a rule from a line', () => {
  const NOW = 1_000_000;
  const made = (line: string) =>
    ruleOfLine(expectOk(parseRuleLine(line)), { id: 'a1', origin: 'typed', nowMs: NOW });

  test('has the canonical text, the name, and where it came from', () => {
    expect(expectOk(made('off DROP in src 192.0.2.0/24 # a net'))).toMatchObject({
      id: 'a1',
      enabled: false,
      name: 'a net',
      origin: 'typed',
      createdAt: NOW,
    });
    expect(expectOk(made('drop proto tcp dport 22')).text).toBe('drop tcp dport 22');
  });

  test('ends when the line says', () => {
    expect(expectOk(made('drop icmp for 1h')).expiry).toBe(NOW + 3_600_000);
    expect(expectOk(made('drop icmp until 2030-01-01T00:00:00Z')).expiry).toBe(
      Date.UTC(2030, 0, 1),
    );
    const untilRestart = expectOk(made('drop icmp until restart'));
    expect(untilRestart.untilRestart).toBe(true);
    expect(untilRestart.expiry).toBeUndefined();
  });

  test('is refused if its end has passed', () => {
    const late = ruleOfLine(expectOk(parseRuleLine('drop icmp until 2025-01-01T00:00:00Z')), {
      id: 'a1',
      origin: 'typed',
      nowMs: Date.UTC(2026, 0, 1),
    });
    expect(late).toMatchObject({ ok: false, error: { code: 'bad-rule' } });
  });
});

describe('adding', () => {
  const D = rule('drop gre');

  test.each<[Place, number]>([
    [null, 3],
    ['first', 0],
    [B.id, 1],
  ])('before %s', (before, place) => {
    const book = expectOk(addRule(BOOK, D, before));
    expect(book.rules.indexOf(D)).toBe(place);
    expect(book.rules.filter((one) => one !== D)).toEqual(BOOK.rules);
    expect(book.revision).toBe(8);
  });

  test('in front of what is not there, or is built in, is refused', () => {
    expect(addRule(BOOK, D, 'zz')).toMatchObject({ error: { code: 'unknown-rule' } });
    expect(addRule(BOOK, D, 'built-in-arp')).toMatchObject({ error: { code: 'bad-rule' } });
  });

  test('the same twice is allowed, but a second click means the first', () => {
    const again: Rule = { ...A, id: 'again' };
    expect(texts(expectOk(addRule(BOOK, again, null)))).toEqual([...texts(BOOK), A.text]);
    const clicked: Rule = { ...again, origin: 'row' };
    expect(addRule(BOOK, clicked, null)).toMatchObject({
      ok: false,
      error: { code: 'duplicate-rule', message: 'Rule 1 already says "drop icmp".' },
    });
    const off = expectOk(updateRule(BOOK, A.id, { enabled: false }));
    expect(addRule(off, clicked, null).ok).toBe(true);
  });

  test('there is an end to it', () => {
    expect(addRule(full(), D, 'first')).toMatchObject({ error: { code: 'too-many-rules' } });
  });
});

describe('changing', () => {
  test('what is not given stays, and so do id and place', () => {
    const text = 'drop udp dport 53';
    expect(expectOk(updateRule(BOOK, B.id, { text })).rules).toEqual([A, { ...B, text }, C]);
    expect(expectOk(updateRule(BOOK, B.id, { enabled: false })).rules[1]).toEqual({
      ...B,
      enabled: false,
    });
    expect(expectOk(updateRule(BOOK, C.id, { name: 'shell' })).rules[2]?.name).toBe('shell');
    expect(expectOk(updateRule(BOOK, C.id, { name: '' })).rules[2]).not.toHaveProperty('name');
  });

  test('a new end takes the place of the old one', () => {
    const later = expectOk(updateRule(BOOK, B.id, { expiry: 9000 }));
    expect(later.rules[1]).toEqual({ ...B, expiry: 9000 });
    const never = expectOk(updateRule(BOOK, B.id, { expiry: null }));
    expect(never.rules[1]).not.toHaveProperty('expiry');
    const book = { ...BOOK, rules: [{ ...A, untilRestart: true as const }] };
    expect(expectOk(updateRule(book, A.id, { enabled: false })).rules[0]?.untilRestart).toBe(true);
    expect(expectOk(updateRule(book, A.id, { expiry: null })).rules[0]).toEqual(A);
    expect(expectOk(updateRule(book, A.id, { expiry: 9 })).rules[0]).toEqual({ ...A, expiry: 9 });
  });

  test('built-in rules are switched, and nothing else', () => {
    const off = expectOk(updateRule(BOOK, 'built-in-arp', { enabled: false }));
    expect(off.switched).toEqual({ 'built-in-arp': false });
    expect(expectOk(updateRule(off, 'built-in-arp', { enabled: true })).switched).toEqual({});
    const on = expectOk(updateRule(BOOK, 'built-in-malformed', { enabled: true }));
    expect(on.switched).toEqual({ 'built-in-malformed': true });
    const refused = { ok: false, error: { code: 'bad-rule' } };
    expect(updateRule(BOOK, 'built-in-arp', { text: 'drop arp' })).toMatchObject(refused);
    expect(updateRule(BOOK, 'built-in-arp', { enabled: false, expiry: 9 })).toMatchObject(refused);
    expect(moveRule(BOOK, 'built-in-arp', 'first')).toMatchObject(refused);
    expect(removeRule(BOOK, 'built-in-arp')).toMatchObject(refused);
    expect(updateRule(BOOK, 'built-in-nothing', { enabled: false })).toMatchObject({
      error: { code: 'unknown-rule' },
    });
  });

  test('what is as it should be leaves the book alone', () => {
    expect(expectOk(setDefault(BOOK, 'in', 'pass'))).toBe(BOOK);
    expect(expectOk(moveRule(BOOK, A.id, A.id))).toBe(BOOK);
    expect(expectOk(updateRule(BOOK, 'built-in-arp', { enabled: true }))).toBe(BOOK);
  });

  test('what is not there cannot be changed', () => {
    const unknown = { ok: false, error: { code: 'unknown-rule' } };
    expect(updateRule(BOOK, 'zz', { enabled: true })).toMatchObject(unknown);
    expect(removeRule(BOOK, 'zz')).toMatchObject(unknown);
    expect(moveRule(BOOK, 'zz', null)).toMatchObject(unknown);
    expect(moveRule(BOOK, A.id, 'zz')).toMatchObject(unknown);
  });
});

describe('order', () => {
  test.each<[string, Place, readonly Rule[]]>([
    ['to the end', null, [B, C, A]],
    ['in front of the last', C.id, [B, A, C]],
    ['in front of its successor, where it is', B.id, [A, B, C]],
    ['to the front', 'first', [A, B, C]],
  ])('the first rule moves %s', (_, before, order) => {
    expect(expectOk(moveRule(BOOK, A.id, before)).rules).toEqual(order);
  });

  test('removing leaves the others where they are', () => {
    expect(expectOk(removeRule(BOOK, B.id)).rules).toEqual([A, C]);
  });
});

describe('importing', () => {
  const D = rule('drop gre');

  test('adds at the end, or replaces all, and sets the defaults that are named', () => {
    const added = expectOk(importRules(BOOK, [D], { in: 'drop' }, false));
    expect(added.rules).toEqual([A, B, C, D]);
    expect(added.defaults).toEqual({ in: 'drop', out: 'pass' });
    const replaced = expectOk(importRules(added, [D], {}, true));
    expect(replaced.rules).toEqual([D]);
    expect(replaced.defaults).toEqual({ in: 'drop', out: 'pass' });
  });

  test('is refused whole if there are too many', () => {
    expect(importRules(full(), [D], {}, false)).toMatchObject({
      error: { code: 'too-many-rules' },
    });
    expect(expectOk(importRules(full(), [D], {}, true)).rules).toEqual([D]);
  });
});

test('expired rules go, at their time and not before', () => {
  expect(withoutExpired(BOOK, 4999)).toBe(BOOK);
  expect(withoutExpired(BOOK, 5000)).toEqual({ ...BOOK, revision: 8, rules: [A, C] });
});
