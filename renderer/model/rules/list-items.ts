/** The lines of the rule list, all of one height: headings, rules, and what is said where none are. */
import { isBuiltInForce, isBuiltInMissing } from '../../../electron/contract/built-in-text.ts';
import type { Rule } from '../../../electron/contract/rule.ts';
import type { RuleBookState } from '../../../electron/contract/state.ts';
import { quantityText } from '../number-text.ts';

import { findRules } from './find-rules.ts';

export type ListItem =
  | HeadingItem
  | { readonly kind: 'note'; readonly key: string; readonly text: string }
  | RuleItem;

export interface HeadingItem {
  readonly kind: 'heading';
  readonly key: string;
  readonly title: string;
  readonly note: string;
  /** Whether the note is of something that may go wrong. */
  readonly isWarning: boolean;
}

export interface RuleItem {
  readonly kind: 'rule';
  readonly key: string;
  readonly rule: Rule;
  /** Place in the whole list, from 1. Built-in rules have none. */
  readonly number: number | undefined;
  readonly builtIn: boolean;
  /** Whether it has any effect now. */
  readonly inForce: boolean;
}

type Book = Pick<RuleBookState, 'rules' | 'builtIn' | 'defaults'>;

/** `find` narrows both parts of the list. */
export function listItems(book: Book, find: string): readonly ListItem[] {
  const { rules, builtIn, defaults } = book;
  const numbers = new Map(rules.map((rule, index) => [rule, index + 1]));
  const found = findRules(rules, find);
  const foundBuiltIn = findRules(builtIn, find);
  return [
    heading('yours', 'Yours', yoursText(rules, found.length)),
    ...found.map((rule) =>
      ruleItem(rule, { number: numbers.get(rule), builtIn: false, inForce: rule.enabled }),
    ),
    ...(found.length > 0 ? [] : [note('none', emptyText(rules, find))]),
    ...(foundBuiltIn.length > 0 ? [builtInHeading(builtIn, defaults)] : []),
    ...foundBuiltIn.map((rule) =>
      ruleItem(rule, { number: undefined, builtIn: true, inForce: isBuiltInForce(rule, defaults) }),
    ),
  ];
}

const IN_FORCE =
  'behind yours: what must pass although the default drops, so that you cannot lock yourself out';
const WAITING = 'behind yours: what must pass when the default drops; in force only while it does';

function builtInHeading(builtIn: readonly Rule[], defaults: Book['defaults']): ListItem {
  const isDropping = defaults.in === 'drop' || defaults.out === 'drop';
  const missing = builtIn.filter((rule) => isBuiltInMissing(rule, defaults)).length;
  if (missing === 0) return heading('built-in', 'Built in', isDropping ? IN_FORCE : WAITING);
  const text = `${missing} off while the default drops: what needs it no longer works; open it to see what that is`;
  return { ...heading('built-in', 'Built in', text), isWarning: true };
}

function yoursText(rules: readonly Rule[], found: number): string {
  const off = rules.filter(({ enabled }) => !enabled).length;
  const all = `${quantityText(rules.length, 'rule')}${off > 0 ? `, ${off} off` : ''}`;
  return found < rules.length ? `${found} of ${all}` : all;
}

function emptyText(rules: readonly Rule[], find: string): string {
  if (rules.length > 0) return `No rule of yours names “${find.trim()}”.`;
  return 'No rules yet. Click a verdict in Live to block a sender, or write one with + Rule.';
}

function heading(key: string, title: string, text: string): HeadingItem {
  return { kind: 'heading', key: `heading ${key}`, title, note: text, isWarning: false };
}

function note(key: string, text: string): ListItem {
  return { kind: 'note', key: `note ${key}`, text };
}

function ruleItem(rule: Rule, more: Pick<RuleItem, 'number' | 'builtIn' | 'inForce'>): RuleItem {
  return { kind: 'rule', key: rule.id, rule, ...more };
}
