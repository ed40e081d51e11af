/**
 * Holds the rule book and makes changes to it real: in force, kept, saved. A change that is refused
 * leaves no trace; changes are made one after the other.
 */
import type { Failure } from '../../contract/failure.ts';
import { ok, type Result } from '../../contract/result.ts';
import { MAX_RULES, type Rule } from '../../contract/rule.ts';
import type { RuleBookState } from '../../contract/state.ts';
import { bootTimeNs } from '../ffi/libc.ts';
import type { Rules } from '../filtering.ts';
import { SerialQueue } from '../serial-queue.ts';
import { builtInInForce, builtInRules } from './built-in.ts';
import { Deadlines } from './deadlines.ts';
import type { EnforcedRuleset, Enforcer } from './enforcing.ts';
import { ExpiryTimer } from './expiry-timer.ts';
import { FindingsSearch } from './findings-search.ts';
import { Labels } from './labels.ts';
import {
  type Edit,
  EMPTY_BOOK,
  newlyDropping,
  next,
  type RuleBook,
  withoutExpired,
} from './rule-book.ts';
import { RuleSaver, type SavedRules, type SaveHooks } from './rule-saver.ts';
import { noRoomInTrial, noTrial, Trial, trialOpen } from './trial.ts';

export interface RuleKeeperOptions extends SaveHooks {
  readonly enforcer: Enforcer;
  /** A slot that is given to another rule. */
  readonly clearCounters: (slot: number) => void;
  readonly onChange: (state: RuleBookState) => void;
  /** What went wrong with a trial that ended by itself. */
  readonly onTrouble: (error: Failure) => void;
  /** CLOCK_BOOTTIME in nanoseconds. */
  readonly bootNs?: () => bigint;
}

