import type {
  Direction,
  RuleDirection,
  Statement,
} from '../../electron/contract/language/statement.ts';
import { type Rule, statementOf } from '../../electron/contract/rule.ts';
import type { RuleBookState } from '../../electron/contract/state.ts';
import { simpleDrop } from './simple-drop.ts';

/** Finds rules without looking at each: there may be thousands, and every row in sight asks. */
export class RuleIndex {
  readonly #places = new Map<string, number>();
  readonly #byId = new Map<string, Rule>();
  readonly #byText = new Map<string, Rule>();
  readonly #enabledDrops = new Map<string, Rule>();

  constructor({ rules, builtIn }: Pick<RuleBookState, 'rules' | 'builtIn'>) {
    for (const [index, rule] of rules.entries()) {
      this.#places.set(rule.id, index + 1);
      this.#byId.set(rule.id, rule);
      if (!this.#byText.get(rule.text)?.enabled) this.#byText.set(rule.text, rule);
      if (rule.enabled) this.#addDrop(rule);
    }
    for (const rule of builtIn) this.#byId.set(rule.id, rule);
  }

  /** Where a rule stands in the list, from 1. Built-in rules have no place. */
  place(id: string): number | undefined {
    return this.#places.get(id);
  }

  /** A rule of the list, or a built-in one. */
  rule(id: string): Rule | undefined {
    return this.#byId.get(id);
  }

  /** The rule of the list with this canonical text; the first that is on, or else the last. */
  like(text: string): Rule | undefined {
    return this.#byText.get(text);
  }

  /** The enabled rule that drops just what this simple drop does, in this direction at least. */
  enabledDrop(statement: Statement, direction: Direction): Rule | undefined {
    const simple = simpleDrop(statement);
    if (!simple) return undefined;
    return (
      this.#enabledDrops.get(dropKey(statement.direction, simple.text)) ??
      this.#enabledDrops.get(dropKey(direction, simple.text))
    );
  }

  #addDrop(rule: Rule): void {
    const statement = statementOf(rule);
    const simple = simpleDrop(statement);
    if (!simple) return;
    const key = dropKey(statement.direction, simple.text);
    if (!this.#enabledDrops.has(key)) this.#enabledDrops.set(key, rule);
  }
}

function dropKey(direction: RuleDirection, text: string): string {
  return `${direction} ${text}`;
}

const indexes = new WeakMap<RuleBookState, RuleIndex>();

/** The index of a book, made once for each. */
export function ruleIndex(book: RuleBookState): RuleIndex {
  const known = indexes.get(book);
  if (known) return known;
  const index = new RuleIndex(book);
  indexes.set(book, index);
  return index;
}
