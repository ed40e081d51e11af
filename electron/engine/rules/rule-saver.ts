import type { Failure } from '../../contract/failure.ts';
import type { Result } from '../../contract/result.ts';
import type { RuleBook } from './rule-book.ts';

/** What of a book outlives the engine. */
export type SavedRules = Pick<RuleBook, 'rules' | 'defaults' | 'switched'>;

export interface SaveHooks {
  /** Makes the rules durable, in the order of the calls. A failure leaves them in force and unsaved. */
  readonly save: (rules: SavedRules) => Promise<Result<null>>;
  readonly onSaveFailed: (error: Failure) => void;
}

/**
 * Saves in the background: a slow disk holds up nothing but the answer to who asked for the change,
 * and above all not the end of a trial.
 */
export class RuleSaver {
  readonly #hooks: SaveHooks;
  readonly #onOutcome: () => void;
  #saves = 0;
  #saved = true;
  #idle: Promise<void> = Promise.resolve();

  /** `onOutcome` is called when {@link saved} changes. */
  constructor(hooks: SaveHooks, onOutcome: () => void) {
    this.#hooks = hooks;
    this.#onOutcome = onOutcome;
  }

  /** Whether what was saved last is on disk. What is on its way there counts. */
  get saved(): boolean {
    return this.#saved;
  }

  /** Resolves when what was to be saved until now is, or has failed. */
  get idle(): Promise<void> {
    return this.#idle;
  }

  save({ rules, defaults, switched }: RuleBook): void {
    const lasting = rules.filter(({ untilRestart }) => !untilRestart);
    this.#idle = this.#save({ rules: lasting, defaults, switched });
  }

  async #save(rules: SavedRules): Promise<void> {
    this.#saves += 1;
    const save = this.#saves;
    const saved = await this.#hooks.save(rules);
    if (!saved.ok) this.#hooks.onSaveFailed(saved.error);
    if (save !== this.#saves || saved.ok === this.#saved) return;
    this.#saved = saved.ok;
    this.#onOutcome();
  }
}
