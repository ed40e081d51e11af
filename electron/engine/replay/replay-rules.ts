/**
 * The rules of a recording: tried out, never kept. They begin with none and touch no file, so that
 * what somebody plays with here is not in force when the real filter starts.
 */
import { ok, type Result } from '../../contract/result.ts';
import type { RuleBookState } from '../../contract/state.ts';
import type { Rules } from '../filtering.ts';
import type { Label } from '../rules/compile.ts';
import { Labels } from '../rules/labels.ts';
import { EMPTY_BOOK, type RuleBook, removeExpired } from '../rules/rule-book.ts';

/** Timers know nothing of a clock that is set, so the list is looked at again at least this often. */
const MAX_TIMER_MS = 30_000;

export interface ReplayRulesOptions {
  /** While the old rules are in force: what has come by now is theirs. */
  readonly beforeChange: () => void;
  readonly onChange: (state: RuleBookState) => void;
}

export class ReplayRules implements Rules {
  readonly #options: ReplayRulesOptions;
  readonly #labels = new Labels();
  #book: RuleBook = EMPTY_BOOK;
  #stopped = false;
  #expiryTimer: NodeJS.Timeout | undefined;

  constructor(options: ReplayRulesOptions) {
    this.#options = options;
  }

  get book(): RuleBook {
    return this.#book;
  }

  /** There is nothing to save, so nothing is unsaved. */
  get state(): RuleBookState {
    const { revision, rules } = this.#book;
    return { revision, rules, saved: true, slots: this.#labels.names() };
  }

  labelOf(id: string): Label {
    return this.#labels.of(id);
  }

  async change(edit: (book: RuleBook) => Result<RuleBook>): Promise<Result<RuleBook>> {
    const edited = edit(removeExpired(this.#book, Date.now()) ?? this.#book);
    if (edited.ok) this.#apply(edited.value);
    return edited;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#expiryTimer);
  }

  #apply(book: RuleBook): void {
    this.#options.beforeChange();
    this.#labels.assign(book.rules);
    this.#labels.release(book.rules);
    this.#book = book;
    this.#planExpiry();
    this.#options.onChange(this.state);
  }

  #planExpiry(): void {
    clearTimeout(this.#expiryTimer);
    const expiries = this.#book.rules.flatMap((rule) => rule.expiry ?? []);
    if (expiries.length === 0 || this.#stopped) return;
    const delayMs = Math.max(0, Math.min(...expiries) - Date.now());
    this.#expiryTimer = setTimeout(() => this.#expire(), Math.min(delayMs, MAX_TIMER_MS));
  }

  #expire(): void {
    if (removeExpired(this.#book, Date.now())) void this.change((book) => ok(book));
    else this.#planExpiry();
  }
}
