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
import { SerialQueue } from '../serial-queue.ts';
import { RuleApplier } from './applier.ts';
import { compileRules } from './compile.ts';
import { ExpiryTimer } from './expiry-timer.ts';
import { Labels } from './labels.ts';
import { EMPTY_BOOK, type RuleBook, removeExpired } from './rule-book.ts';

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
  #queue = new SerialQueue();
  /** The kernel steps over an expired rule by itself; this takes it off the list. */
  #expiry = new ExpiryTimer(
    () => this.#book,
    () => void this.change((book) => ok(book)),
  );
  #deadlines = new Map<string, { readonly expiry: number; readonly bootNs: bigint }>();

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
    return this.#queue.run(() => this.#change(edit));
  }

  /** After the changes that are under way. */
  async stop(): Promise<void> {
    this.#expiry.stop();
    await this.#queue.idle();
  }

  async #change(edit: (book: RuleBook) => Result<RuleBook>): Promise<Result<RuleBook>> {
    // What has expired is not there any more, whether or not its timer has come yet.
    const edited = edit(removeExpired(this.#book, Date.now()) ?? this.#book);
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
    const entries = compileRules(
      book.rules,
      (id) => this.#labels.of(id),
      (rule) => this.#deadlineNs(rule),
    );
    const applied = this.#applier.apply(entries);
    if (!applied.ok) {
      this.#labels.release(this.#book.rules);
      return applied;
    }
    this.#book = book;
    this.#labels.release(book.rules);
    this.#forgetDeadlines();
    this.#expiry.plan();
    return ok(null);
  }

  #forgetDeadlines(): void {
    const alive = new Set(this.#book.rules.map((rule) => rule.id));
    for (const id of this.#deadlines.keys()) if (!alive.has(id)) this.#deadlines.delete(id);
  }

  /** The kernel's own clock. Worked out once, or every change would move every deadline a little. */
  #deadlineNs({ id, expiry }: Rule): bigint {
    if (expiry === undefined) return 0n;
    const known = this.#deadlines.get(id);
    if (known?.expiry === expiry) return known.bootNs;
    const bootNs = bootTimeNs() + BigInt(Math.round((expiry - Date.now()) * 1e6));
    // 0 would mean never: what has expired before the machine started ends at its first nanosecond.
    const deadline = { expiry, bootNs: bootNs > 0n ? bootNs : 1n };
    this.#deadlines.set(id, deadline);
    return deadline.bootNs;
  }
}
