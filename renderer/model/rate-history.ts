/** What a chart draws: packets per whole second, oldest first. */
export interface RateBars {
  readonly passed: readonly number[];
  readonly dropped: readonly number[];
  /** The second after the last bar, in seconds since 1970. */
  readonly endSecond: number;
}

/** Totals further apart than this say nothing about the seconds between them. */
const LONGEST_GAP_MS = 5000;

/**
 * Packets per second from exact totals that arrive a few times a second. A difference that spans a
 * second's end is shared out by time.
 */
export class RateHistory {
  readonly #seconds: number;
  #passed: number[];
  #dropped: number[];
  /** The second being filled, in seconds since 1970. */
  #second = 0;
  #last: { readonly timeMs: number; readonly passed: number; readonly dropped: number } | undefined;

  /** `seconds`: how many bars are kept. */
  constructor(seconds: number) {
    this.#seconds = seconds;
    this.#passed = new Array<number>(seconds + 1).fill(0);
    this.#dropped = new Array<number>(seconds + 1).fill(0);
  }

  /** Totals since any fixed start. A total that falls means another start, and begins anew. */
  add(timeMs: number, passed: number, dropped: number): void {
    const last = this.#last;
    this.#last = { timeMs, passed, dropped };
    if (!last || timeMs <= last.timeMs) {
      this.#moveTo(Math.floor(timeMs / 1000));
      return;
    }
    const restarted = passed < last.passed || dropped < last.dropped;
    if (restarted || timeMs - last.timeMs > LONGEST_GAP_MS) {
      this.#moveTo(Math.floor(timeMs / 1000));
      return;
    }
    const spanMs = timeMs - last.timeMs;
    for (let fromMs = last.timeMs; fromMs < timeMs; ) {
      const second = Math.floor(fromMs / 1000);
      const untilMs = Math.min(timeMs, (second + 1) * 1000);
      const share = (untilMs - fromMs) / spanMs;
      this.#moveTo(second);
      this.#addToNewest((passed - last.passed) * share, (dropped - last.dropped) * share);
      fromMs = untilMs;
    }
    this.#moveTo(Math.floor(timeMs / 1000));
  }

  /** The whole seconds; the one being filled is left out, so that bars never grow. */
  bars(): RateBars {
    return {
      passed: this.#passed.slice(0, -1),
      dropped: this.#dropped.slice(0, -1),
      endSecond: this.#second,
    };
  }

  #addToNewest(passed: number, dropped: number): void {
    const newest = this.#seconds;
    this.#passed[newest] = (this.#passed[newest] ?? 0) + passed;
    this.#dropped[newest] = (this.#dropped[newest] ?? 0) + dropped;
  }

  #moveTo(second: number): void {
    const step = Math.min(second - this.#second, this.#seconds + 1);
    if (step > 0) {
      this.#passed = [...this.#passed.slice(step), ...new Array<number>(step).fill(0)];
      this.#dropped = [...this.#dropped.slice(step), ...new Array<number>(step).fill(0)];
    }
    this.#second = Math.max(this.#second, second);
  }
}
