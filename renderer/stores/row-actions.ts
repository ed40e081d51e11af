import { formatMatch, type Match } from '../../electron/contract/match.ts';
import { type BlockAction, blockAction } from '../model/block-action.ts';
import { dropWords, shortMatch } from '../model/match-text.ts';
import { forLifetimeText } from '../model/number-text.ts';
import type { RowText } from '../model/row-text.ts';
import type { Application } from './application.ts';

/** Blocks what a row stands for, or takes the block back. */
export function toggleRow({ engine, rules }: Application, row: RowText): void {
  const { rules: book, settings } = engine.getState();
  const action = blockAction(row, book.rules);
  if (!action) return;
  if (action.kind === 'block') {
    void rules.block(action.match, settings.blockForSeconds);
    return;
  }
  const { rule } = action;
  // A whole protocol keeps its switch in the panel; an address or a port leaves the list.
  const keepsSwitch = 'any' in rule.match || ('protocol' in rule.match && !('dport' in rule.match));
  void (keepsSwitch ? rules.setEnabled(rule, false) : rules.remove(rule));
}

export function actionMatch(action: BlockAction): Match {
  return action.kind === 'block' ? action.match : action.rule.match;
}

/** Key under which the action is pending. */
export function actionKey(action: BlockAction): string {
  return formatMatch(actionMatch(action));
}

/** `Block 198.51.100.61` */
export function actionName(action: BlockAction): string {
  return `${action.kind === 'block' ? 'Block' : 'Unblock'} ${shortMatch(actionMatch(action))}`;
}

/** What a click will do, in three parts: `Drop everything from`, `198.51.100.61`, `for 1 h`. */
export function actionWords(
  action: BlockAction,
  blockForSeconds: number | null,
): readonly [string, string, string] {
  const value = shortMatch(actionMatch(action));
  return action.kind === 'block'
    ? [dropWords(action.match), value, forLifetimeText(blockForSeconds)]
    : ['Let', value, 'pass again'];
}
