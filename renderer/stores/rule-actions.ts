import { formatMatch, type Match } from '../../electron/contract/match.ts';
import { ok, type Result } from '../../electron/contract/result.ts';
import { formatRule, type Rule } from '../../electron/contract/rule.ts';
import type { Connection } from '../connection/connection.ts';
import { shortMatch, spokenMatch } from '../model/match-text.ts';
import { forLifetimeText, quantityText } from '../model/number-text.ts';
import { type ActionsStore, dropUndo, pushUndo, runPending } from './actions-store.ts';
import type { EngineStore } from './engine-store.ts';

/** Key under which a change of the whole list is pending. */
export const ALL_RULES_KEY = 'all rules';

/** How long the panel points out a rule, in milliseconds. */
const HIGHLIGHT_MS = 10_000;

/** Everything that changes rules. The lists themselves change only when the engine says so. */
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
   * Drops what matches for so many seconds, or until it is taken back. Resolves to success.
   * What is blocked just so already is only pointed out.
   */
  async block(match: Match, lifetimeSeconds: number | null): Promise<boolean> {
    const old = this.#ruleLike({ verdict: 'drop', match });
    if (old?.enabled && old.expiry === undefined && lifetimeSeconds === null) {
      this.highlight(old.id);
      return true;
    }
    const done = await runPending(
      this.#actions,
      formatMatch(match),
      `${capitalised(shortMatch(match))} was not blocked`,
      () => this.#blockOrExtend(old, match, lifetimeSeconds),
    );
    if (!done?.ok) return false;
    const rule = done.value;
    this.highlight(rule.id);
    pushUndo(this.#actions, {
      verb: 'Blocked',
      ...spokenMatch(match),
      after: forLifetimeText(lifetimeSeconds),
      ruleId: rule.id,
      undo: () => (old ? this.#restore(old) : this.#remove(rule)),
    });
    return true;
  }

  /** Takes a rule off the list. */
  async remove(rule: Rule): Promise<void> {
    const done = await this.#run(rule, 'was not unblocked', () => this.#remove(rule));
    if (!done?.ok) return;
    pushUndo(this.#actions, {
      verb: rule.enabled && rule.verdict === 'drop' ? 'Unblocked' : 'Removed',
      ...spokenMatch(rule.match),
      after: '',
      undo: () => this.#add(rule),
    });
  }

  async setEnabled(rule: Rule, enabled: boolean): Promise<void> {
    const title = enabled ? 'was not switched on' : 'was not switched off';
    const set = (on: boolean) => this.#setEnabled(rule, on);
    const done = await this.#run(rule, title, () => set(enabled));
    if (!done?.ok) return;
    pushUndo(this.#actions, {
      verb: switchVerb(rule, enabled),
      ...spokenMatch(rule.match),
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

  #run<T>(rule: Rule, title: string, request: () => Promise<Result<T>>) {
    return runPending(
      this.#actions,
      formatMatch(rule.match),
      `${capitalised(shortMatch(rule.match))} ${title}`,
      request,
    );
  }

  /** A rule that is there gets its new lifetime in one step: what it blocks stays blocked. */
  #blockOrExtend(
    old: Rule | undefined,
    match: Match,
    lifetimeSeconds: number | null,
  ): Promise<Result<Rule>> {
    return old
      ? this.#connection.call('updateRule', { id: old.id, enabled: true, lifetimeSeconds })
      : this.#connection.call('addRule', { verdict: 'drop', match, lifetimeSeconds });
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
    if (!current) return this.#add(old);
    const change = { enabled: old.enabled, lifetimeSeconds: secondsLeft(old) };
    return this.#connection.call('updateRule', { id: current.id, ...change });
  }

  #add(rule: Rule): Promise<Result<Rule>> {
    const { verdict, match, enabled } = rule;
    const lifetimeSeconds = secondsLeft(rule);
    return this.#connection.call('addRule', { verdict, match, enabled, lifetimeSeconds });
  }

  /** An undone removal gives a rule a new id, so an older undo finds it by what it says. */
  #current(rule: Rule): Rule | undefined {
    const { rules } = this.#engine.getState().rules;
    return rules.find(({ id }) => id === rule.id) ?? this.#ruleLike(rule);
  }

  #ruleLike(wanted: Pick<Rule, 'verdict' | 'match'>): Rule | undefined {
    const text = formatRule(wanted);
    return this.#engine.getState().rules.rules.find((rule) => formatRule(rule) === text);
  }
}

/** Until the rule's end; null if it has none. */
function secondsLeft({ expiry }: Rule): number | null {
  return expiry === undefined ? null : Math.max(1, Math.round((expiry - Date.now()) / 1000));
}

function switchVerb({ verdict }: Rule, enabled: boolean): string {
  if (verdict === 'pass') return enabled ? 'Switched on' : 'Switched off';
  return enabled ? 'Blocked' : 'Unblocked';
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
