import type { Counters } from '../../contract/state.ts';
import { LastHits } from './last-hits.ts';

/** How often counters are read while somebody looks. */
const REPORT_MS = 250;
/** While no packet comes, every so many are enough for charts to go on: an idle machine stays idle. */
const REPORTS_PER_QUIET_ONE = 4;
/** After so many reports without a packet nothing wakes up more often than that either. */
const QUIET_REPORTS = 8;
/** While nobody does, they are read every so many times, to know when each rule was last hit. */
const REPORTS_PER_LOOK = 8;

export interface CounterWatchOptions {
  /** `undefined`: there is nothing that counts. */
  readonly read: () => Counters | undefined;
  readonly isWatched: () => boolean;
  readonly onCounters: (counters: Counters) => void;
}

/** Reads the counters on a clock, tells those who look, and remembers when each of them last rose. */
export class CounterWatch implements Disposable {
  readonly #options: CounterWatchOptions;
  readonly #lastHits = new LastHits();
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;
  #reports = 0;
  #packets = 0;
  /** Reports since the last packet was counted. */
  #quiet = 0;

  constructor(options: CounterWatchOptions) {
    this.#options = options;
    this.#wait(1);
  }

  /** As they are now. */
  read(): Counters | undefined {
    const counters = this.#options.read();
    return counters && this.#lastHits.note(counters);
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  #wait(reports: number): void {
    this.#timer = setTimeout(() => this.#report(), reports * REPORT_MS);
  }

  #report(): void {
    this.#reports += 1;
    const isWatched = this.#options.isWatched();
    try {
      if (!isWatched && this.#reports % REPORTS_PER_LOOK !== 0) return;
      const counters = this.read();
      if (counters && isWatched && this.#isNews(counters)) this.#options.onCounters(counters);
    } finally {
      const isQuiet = isWatched && this.#quiet >= QUIET_REPORTS;
      if (!this.#isOver) this.#wait(isQuiet ? REPORTS_PER_QUIET_ONE : 1);
    }
  }

  /** The first without a packet is news as well: what was on its way has arrived by then. */
  #isNews({ total }: Counters): boolean {
    const packets = total.pass.packets + total.drop.packets;
    this.#quiet = packets === this.#packets ? this.#quiet + 1 : 0;
    this.#packets = packets;
    return (
      this.#quiet <= 1 || this.#quiet > QUIET_REPORTS || this.#quiet % REPORTS_PER_QUIET_ONE === 0
    );
  }
}
