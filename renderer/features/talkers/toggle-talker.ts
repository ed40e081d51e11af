import { isRemovedByClick } from '../../model/block-action.ts';
import { ruleOfScope } from '../../model/row-scopes.ts';
import type { Application } from '../../stores/application.ts';
import type { TalkerRow } from './talker-rows.ts';

/** Blocks what a row stands for, or takes the block back. */
export function toggleTalker({ engine, rules }: Application, { action }: TalkerRow): void {
  if (!action) return;
  if (action.kind === 'block') {
    void rules.put(action.statement, engine.getState().settings.blockForSeconds, 'row');
    return;
  }
  const { rule } = action;
  void (isRemovedByClick(rule) ? rules.remove(rule) : rules.setEnabled(rule, false));
}

/** Lets pass what a row stands for, before every other rule. */
export function allowTalker({ engine, rules }: Application, { scopes }: TalkerRow): void {
  const [usual] = scopes;
  if (!usual) return;
  const { blockForSeconds } = engine.getState().settings;
  void rules.put(ruleOfScope(usual, 'pass'), blockForSeconds, 'row');
}
