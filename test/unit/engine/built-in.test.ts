/** What a default that drops would break, and the rules that keep it. */

import { describe, expect, test } from 'vitest';
import { statementOf } from '../../../electron/contract/rule.ts';
import { builtInInForce, builtInRules } from '../../../electron/engine/rules/built-in.ts';
import { EMPTY_BOOK } from '../../../electron/engine/rules/rule-book.ts';

const NONE = { in: 'pass', out: 'pass' } as const;
const IN = { in: 'drop', out: 'pass' } as const;
const OUT = { in: 'pass', out: 'drop' } as const;
const BOTH = { in: 'drop', out: 'drop' } as const;

function inForce(defaults: typeof NONE | typeof IN | typeof OUT | typeof BOTH, switched = {}) {
  return builtInInForce({ defaults, switched });
}

describe('built-in rules', () => {
  test('are all listed, whatever is in force, with ids of their own', () => {
    const rules = builtInRules(EMPTY_BOOK);
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    for (const rule of rules) {
      expect(rule.id).toMatch(/^built-in-[a-z0-9-]{1,23}$/);
      expect(rule.origin).toBe('built-in');
      expect(rule.name).toBeTruthy();
      expect(() => statementOf(rule)).not.toThrow();
    }
    expect(rules.filter(({ enabled }) => !enabled).map(({ text }) => text)).toEqual([
      'drop both malformed',
    ]);
  });

  test('are in force while a default drops, each in its own direction', () => {
    expect(inForce(NONE)).toEqual([]);
    const texts = (defaults: typeof IN | typeof OUT | typeof BOTH) =>
      inForce(defaults).map(({ text }) => text);
    expect(texts(IN)).toContain('pass arp');
    expect(texts(IN)).toContain('pass udp sport 67 dport 68');
    expect(texts(IN)).toContain('pass established');
    expect(texts(IN).some((text) => text.includes(' out ') || text.includes(' both '))).toBe(false);
    expect(texts(OUT)).toContain('pass out arp');
    expect(texts(OUT)).toContain('pass out udp sport 68 dport 67');
    expect(texts(OUT)).toHaveLength(texts(IN).length);
    expect(texts(OUT).every((text) => text.startsWith('pass out '))).toBe(true);
    expect(texts(BOTH)).toContain('pass both arp');
    expect(texts(BOTH)).toContain('pass udp sport 67 dport 68');
  });

  test('keep their ids when they are narrowed', () => {
    const ids = (rules: readonly { readonly id: string }[]) => rules.map(({ id }) => id);
    const known = ids(builtInRules(EMPTY_BOOK));
    expect(ids(inForce(IN)).every((id) => known.includes(id))).toBe(true);
  });

  test('can be switched', () => {
    const off = inForce(BOTH, { 'built-in-arp': false }).map(({ id }) => id);
    expect(off).not.toContain('built-in-arp');
    expect(off).toContain('built-in-replies');
  });

  test('what cannot be parsed is dropped before anything lets it pass, also where all passes', () => {
    const switched = { 'built-in-malformed': true };
    expect(inForce(NONE, switched).map(({ text }) => text)).toEqual(['drop both malformed']);
    expect(inForce(IN, switched)[0]?.text).toBe('drop both malformed');
  });
});
