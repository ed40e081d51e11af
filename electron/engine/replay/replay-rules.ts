/**
 * The rules of a recording: tried out, never kept. They begin with none and touch no file, so that
 * what somebody plays with here is not in force when the real filter starts.
 */
import { ok, type Result } from '../../contract/result.ts';
import type { RuleBookState } from '../../contract/state.ts';
import type { Rules } from '../filtering.ts';
import type { Label } from '../rules/compile.ts';
import { ExpiryTimer } from '../rules/expiry-timer.ts';
import { Labels } from '../rules/labels.ts';
import { EMPTY_BOOK, type RuleBook, removeExpired } from '../rules/rule-book.ts';

export interface ReplayRulesOptions {
  /** While the old rules are in force: what has come by now is theirs. */
  readonly beforeChange: () => void;
  readonly onChange: (state: RuleBookState) => void;
}

export class ReplayRules implements Rules {
  readonly #options: ReplayRulesOptions;
  readonly #labels = new Labels();
  #book: RuleBook = EMPTY_BOOK;
  readonly #expiry = new ExpiryTimer(
    () => this.#book,
    () => void this.change((book) => ok(book)),
  );

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
    this.#expiry.stop();
  }

  #apply(book: RuleBook): void {
    this.#options.beforeChange();
    this.#labels.assign(book.rules);
    this.#labels.release(book.rules);
    this.#book = book;
    this.#expiry.plan();
    this.#options.onChange(this.state);
  }
}
