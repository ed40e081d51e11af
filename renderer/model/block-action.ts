import type { Statement } from '../../electron/contract/language/statement.ts';
import { type Rule, statementOf } from '../../electron/contract/rule.ts';
import type { RuleBookState } from '../../electron/contract/state.ts';
import type { RowText } from './row-text.ts';
import { ruleIndex } from './rule-index.ts';
import { simpleDrop } from './simple-drop.ts';

/** What a click on a row's verdict does. */
export type BlockAction =
  | { readonly kind: 'block'; readonly statement: Statement }
  | { readonly kind: 'unblock'; readonly rule: Rule };

/**
 * By the rules of now, not of when the packet came: what is blocked is offered to be unblocked,
 * in old rows too. A row that another rule dropped offers to take back that rule. What the default
 * drops has no rule to take back, and is blocked already.
 */
export function blockAction(row: RowText, book: RuleBookState): BlockAction | undefined {
  const index = ruleIndex(book);
  if (row.dropped) {
    const decided = row.ruleId === undefined ? undefined : index.rule(row.ruleId);
    if (decided?.enabled) return { kind: 'unblock', rule: decided };
  }
  const statement = row.block;
  if (!statement) return undefined;
  const blocking = index.enabledDrop(statement, row.direction);
  if (blocking) return { kind: 'unblock', rule: blocking };
  if (row.dropped && row.byDefault && book.defaults[row.direction] === 'drop') return undefined;
  return { kind: 'block', statement };
}

/**
 * Whether taking a rule back removes it. What one click made goes with one click; a protocol keeps its
 * switch in the Blocked panel, and what took more than a click to say is only switched off.
 */
export function isRemovedByClick(rule: Rule): boolean {
  const simple = simpleDrop(statementOf(rule));
  if (!simple?.single || rule.name !== undefined || rule.origin === 'built-in') return false;
  return simple.kind === 'address' || simple.kind === 'port';
}

/** The rule that a new drop has to stand in front of, or what it lets pass would go on passing. */
export function firstPassRule(rules: readonly Rule[]): Rule | undefined {
  return rules.find((rule) => rule.text.startsWith('pass'));
}
