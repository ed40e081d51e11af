import { formatMatch, type Match } from '../../electron/contract/match.ts';
import type { Rule } from '../../electron/contract/rule.ts';
import type { RowText } from './row-text.ts';

/** What a click on a row's verdict does. */
export type BlockAction =
  | { readonly kind: 'block'; readonly match: Match }
  | { readonly kind: 'unblock'; readonly rule: Rule };

/** The enabled drop rule with exactly this match. */
export function findDropRule(rules: readonly Rule[], match: Match): Rule | undefined {
  const text = formatMatch(match);
  return rules.find(
    (rule) => rule.enabled && rule.verdict === 'drop' && formatMatch(rule.match) === text,
  );
}

/**
 * By the rules of now, not of when the packet came: what is blocked is offered to be unblocked,
 * in old rows too. A row that another rule dropped offers to take back that rule.
 */
export function blockAction(row: RowText, rules: readonly Rule[]): BlockAction | undefined {
  if (row.dropped) {
    const decided = rules.find((rule) => rule.id === row.ruleId && rule.enabled);
    if (decided) return { kind: 'unblock', rule: decided };
  }
  const match = row.scopes[0]?.match;
  if (!match) return undefined;
  const blocking = findDropRule(rules, match);
  return blocking ? { kind: 'unblock', rule: blocking } : { kind: 'block', match };
}
