import type { MethodInput } from '../../electron/contract/api.ts';
import { printRuleLine, printStatement } from '../../electron/contract/language/print.ts';
import type { Statement } from '../../electron/contract/language/statement.ts';
import { ok, type Result } from '../../electron/contract/result.ts';
import { type Rule, statementOf } from '../../electron/contract/rule.ts';
import { lineOfRule } from '../../electron/contract/rule-line.ts';
import type { Connection } from '../connection/connection.ts';
import { firstPassRule } from '../model/block-action.ts';
import { capitalised } from '../model/capitalised.ts';
import { forLifetimeText, quantityText } from '../model/number-text.ts';
import { ruleIndex } from '../model/rule-index.ts';
import { simpleDrop } from '../model/simple-drop.ts';
import { shortStatement, spokenStatement } from '../model/statement-text.ts';
import { type ActionsStore, dropUndo, pushUndo, runPending } from './actions-store.ts';
import type { EngineStore } from './engine-store.ts';

type ClientOrigin = NonNullable<MethodInput<'addRule'>['origin']>;

/** Key under which a change of the whole list is pending. */
export const ALL_RULES_KEY = 'all rules';

/** How long the panel points out a rule, in milliseconds. */
const HIGHLIGHT_MS = 10_000;

/** What clicks and the Blocked panel do to rules. The lists themselves change only when the engine says so. */
export class RuleActions {
  readonly #connection: Connection;
  readonly #engine: EngineStore;
  readonly #actions: ActionsStore;
  #highlightTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(connection: Connection, engine: EngineStore, actions: ActionsStore) {
    this.#connection = connection;
    this.#engine = engine;
    this.#actions = actions;
  }

  /**
   * Drops what a statement speaks of for so many seconds, or until it is taken back. Resolves to
   * success. What is blocked just so already is only pointed out.
   */
  async block(
    statement: Statement,
    lifetimeSeconds: number | null,
    origin: ClientOrigin,
  ): Promise<boolean> {
    const text = printStatement(statement);
    const old = this.#index.like(text);
    if (old?.enabled && old.expiry === undefined && lifetimeSeconds === null) {
      this.highlight(old.id);
      return true;
    }
    const done = await runPending(
      this.#actions,
      text,
      `${capitalised(shortStatement(statement))} was not blocked`,
      () => (old ? this.#extend(old, lifetimeSeconds) : this.#drop(text, lifetimeSeconds, origin)),
    );
    if (!done?.ok) return false;
    const rule = done.value;
    this.highlight(rule.id);
    pushUndo(this.#actions, {
      verb: 'Blocked',
      ...spokenStatement(statement),
      after: forLifetimeText(lifetimeSeconds),
      ruleId: rule.id,
      undo: () => (old ? this.#restore(old) : this.#remove(rule)),
    });
    return true;
  }

  /** Takes a rule off the list. Undone, it comes back to its place. */
  async remove(rule: Rule): Promise<void> {
    const next = this.#after(rule);
    const done = await this.#run(rule, 'was not unblocked', () => this.#remove(rule));
    if (!done?.ok) return;
    pushUndo(this.#actions, {
      verb: rule.enabled ? 'Unblocked' : 'Removed',
      ...spokenStatement(statementOf(rule)),
      after: '',
      undo: () => this.#add(rule, next),
    });
  }

  async setEnabled(rule: Rule, enabled: boolean): Promise<void> {
    const title = enabled ? 'was not switched on' : 'was not switched off';
    const set = (on: boolean) => this.#setEnabled(rule, on);
    const done = await this.#run(rule, title, () => set(enabled));
    if (!done?.ok) return;
    pushUndo(this.#actions, {
      verb: switchVerb(rule, enabled),
      ...spokenStatement(statementOf(rule)),
      after: '',
      undo: () => set(!enabled),
    });
  }

  /** Switches every rule off, as one change. */
  async switchAllOff(): Promise<void> {
    const on = this.#engine.getState().rules.rules.filter(({ enabled }) => enabled);
    const set = (enabled: boolean) => this.#setAllEnabled(on, enabled);
    const title = 'Not every rule was switched off';
    const done = await runPending(this.#actions, ALL_RULES_KEY, title, () => set(false));
    if (!done?.ok) return;
    pushUndo(this.#actions, {
      verb: 'Switched off',
      before: quantityText(on.length, 'rule'),
      value: '',
      after: '',
      undo: () => set(true),
    });
  }

  /** Takes back the newest change, or the given one. */
  async undo(id?: number): Promise<void> {
    const { undoable } = this.#actions.getState();
    const entry = id === undefined ? undoable.at(-1) : undoable.find((other) => other.id === id);
    if (!entry) return;
    const done = await runPending(this.#actions, 'undo', 'It could not be undone', entry.undo);
    if (done?.ok) dropUndo(this.#actions, entry);
  }

  /** Brings a rule into sight in the Blocked panel. */
  show(ruleId: string): void {
    this.highlight(ruleId);
    this.#actions.setState(({ showRequests }) => ({ showRequests: showRequests + 1 }));
  }

  /** Points a rule out in the Blocked panel. */
  highlight(ruleId: string): void {
    clearTimeout(this.#highlightTimer);
    this.#actions.setState({ highlighted: ruleId });
    this.#highlightTimer = setTimeout(
      () => this.#actions.setState({ highlighted: undefined }),
      HIGHLIGHT_MS,
    );
  }

  get #index() {
    return ruleIndex(this.#engine.getState().rules);
  }

  #run<T>(rule: Rule, title: string, request: () => Promise<Result<T>>) {
    return runPending(
      this.#actions,
      rule.text,
      `${capitalised(shortStatement(statementOf(rule)))} ${title}`,
      request,
    );
  }

  /** In front of whatever passes: what is blocked does not get through by an earlier rule. */
  #drop(line: string, lifetimeSeconds: number | null, origin: ClientOrigin): Promise<Result<Rule>> {
    const pass = firstPassRule(this.#engine.getState().rules.rules);
    const place = pass ? { before: pass.id } : {};
    return this.#connection.call('addRule', { line, origin, lifetimeSeconds, ...place });
  }

  /** A rule that is there gets its new lifetime in one step: what it blocks stays blocked. */
  async #extend(old: Rule, lifetimeSeconds: number | null): Promise<Result<Rule>> {
    const change = { id: old.id, enabled: true, lifetimeSeconds };
    const done = await this.#connection.call('updateRule', change);
    const pass = firstPassRule(this.#engine.getState().rules.rules);
    if (!done.ok || !pass || this.#isBefore(old, pass)) return done;
    return this.#connection.call('moveRule', { id: old.id, before: pass.id });
  }

  #isBefore(one: Rule, other: Rule): boolean {
    return (this.#index.place(one.id) ?? 0) < (this.#index.place(other.id) ?? 0);
  }

  /** Succeeds with the rule as it was; also when it is gone already, by expiry say. */
  async #remove(rule: Rule): Promise<Result<Rule>> {
    const current = this.#current(rule);
    return current ? this.#connection.call('removeRule', { id: current.id }) : ok(rule);
  }

  async #setEnabled(rule: Rule, enabled: boolean): Promise<Result<Rule>> {
    const current = this.#current(rule);
    return current ? this.#connection.call('updateRule', { id: current.id, enabled }) : ok(rule);
  }

  /** One after the other, up to the first that fails. */
  async #setAllEnabled(rules: readonly Rule[], enabled: boolean): Promise<Result<null>> {
    for (const rule of rules) {
      const done = await this.#setEnabled(rule, enabled);
      if (!done.ok) return done;
    }
    return ok(null);
  }

  /** Gives a rule back the state and the end it had. */
  #restore(old: Rule): Promise<Result<Rule>> {
    const current = this.#current(old);
    if (!current) return this.#add(old, undefined);
    const change = { enabled: old.enabled, lifetimeSeconds: secondsLeft(old) };
    return this.#connection.call('updateRule', { id: current.id, ...change });
  }

  /** Puts a rule back in front of the one it stood before, or at the end. */
  #add(rule: Rule, next: Rule | undefined): Promise<Result<Rule>> {
    const before = next && this.#current(next)?.id;
    return this.#connection.call('addRule', {
      line: printRuleLine(lineOfRule(rule)),
      ...(rule.origin === 'built-in' ? {} : { origin: rule.origin }),
      ...(before === undefined ? {} : { before }),
    });
  }

  /** The rule below. */
  #after(rule: Rule): Rule | undefined {
    const place = this.#index.place(rule.id);
    return place === undefined ? undefined : this.#engine.getState().rules.rules[place];
  }

  /** An undone removal gives a rule a new id, so an older undo finds it by what it says. */
  #current(rule: Rule): Rule | undefined {
    return this.#index.rule(rule.id) ?? this.#index.like(rule.text);
  }
}

/** Until the rule's end; null if it has none. */
function secondsLeft({ expiry }: Rule): number | null {
  return expiry === undefined ? null : Math.max(1, Math.round((expiry - Date.now()) / 1000));
}

function switchVerb(rule: Rule, enabled: boolean): string {
  if (!simpleDrop(statementOf(rule))) return enabled ? 'Switched on' : 'Switched off';
  return enabled ? 'Blocked' : 'Unblocked';
}
