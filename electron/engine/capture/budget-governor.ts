/**
 * How much of the user's budget the kernel may use, so that no more is recorded than those who look
 * can take. Adds a little as long as they keep up, and takes a good part when they do not: what is
 * then left out is told as sampled, in the kernel, where it costs nothing, instead of being carried
 * up to be thrown away.
 */

/** What the pump did in one tick. */
export interface PumpLoad {
  readonly records: number;
  /** How full the ring was, from 0 to 1. */
  readonly ringShare: number;
  /** Nobody took what was drained. One slow client among others loses rows on its own link only. */
  readonly isRefused: boolean;
}

/** Between decisions: several ticks, and enough for the last one to have an effect. */
const INTERVAL_MS = 100;
const MAX_RING_SHARE = 0.5;
const DECREASE = 0.7;
const INCREASE = 0.02;
/** After a decrease nothing is added for so long. */
const PATIENCE_MS = 500;
/** Records per second and CPU that there is always room for, within the user's budget. */
const LEAST_BUDGET = 1000;

export class BudgetGovernor {
  #share = 1;
  #intervalStartMs: number | undefined;
  #increaseFromMs = 0;
  #records = 0;
  #isBehind = false;

  /** Of the user's budget, above 0 and up to 1. */
  get share(): number {
    return this.#share;
  }

  /** `ceiling`: the user's budget. Tells whether the share has changed. */
  observe(nowMs: number, ceiling: number, load: PumpLoad): boolean {
    this.#records += load.records;
    this.#isBehind ||= load.isRefused || load.ringShare > MAX_RING_SHARE;
    this.#intervalStartMs ??= nowMs;
    const lengthMs = nowMs - this.#intervalStartMs;
    if (lengthMs < INTERVAL_MS) return false;
    const before = this.#share;
    this.#share = this.#decide(nowMs, lengthMs, ceiling);
    this.#intervalStartMs = nowMs;
    this.#records = 0;
    this.#isBehind = false;
    return this.#share !== before;
  }

  /** Nobody looks any more: who comes next begins with the whole budget. */
  reset(): void {
    this.#share = 1;
    this.#intervalStartMs = undefined;
    this.#increaseFromMs = 0;
    this.#records = 0;
    this.#isBehind = false;
  }

  #decide(nowMs: number, lengthMs: number, ceiling: number): number {
    if (!this.#isBehind) {
      // While nothing happens decisions come seldom.
      const intervals = Math.floor(lengthMs / INTERVAL_MS);
      const more = Math.min(1, this.#share + INCREASE * intervals);
      return nowMs < this.#increaseFromMs ? this.#share : more;
    }
    const recordsPerSecond = (this.#records * 1000) / lengthMs;
    this.#increaseFromMs = nowMs + PATIENCE_MS;
    const least = ceiling > LEAST_BUDGET ? LEAST_BUDGET / ceiling : 1;
    // A budget that is not used up would have to fall for long before less is recorded. All that
    // comes may come on one CPU, so it has to be less than that.
    const used = ceiling > 0 ? recordsPerSecond / ceiling : 1;
    return Math.max(least, DECREASE * Math.min(this.#share, used));
  }
}
