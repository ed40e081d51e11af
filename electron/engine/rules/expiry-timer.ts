import { type RuleBook, withoutExpired } from './rule-book.ts';

/**
 * Timers stand still while the machine sleeps and know nothing of a clock that is set, so the list
 * is looked at again at least this often while a rule has an end.
 */
const MAX_TIMER_MS = 30_000;

/** Tells when a rule of the book has come to its end. */
export class ExpiryTimer {
  readonly #book: () => RuleBook;
  readonly #onExpired: () => void;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(book: () => RuleBook, onExpired: () => void) {
    this.#book = book;
    this.#onExpired = onExpired;
  }

  /** After every change of the book. */
  plan(): void {
    clearTimeout(this.#timer);
    const expiries = this.#book().rules.flatMap((rule) => rule.expiry ?? []);
    if (expiries.length === 0 || this.#stopped) return;
    const delayMs = Math.max(0, Math.min(...expiries) - Date.now());
    this.#timer = setTimeout(() => this.#look(), Math.min(delayMs, MAX_TIMER_MS));
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #look(): void {
    if (withoutExpired(this.#book(), Date.now()) !== this.#book()) this.#onExpired();
    else this.plan();
  }
}
