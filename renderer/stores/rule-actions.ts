import type { MethodInput } from '../../electron/contract/api.ts';
import { printRuleLine, printStatement } from '../../electron/contract/language/print.ts';
import type { Statement } from '../../electron/contract/language/statement.ts';
import { ok, type Result } from '../../electron/contract/result.ts';
import { type Rule, statementOf } from '../../electron/contract/rule.ts';
import { lineOfRule } from '../../electron/contract/rule-line.ts';
import type { Connection } from '../connection/connection.ts';
import { firstPassRule } from '../model/block-action.ts';
import { capitalised } from '../model/capitalised.ts';
import { type ClickLifetime, forLifetimeText } from '../model/lifetime.ts';
import { quantityText } from '../model/number-text.ts';
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
   * Puts a statement in force for so long, in front of whatever would decide otherwise: a drop before
   * all that passes, a pass before everything. Resolves to success. What stands just so already is
   * only pointed out.
   */
  async put(statement: Statement, lifetime: ClickLifetime, origin: ClientOrigin): Promise<boolean> {
    const text = printStatement(statement);
    const drops = statement.verdict.kind === 'drop';
    const old = this.#index.like(text);
    if (drops && old?.enabled && isLasting(old) && lifetime === null) {
      this.highlight(old.id);
      return true;
    }
    const spoken: Statement = { ...statement, verdict: { kind: 'drop' } };
    const done = await runPending(
      this.#actions,
      text,
      `${capitalised(shortStatement(spoken))} was not ${drops ? 'blocked' : 'allowed'}`,
      () => (old ? this.#extend(old, lifetime) : this.#add(text, lifetime, origin)),
    );
    if (!done?.ok) return false;
    const rule = done.value;
    this.highlight(rule.id);
    pushUndo(this.#actions, {
      verb: drops ? 'Blocked' : 'Allowed',
      ...spokenStatement(spoken),
      after: drops || lifetime !== null ? forLifetimeText(lifetime) : 'from now on',
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
      undo: () => this.#bringBack(rule, next),
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

  #add(statement: string, lifetime: ClickLifetime, origin: ClientOrigin): Promise<Result<Rule>> {
    const before = this.#placeFor(statement);
    const place = before === undefined ? {} : { before };
    return lifetime === 'restart'
      ? this.#connection.call('addRule', { line: `${statement} until restart`, origin, ...place })
      : this.#connection.call('addRule', {
          line: statement,
          origin,
          lifetimeSeconds: lifetime,
          ...place,
        });
  }

  /** What a rule that a click makes has to stand in front of; `undefined` for the end of the list. */
  #placeFor(text: string): string | undefined {
    const { rules } = this.#engine.getState().rules;
    // What is allowed gets through whatever is blocked, and what is blocked afterwards does not.
    return text.startsWith('pass') ? rules[0]?.id : firstPassRule(rules)?.id;
  }

  /** A rule that is there gets its new lifetime in one step: what it decides stays decided. */
  async #extend(old: Rule, lifetime: ClickLifetime): Promise<Result<Rule>> {
    const end = lifetime === 'restart' ? { untilRestart: true } : { lifetimeSeconds: lifetime };
    const change = { id: old.id, enabled: true, ...end } as MethodInput<'updateRule'>;
    const done = await this.#connection.call('updateRule', change);
    const before = this.#placeFor(old.text);
    if (!done.ok || before === undefined || before === old.id) return done;
    if (this.#isBefore(old.id, before)) return done;
    return this.#connection.call('moveRule', { id: old.id, before });
  }

  #isBefore(one: string, other: string): boolean {
    return (this.#index.place(one) ?? 0) < (this.#index.place(other) ?? 0);
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
    if (!current) return this.#bringBack(old, undefined);
    const { enabled } = old;
    return old.untilRestart
      ? this.#connection.call('updateRule', { id: current.id, enabled, untilRestart: true })
      : this.#connection.call('updateRule', {
          id: current.id,
          enabled,
          lifetimeSeconds: secondsLeft(old),
        });
  }

  /** Puts a rule back in front of the one it stood before, or at the end. */
  #bringBack(rule: Rule, next: Rule | undefined): Promise<Result<Rule>> {
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

/** Whether nothing but a person ends it. */
function isLasting({ expiry, untilRestart }: Rule): boolean {
  return expiry === undefined && !untilRestart;
}

/** Until the rule's end; null if it has none. */
function secondsLeft({ expiry }: Rule): number | null {
  return expiry === undefined ? null : Math.max(1, Math.round((expiry - Date.now()) / 1000));
}

function switchVerb(rule: Rule, enabled: boolean): string {
  if (!simpleDrop(statementOf(rule))) return enabled ? 'Switched on' : 'Switched off';
  return enabled ? 'Blocked' : 'Unblocked';
}
