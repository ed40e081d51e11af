import type { MethodInput } from '../../electron/contract/api.ts';
import { printRuleFile, printRuleLine } from '../../electron/contract/language/print.ts';
import type { DefaultVerdict, Direction } from '../../electron/contract/language/statement.ts';
import { ok, type Result } from '../../electron/contract/result.ts';
import type { Rule } from '../../electron/contract/rule.ts';
import { fileOfBook, lineOfRule } from '../../electron/contract/rule-line.ts';
import type { Connection } from '../connection/connection.ts';
import { quantityText } from '../model/number-text.ts';
import { moveTarget, numberAfterMove } from '../model/rules/rule-order.ts';
import { type ActionsStore, pushUndo, runPending } from './actions-store.ts';
import type { EngineStore } from './engine-store.ts';

export type RuleChange = Omit<MethodInput<'updateRule'>, 'id' | 'trial'>;

/** Key under which a change of one rule is pending. */
export function ruleKey(id: string): string {
  return `rule ${id}`;
}

/** Key under which a change of a default is pending. */
export function defaultKey(direction: Direction): string {
  return `default ${direction}`;
}

export const NEW_RULE_KEY = 'new rule';
export const IMPORT_KEY = 'import';

/** Changes of the ordered rule list. The list itself changes only when the engine says so. */
export class RuleBookActions {
  readonly #connection: Connection;
  readonly #engine: EngineStore;
  readonly #actions: ActionsStore;
  /** A removal that was undone gives a rule a new id: by old id. Older changes still find it. */
  readonly #newIds = new Map<string, string>();

  constructor(connection: Connection, engine: EngineStore, actions: ActionsStore) {
    this.#connection = connection;
    this.#engine = engine;
    this.#actions = actions;
  }

  /** How many rules people made. */
  get count(): number {
    return this.#engine.getState().rules.rules.length;
  }

  async setEnabled(rule: Rule, enabled: boolean): Promise<void> {
    const set = (on: boolean) => this.#update(rule.id, { enabled: on });
    const title = enabled ? 'The rule was not switched on' : 'The rule was not switched off';
    const done = await runPending(this.#actions, ruleKey(rule.id), title, () => set(enabled));
    if (!done?.ok) return;
    const verb = enabled ? 'Switched on' : 'Switched off';
    this.#pushUndo(verb, rule.name ?? rule.text, () => set(!enabled));
  }

  /** Takes a rule off the list. Undone, it comes back to its place. */
  async remove(rule: Rule): Promise<void> {
    const next = this.#after(rule.id);
    const done = await runPending(this.#actions, ruleKey(rule.id), 'The rule was not removed', () =>
      this.#connection.call('removeRule', { id: this.#idOf(rule.id) }),
    );
    if (done?.ok) this.#pushUndo('Removed', rule.text, () => this.#putBack(done.value, next));
  }

  /** Moves a rule into a gap between rules, counted from 0 at the top. Resolves to its new number. */
  async move(rule: Rule, gap: number): Promise<number | undefined> {
    const ids = this.#engine.getState().rules.rules.map(({ id }) => id);
    const from = ids.indexOf(rule.id);
    const before = moveTarget(ids, from, gap);
    if (before === undefined) return undefined;
    const next = this.#after(rule.id);
    const done = await runPending(this.#actions, ruleKey(rule.id), 'The rule was not moved', () =>
      this.#connection.call('moveRule', { id: rule.id, before }),
    );
    if (!done?.ok) return undefined;
    const number = numberAfterMove(from, gap);
    this.#pushUndo('Moved', rule.text, () => this.#moveBack(rule.id, next), `to place ${number}`);
    return number;
  }

  /** Puts a new rule in front of another, or behind all. Resolves to the rule. */
  async add(line: string, before: string | null, trial: boolean): Promise<Rule | undefined> {
    const done = await runPending(this.#actions, NEW_RULE_KEY, 'The rule was not added', () =>
      this.#connection.call('addRule', {
        line,
        origin: 'typed',
        trial,
        ...(before === null || !this.#has(before) ? {} : { before }),
      }),
    );
    if (!done?.ok) return undefined;
    // A trial has a way back of its own.
    if (!trial) {
      this.#pushUndo('Added', done.value.text, () => this.#removeIfThere(done.value.id));
    }
    return done.value;
  }