export class RuleKeeper implements Rules {
  readonly #options: RuleKeeperOptions;
  readonly #bootNs: () => bigint;
  readonly #labels = new Labels();
  readonly #deadlines: Deadlines;
  readonly #queue = new SerialQueue();
  readonly #saver: RuleSaver;
  readonly #findings = new FindingsSearch(() => this.#tell());
  /** The kernel steps over an expired rule by itself; this takes it off the list. */
  readonly #expiry = new ExpiryTimer(
    () => this.#book,
    () => void this.change(ok),
  );
  #book: RuleBook = EMPTY_BOOK;
  #enforced: EnforcedRuleset = { rules: [], defaults: EMPTY_BOOK.defaults };
  #trial: Trial | undefined;

  constructor(options: RuleKeeperOptions) {
    this.#options = options;
    this.#bootNs = options.bootNs ?? bootTimeNs;
    this.#deadlines = new Deadlines(this.#bootNs);
    this.#saver = new RuleSaver(options, () => this.#tell());
    this.#labels.draft([], builtInRules(EMPTY_BOOK)).keep();
  }

  get book(): RuleBook {
    return this.#book;
  }

  get state(): RuleBookState {
    const { revision, rules, defaults } = this.#book;
    return {
      revision,
      rules,
      defaults,
      builtIn: builtInRules(this.#book),
      ...(this.#trial ? { trial: this.#trial.state } : {}),
      findings: this.#findings.found,
      saved: this.#saver.saved && !this.#trial,
      slots: this.#labels.names(),
    };
  }

  /** What decides about packets now, with the slots that their records carry. */
  get enforced(): EnforcedRuleset {
    return this.#enforced;
  }

  get lasting(): readonly Rule[] {
    return [...this.#book.rules, ...(this.#trial?.before.rules ?? [])];
  }

  /** The counters' slot of every rule, built-in ones included. */
  slots(): Map<string, number> {
    const rules = [...this.#book.rules, ...builtInRules(this.#book)];
    return new Map(rules.map(({ id }) => [id, this.#labels.of(id).slot]));
  }

  /** Puts rules in force that are already saved. Those that have expired meanwhile are left out. */
  load(saved: SavedRules): Promise<Result<null>> {
    const book = { ...saved, revision: 1 };
    return this.#queue.run(() => this.#enforce(withoutExpired(book, Date.now())));
  }

  /**
   * Gives the new book, in force and, unless that failed, saved. A default that becomes drop is on
   * trial in any case. Fails with `trial-open` for a second trial, with what the edit fails with, and
   * with what the kernel refuses.
   */
  async change(edit: Edit, onTrial = false): Promise<Result<RuleBook>> {
    const changed = await this.#queue.run(() => this.#change(edit, onTrial));
    await this.#saver.idle;
    return changed;
  }

  /** Keeps what is on trial. Fails with `no-trial`. */
  async confirmTrial(): Promise<Result<null>> {
    const confirmed = await this.#queue.run(async () => {
      if (!this.#trial) return noTrial();
      if (this.#trial.isOver) {
        const ended = await this.#endTrial();
        return ended.ok ? noTrial() : ended;
      }
      this.#closeTrial();
      this.#keep();
      return ok(null);
    });
    await this.#saver.idle;
    return confirmed;
  }

  /** Takes it back. Fails with `no-trial`. */
  async revertTrial(): Promise<Result<null>> {
    const reverted = await this.#queue.run(() => (this.#trial ? this.#endTrial() : noTrial()));
    await this.#saver.idle;
    return reverted;
  }

  /** After the changes that are under way. */
  async stop(): Promise<void> {
    this.#expiry.stop();
    this.#findings[Symbol.dispose]();
    await this.#queue.idle();
    this.#trial?.[Symbol.dispose]();
    await this.#saver.idle;
  }

  async #change(edit: Edit, onTrial: boolean): Promise<Result<RuleBook>> {
    // What has expired is not there any more, whether or not its timer has come yet.
    const before = withoutExpired(this.#book, Date.now());
    const edited = edit(before);
    if (!edited.ok || edited.value === this.#book) return edited;
    const after = edited.value;
    const isTrial = onTrial || newlyDropping(before, after).length > 0;
    if (isTrial && this.#trial) return trialOpen();
    // A trial can always be taken back, so there must be room for what it took out.
    if (this.#trial && this.#trial.takenBackFrom(after).rules.length > MAX_RULES) {
      return noRoomInTrial();
    }
    const enforced = await this.#enforce(after);
    if (!enforced.ok) return enforced;
    if (isTrial) this.#openTrial(before, after);
    else if (this.#trial?.takenBackFrom(after) === after) this.#closeTrial();
    this.#keep();
    return edited;
  }

  async #enforce(book: RuleBook): Promise<Result<null>> {
    const draft = this.#labels.draft(book.rules, builtInRules(book));
    for (const slot of draft.fresh) this.#options.clearCounters(slot);
    const rules = [...book.rules, ...builtInInForce(book)].map((rule) => ({
      rule,
      ...draft.of(rule.id),
      deadlineNs: this.#deadlines.of(rule),
    }));
    const ruleset = { rules, defaults: book.defaults };
    const enforced = await this.#options.enforcer.enforce(ruleset);
    if (!enforced.ok) return enforced;
    this.#enforced = ruleset;
    draft.keep();
    for (const slot of draft.reused) this.#options.clearCounters(slot);
    if (book !== this.#book) this.#findings.begin(book.rules);
    this.#book = book;
    this.#deadlines.keep(book.rules);
    this.#expiry.plan();
    return ok(null);
  }

  #openTrial(before: RuleBook, after: RuleBook): void {
    this.#trial = new Trial({ before, after }, this.#bootNs, () => void this.#onTrialOver());
  }

  #closeTrial(): void {
    this.#trial?.[Symbol.dispose]();
    this.#trial = undefined;
  }

  /** Once a second until it worked. */
  async #onTrialOver(): Promise<void> {
    const ended = await this.#queue.run(() => (this.#trial?.isOver ? this.#endTrial() : ok(null)));
    if (!ended.ok) this.#options.onTrouble(ended.error);
  }

  async #endTrial(): Promise<Result<null>> {
    const trial = this.#trial;
    if (!trial) return ok(null);
    const now = Date.now();
    const reverted = await this.#enforce(withoutExpired(trial.takenBackFrom(this.#book), now));
    if (!reverted.ok) {
      // What was in force before the trial can be so again; together with later changes perhaps not.
      const { rules, defaults, switched } = trial.before;
      const old = next(this.#book, { rules, defaults, switched });
      const restored = await this.#enforce(withoutExpired(old, now));
      if (!restored.ok) return restored;
      this.#options.onTrouble(reverted.error);
    }
    this.#closeTrial();
    this.#keep();
    return ok(null);
  }

  /** Saves, and tells everybody. */
  #keep(): void {
    // A crash during a trial ends it, as what is on disk is without it.
    this.#saver.save(this.#trial?.takenBackFrom(this.#book) ?? this.#book);
    this.#tell();
  }

  #tell(): void {
    this.#options.onChange(this.state);
  }
}
