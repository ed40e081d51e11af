/**
 * The ordered list of rules and its revision: pure, one value per revision. Every change gives a
 * new book or a failure; the old book stays as it was, so a change that the kernel refuses is
 * simply not kept.
 */

import { formatMatch, type Match } from '../../contract/match.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import type { Rule, RuleVerdict } from '../../contract/rule.ts';
import { MAX_RULES } from '../bpf/layout.ts';

export interface RuleBook {
  readonly revision: number;
  readonly rules: readonly Rule[];
}

export interface NewRule {
  readonly verdict: RuleVerdict;
  readonly match: Match;
  readonly enabled: boolean;
  /** Milliseconds since 1970; absent: stays. */
  readonly expiry?: number;
}

export const EMPTY_BOOK: RuleBook = { revision: 0, rules: [] };

export function addRule(
  book: RuleBook,
  rule: NewRule,
  id: string,
  nowMs: number,
): Result<RuleBook> {
  const text = formatMatch(rule.match);
  const same = book.rules.findIndex((other) => formatMatch(other.match) === text);
  if (same >= 0) {
    return fail(
      'duplicate-rule',
      `Rule ${same + 1} already is about "${text}".`,
      'Switch that rule on or off, or remove it first.',
    );
  }
  if (book.rules.length >= MAX_RULES) {
    return fail(
      'too-many-rules',
      `There are already ${MAX_RULES} rules.`,
      'Remove rules that are no longer needed.',
    );
  }
  const added: Rule = {
    id,
    enabled: rule.enabled,
    verdict: rule.verdict,
    match: rule.match,
    createdAt: nowMs,
    ...(rule.expiry === undefined ? {} : { expiry: rule.expiry }),
  };
  return ok(next(book, [...book.rules, added]));
}

export interface RuleChange {
  readonly enabled?: boolean;
  /** Milliseconds since 1970; null: stays. */
  readonly expiry?: number | null;
}

/** Changes a rule in its place. */
export function updateRule(book: RuleBook, id: string, change: RuleChange): Result<RuleBook> {
  const old = findRule(book, id);
  if (!old) return unknownRule(id);
  const { expiry: oldExpiry, ...rest } = old;
  const { enabled = old.enabled, expiry = oldExpiry ?? null } = change;
  const updated: Rule = { ...rest, enabled, ...(expiry === null ? {} : { expiry }) };
  return ok(
    next(
      book,
      book.rules.map((rule) => (rule === old ? updated : rule)),
    ),
  );
}

export function removeRule(book: RuleBook, id: string): Result<RuleBook> {
  if (!findRule(book, id)) return unknownRule(id);
  return ok(
    next(
      book,
      book.rules.filter((rule) => rule.id !== id),
    ),
  );
}

/** Without the rules whose time has come; `undefined` if there is none. */
export function removeExpired(book: RuleBook, nowMs: number): RuleBook | undefined {
  const rules = book.rules.filter((rule) => rule.expiry === undefined || rule.expiry > nowMs);
  return rules.length === book.rules.length ? undefined : next(book, rules);
}

export function findRule(book: RuleBook, id: string): Rule | undefined {
  return book.rules.find((rule) => rule.id === id);
}

function next(book: RuleBook, rules: readonly Rule[]): RuleBook {
  return { revision: book.revision + 1, rules };
}

function unknownRule(id: string): Result<never> {
  return fail(
    'unknown-rule',
    `There is no rule ${id} any more.`,
    'It was removed or has expired; look at the list.',
  );
}