  /** Changes parts of a rule; `back` changes them back. Resolves to success. */
  async update(rule: Rule, change: RuleChange, back: RuleChange, trial: boolean): Promise<boolean> {
    const done = await runPending(this.#actions, ruleKey(rule.id), 'The rule was not changed', () =>
      this.#update(rule.id, change, trial),
    );
    if (!done?.ok) return false;
    if (!trial) this.#pushUndo('Changed', rule.text, () => this.#update(rule.id, back));
    return true;
  }

  /** A default that becomes drop is on trial: the engine takes it back unless it is kept. */
  async setDefault(direction: Direction, verdict: DefaultVerdict): Promise<void> {
    await runPending(this.#actions, defaultKey(direction), 'The default was not changed', () =>
      this.#connection.call('setDefault', { direction, verdict }),
    );
  }

  /** Reads a whole rule file, or nothing of it. Resolves to success. */
  async importFile(file: string, replace: boolean, trial: boolean): Promise<boolean> {
    const before = this.#engine.getState().rules;
    const done = await runPending(this.#actions, IMPORT_KEY, 'Nothing was imported', () =>
      this.#connection.call('importRules', { file, replace, trial }),
    );
    if (!done?.ok) return false;
    if (trial) return true;
    const text = printRuleFile(fileOfBook(before));
    const known = new Set(before.rules.map(({ id }) => id));
    // What was there keeps its counters, unless it is gone.
    const undo = () =>
      replace
        ? this.#connection.call('importRules', { file: text, replace: true })
        : this.#removeAllBut(known);
    this.#pushUndo('Imported', quantityText(done.value.added, 'rule'), undo);
    return true;
  }

  #pushUndo(verb: string, value: string, undo: () => Promise<Result<unknown>>, after = ''): void {
    pushUndo(this.#actions, { verb, before: '', value, after, undo });
  }

  #update(id: string, change: RuleChange, trial = false): Promise<Result<Rule>> {
    return this.#connection.call('updateRule', { id: this.#idOf(id), ...change, trial });
  }

  async #putBack(rule: Rule, next: string | null): Promise<Result<Rule>> {
    const before = next === null ? undefined : this.#idOf(next);
    const { origin } = rule;
    const done = await this.#connection.call('addRule', {
      line: printRuleLine(lineOfRule(rule)),
      ...(origin === 'built-in' ? {} : { origin }),
      ...(before !== undefined && this.#has(before) ? { before } : {}),
    });
    if (done.ok) this.#newIds.set(rule.id, done.value.id);
    return done;
  }

  #moveBack(id: string, next: string | null): Promise<Result<Rule>> {
    const before = next === null ? null : this.#idOf(next);
    return this.#connection.call('moveRule', {
      id: this.#idOf(id),
      before: before !== null && this.#has(before) ? before : null,
    });
  }

  async #removeIfThere(id: string): Promise<Result<unknown>> {
    const current = this.#idOf(id);
    return this.#has(current) ? this.#connection.call('removeRule', { id: current }) : ok(null);
  }

  /** One after the other, up to the first that fails. */
  async #removeAllBut(known: ReadonlySet<string>): Promise<Result<unknown>> {
    for (const { id } of this.#engine.getState().rules.rules) {
      if (known.has(id)) continue;
      const done = await this.#connection.call('removeRule', { id });
      if (!done.ok) return done;
    }
    return ok(null);
  }

  #idOf(id: string): string {
    let current = id;
    for (let newer = this.#newIds.get(current); newer; newer = this.#newIds.get(current)) {
      current = newer;
    }
    return current;
  }

  #has(id: string): boolean {
    return this.#engine.getState().rules.rules.some((rule) => rule.id === id);
  }

  /** Id of the rule below. */
  #after(id: string): string | null {
    const { rules } = this.#engine.getState().rules;
    const index = rules.findIndex((rule) => rule.id === id);
    return rules[index + 1]?.id ?? null;
  }
}
