/**
 * Holds the rule book and makes changes to it real: compile, apply to the kernel, keep, save. A
 * change that the kernel refuses leaves no trace; changes are made one after the other.
 */

import type { Failure } from '../../contract/failure.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import type { Rule } from '../../contract/rule.ts';
import type { RuleBookState } from '../../contract/state.ts';
import type { DataPlane } from '../bpf/data-plane.ts';
import { bootTimeNs } from '../ffi/libc.ts';
import { RuleApplier } from './applier.ts';
import { compileRules } from './compile.ts';
import { Labels } from './labels.ts';
import { EMPTY_BOOK, type RuleBook, removeExpired } from './rule-book.ts';

/** The longest delay that setTimeout takes. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export interface RuleKeeperOptions {
  readonly plane: DataPlane;
  readonly setFeatures: (features: number) => Result<null>;
  /** Makes the rules durable. A failure leaves them in force and unsaved. */
  readonly save: (rules: readonly Rule[]) => Promise<Result<null>>;
  readonly onChange: (state: RuleBookState) => void;
  readonly onSaveFailed: (error: Failure) => void;
}

export class RuleKeeper {
  #options: RuleKeeperOptions;
  #book: RuleBook = EMPTY_BOOK;
  #saved = true;
  #labels = new Labels();
  #applier: RuleApplier;
  #queue: Promise<unknown> = Promise.resolve();
  #expiryTimer: NodeJS.Timeout | undefined;

  constructor(options: RuleKeeperOptions) {
    this.#options = options;
    this.#applier = new RuleApplier((name) => options.plane.map(name), options.setFeatures);
  }

  get book(): RuleBook {
    return this.#book;
  }

  get state(): RuleBookState {
    const { revision, rules } = this.#book;
    return { revision, rules, saved: this.#saved, slots: this.#labels.names() };
  }

  /** The counters' slot of every rule. */
  slots(): Map<string, number> {
    return new Map(this.#book.rules.map((rule) => [rule.id, this.#labels.of(rule.id).slot]));
  }

  /** Puts rules in force that are already saved. Those that have expired meanwhile are left out. */
  load(rules: readonly Rule[]): Result<null> {
    const book: RuleBook = { revision: 1, rules };
    return this.#apply(removeExpired(book, Date.now()) ?? book);
  }

  /** Gives the new book, in force and, unless that failed, saved. */
  change(edit: (book: RuleBook) => Result<RuleBook>): Promise<Result<RuleBook>> {
    const done = this.#queue.then(() => this.#change(edit));
    // A bug in one change must not keep the next ones from running.
    this.#queue = done.catch(() => {});
    return done;
  }

  stop(): Promise<unknown> {
    clearTimeout(this.#expiryTimer);
    return this.#queue;
  }

  async #change(edit: (book: RuleBook) => Result<RuleBook>): Promise<Result<RuleBook>> {
    const edited = edit(this.#book);
    if (!edited.ok) return edited;
    const applied = this.#apply(edited.value);
    if (!applied.ok) return err(applied.error);
    const saved = await this.#options.save(edited.value.rules);
    this.#saved = saved.ok;
    if (!saved.ok) this.#options.onSaveFailed(saved.error);
    this.#options.onChange(this.state);
    return edited;
  }

  #apply(book: RuleBook): Result<null> {
    for (const slot of this.#labels.assign(book.rules))
      this.#options.plane.ruleCounters.clear(slot);
    const bootTimeMs = Date.now() - Number(bootTimeNs() / 1_000_000n);
    const entries = compileRules(book.rules, (id) => this.#labels.of(id), bootTimeMs);
    const applied = this.#applier.apply(entries);
    if (!applied.ok) {
      this.#labels.release(this.#book.rules);
      return applied;
    }
    this.#book = book;
    this.#labels.release(book.rules);
    this.#planExpiry();
    return ok(null);
  }

  /** The kernel steps over an expired rule by itself; this takes it off the list. */
  #planExpiry(): void {
    clearTimeout(this.#expiryTimer);
    const expiries = this.#book.rules.flatMap((rule) => rule.expiry ?? []);
    if (expiries.length === 0) return;
    const delayMs = Math.max(0, Math.min(...expiries) - Date.now());
    this.#expiryTimer = setTimeout(
      () => {
        void this.change((book) => ok(removeExpired(book, Date.now()) ?? book));
      },
      Math.min(delayMs, MAX_TIMER_MS),
    );
  }
}
