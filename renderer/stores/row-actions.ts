import { printStatement } from '../../electron/contract/language/print.ts';
import { statementOf } from '../../electron/contract/rule.ts';
import { type BlockAction, blockAction, isRemovedByClick } from '../model/block-action.ts';
import { forLifetimeText } from '../model/lifetime.ts';
import type { RowText } from '../model/row-text.ts';
import { simpleDrop } from '../model/simple-drop.ts';
import { dropWords, shortStatement } from '../model/statement-text.ts';
import type { Application } from './application.ts';

/** Blocks what a row stands for, or takes the block back. */
export function toggleRow(application: Application, row: RowText): void {
  const action = blockAction(row, application.engine.getState().rules);
  if (action) carryOut(application, action);
}

export function carryOut({ engine, rules }: Application, action: BlockAction): void {
  if (action.kind === 'block') {
    const { blockForSeconds } = engine.getState().settings;
    void rules.put(action.statement, blockForSeconds, 'row');
    return;
  }
  const { rule } = action;
  void (isRemovedByClick(rule) ? rules.remove(rule) : rules.setEnabled(rule, false));
}

/** Lets pass what a row stands for, before every other rule. */
export function allowRow({ engine, rules }: Application, row: RowText): void {
  if (!row.block) return;
  const { blockForSeconds } = engine.getState().settings;
  void rules.put({ ...row.block, verdict: { kind: 'pass' } }, blockForSeconds, 'row');
}

/** Key under which the action is pending. */
export function actionKey(action: BlockAction): string {
  return action.kind === 'block' ? printStatement(action.statement) : action.rule.text;
}

/** `Block 198.51.100.61`, `Unblock by switching off limit 100/s tcp`. Its first word is the button's. */
export function actionName(action: BlockAction): string {
  if (action.kind === 'block') return `Block ${shortStatement(action.statement)}`;
  const simple = simpleDrop(statementOf(action.rule));
  return simple ? `Unblock ${simple.text}` : `Unblock by switching off ${action.rule.text}`;
}

/** What a click will do, in three parts: `Drop everything from and to`, `198.51.100.61`, `for 1 h`. */
export function actionWords(
  action: BlockAction,
  blockForSeconds: number | null,
): readonly [string, string, string] {
  if (action.kind === 'block') {
    const { statement } = action;
    return [dropWords(statement), shortStatement(statement), forLifetimeText(blockForSeconds)];
  }
  const simple = simpleDrop(statementOf(action.rule));
  return simple ? ['Let', simple.text, 'pass again'] : ['Switch off', action.rule.text, ''];
}
