import type { KeyboardEvent } from 'react';
import type { ListItem, RuleItem } from '../../model/rules/list-items.ts';
import { type Step, stepGap } from '../../model/rules/rule-order.ts';
import { useApplication } from '../../stores/application-context.ts';
import { useRulesModel } from '../../stores/rules-context.ts';
import type { RulesModel } from '../../stores/rules-model.ts';
import type { ActiveRow } from './use-active-row.ts';

interface RuleKeys {
  readonly items: readonly ListItem[];
  readonly active: ActiveRow;
  /** Not while a search hides rules in between. */
  readonly canMove: boolean;
  readonly pageRows: number;
}

/** Keys of the list, while one of its rows has the focus. */
export function useRuleKeys(keys: RuleKeys): (event: KeyboardEvent) => void {
  const { actions } = useApplication();
  const model = useRulesModel();
  const announce = (announcement: string) => actions.setState({ announcement });
  return (event) => {
    const item = keys.items[keys.active.index];
    if (event.defaultPrevented || item?.kind !== 'rule') return;
    const isOnRow = event.target instanceof Element && event.target.matches('[data-key]');
    const isHandled = event.altKey
      ? pressMove(event, item, keys.canMove, model, announce)
      : isPlain(event) &&
        (pressStep(event, keys, model) || (isOnRow && pressAction(event, item, model)));
    if (isHandled) event.preventDefault();
  };
}

function isPlain({ ctrlKey, metaKey, shiftKey, key }: KeyboardEvent): boolean {
  return !ctrlKey && !metaKey && (!shiftKey || key === 'F10');
}

const MOVES: Readonly<Record<string, Step>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'top',
  End: 'bottom',
};

function pressMove(
  { key }: KeyboardEvent,
  { rule, number, builtIn }: RuleItem,
  canMove: boolean,
  { book }: RulesModel,
  announce: (text: string) => void,
): boolean {
  const step = MOVES[key];
  if (!step) return false;
  if (builtIn || number === undefined) announce('Built-in rules have a fixed place');
  else if (!canMove) announce('Clear the search to move rules');
  else {
    const gap = stepGap(number - 1, book.count, step);
    if (gap < 0 || gap > book.count) announce(number === 1 ? 'It is the first' : 'It is the last');
    else void book.move(rule, gap);
  }
  return true;
}

function pressStep({ key }: KeyboardEvent, keys: RuleKeys, { view, editor }: RulesModel): boolean {
  const { items, active, pageRows } = keys;
  const rules = items.flatMap((item, index) => (item.kind === 'rule' ? [index] : []));
  const at = rules.indexOf(active.index);
  const wanted = stepTarget(key, at, pageRows, rules.length);
  if (wanted === undefined) return false;
  const index = rules[Math.min(rules.length - 1, Math.max(0, wanted))];
  const item = index === undefined ? undefined : items[index];
  if (index === undefined || !item) return true;
  active.focus(index);
  // An open editor shows what the focus is on.
  if (view.getState().selected !== undefined) editor.select(item.key);
  return true;
}

function stepTarget(key: string, at: number, page: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowUp':
      return at - 1;
    case 'ArrowDown':
      return at + 1;
    case 'PageUp':
      return at - page;
    case 'PageDown':
      return at + page;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

function pressAction(
  event: KeyboardEvent,
  { key: id, rule, builtIn }: RuleItem,
  model: RulesModel,
) {
  const { editor, view, book } = model;
  switch (event.key) {
    case 'Enter':
      editor.select(id);
      view.setState({ wantsFocus: true });
      return true;
    case ' ':
      // The switch itself, so that what it asks first is asked here too.
      event.currentTarget.querySelector<HTMLElement>(`[data-key="${id}"] [role="switch"]`)?.click();
      return true;
    case 'Delete':
      if (!builtIn) void book.remove(rule);
      return true;
    case 'Escape':
      if (view.getState().selected === undefined) return false;
      editor.select(undefined);
      return true;
    case 'ContextMenu':
      return openMenu(event);
    case 'F10':
      return event.shiftKey && openMenu(event);
    default:
      return false;
  }
}

/** As if the row had been clicked with the other button, a little inside its left edge. */
function openMenu({ target }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false;
  const { left, bottom } = target.getBoundingClientRect();
  const at = { clientX: left + 60, clientY: bottom - 4 };
  target.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, ...at }));
  return true;
}
