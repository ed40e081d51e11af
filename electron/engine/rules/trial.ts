/**
 * A change that is taken back by itself unless somebody confirms that it did no harm. The engine
 * counts, so it ends also if the page, the connection or every client is gone; by the boot clock, so
 * a machine that sleeps in between gains no time.
 */
import { fail, type Result } from '../../contract/result.ts';
import { MAX_RULES } from '../../contract/rule.ts';
import type { Trial as TrialState } from '../../contract/state.ts';
import { builtInById } from './built-in.ts';
import { newlyDropping, type RuleBook } from './rule-book.ts';
import { type MadeEdit, takeBack } from './take-back.ts';

export const TRIAL_MS = 15_000;
/** Timers stand still while the machine sleeps, so the clock is looked at this often. */
const LOOK_MS = 1000;

export class Trial implements Disposable {
  readonly state: TrialState;
  readonly #edit: MadeEdit;
  readonly #bootNs: () => bigint;
  readonly #endNs: bigint;
  readonly #onOver: () => void;
  #timer: NodeJS.Timeout | undefined;

  /** `bootNs` reads CLOCK_BOOTTIME. `onOver` is called once a second from the end until disposed. */
  constructor(edit: MadeEdit, bootNs: () => bigint, onOver: () => void) {
    this.state = { what: describeEdit(edit), endsAt: Date.now() + TRIAL_MS };
    this.#edit = edit;
    this.#bootNs = bootNs;
    this.#endNs = bootNs() + BigInt(TRIAL_MS) * 1_000_000n;
    this.#onOver = onOver;
    this.#plan();
  }

  get isOver(): boolean {
    return this.#bootNs() >= this.#endNs;
  }

  /** The book before the change. */
  get before(): RuleBook {
    return this.#edit.before;
  }

  /** The book without the change, and with all that was changed since. */
  takenBackFrom(book: RuleBook): RuleBook {
    return takeBack(this.#edit, book);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  #plan(): void {
    const leftMs = Math.ceil(Number(this.#endNs - this.#bootNs()) / 1e6);
    const delayMs = leftMs > 0 ? Math.min(leftMs, LOOK_MS) : LOOK_MS;
    this.#timer = setTimeout(() => {
      this.#plan();
      if (this.isOver) this.#onOver();
    }, delayMs);
  }
}

/** In the words of a rule file: `default in drop`, `drop tcp dport 22`. */
export function describeEdit({ before, after }: MadeEdit): string {
  const defaults = newlyDropping(before, after).map((direction) => `default ${direction} drop`);
  if (defaults.length > 0) return defaults.join(', ');
  const known = new Map(before.rules.map((rule) => [rule.id, rule]));
  const changed = [
    ...after.rules.filter((rule) => known.get(rule.id) !== rule),
    ...Object.keys({ ...before.switched, ...after.switched })
      .filter((id) => before.switched[id] !== after.switched[id])
      .flatMap((id) => builtInById(id) ?? [])
      .map((rule) => ({ ...rule, enabled: after.switched[rule.id] ?? rule.enabled })),
  ];
  const [rule] = changed;
  if (rule && changed.length === 1) return rule.enabled ? rule.text : `off ${rule.text}`;
  return `${changed.length} rules`;
}

export function noTrial(): Result<never> {
  return fail(
    'no-trial',
    'Nothing is on trial.',
    'A change on trial is taken back by itself after 15 seconds; make it again.',
  );
}

export function trialOpen(): Result<never> {
  return fail(
    'trial-open',
    'Another change is on trial already.',
    'Keep or take back the change that is on trial first.',
  );
}

export function noRoomInTrial(): Result<never> {
  return fail(
    'too-many-rules',
    `With the rules that come back if the trial ends, there would be more than ${MAX_RULES}.`,
    'Keep or take back the change that is on trial first.',
  );
}
