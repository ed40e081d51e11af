import type { Counters, RuleBookState } from '../../electron/contract/state.ts';
import { type RateBars, RateHistory } from './rate-history.ts';
import { TrafficLog } from './traffic-log.ts';

export interface Rate {
  /** Packets per second. */
  readonly passed: number;
  readonly dropped: number;
}

/** Bars of the large chart. */
export const CHART_SECONDS = 120;
/** Bars of an interface's small one. */
export const SPARK_SECONDS = 17;

/** "Now" is an average over this long, so that it can be read. */
const NOW_MS = 2000;

/** Rates and their history, from the engine's exact counters. */
export class Traffic {
  /** By second and far back, for the large charts. */
  readonly log = new TrafficLog();
  #total = new RateHistory(CHART_SECONDS);
  readonly #byInterface = new Map<string, RateHistory>();
  #recent: Counters[] = [];

  /** `book` says which rules drop. */
  add(counters: Counters, book: RuleBookState): void {
    this.log.add(counters, book);
    const { timeMs, total } = counters;
    this.#total.add(timeMs, total.pass.packets, total.drop.packets);
    for (const [name, count] of Object.entries(counters.byInterface)) {
      let history = this.#byInterface.get(name);
      if (!history) {
        history = new RateHistory(SPARK_SECONDS);
        this.#byInterface.set(name, history);
      }
      history.add(timeMs, count.pass.packets, count.drop.packets);
    }
    const newest = this.#recent.at(-1);
    if (newest && (newest.timeMs >= timeMs || newest.total.pass.packets > total.pass.packets)) {
      this.#recent = [];
    }
    this.#recent = [...this.#recent.filter((past) => past.timeMs >= timeMs - NOW_MS), counters];
  }

  /** Forgets everything: what comes next has nothing to do with what was. */
  clear(): void {
    this.log.clear();
    this.#total = new RateHistory(CHART_SECONDS);
    this.#byInterface.clear();
    this.#recent = [];
  }

  total(): RateBars {
    return this.#total.bars();
  }

  ofInterface(name: string): RateBars | undefined {
    return this.#byInterface.get(name)?.bars();
  }

  now(): Rate {
    return {
      passed: this.#perSecond((counters) => counters.total.pass.packets),
      dropped: this.#perSecond((counters) => counters.total.drop.packets),
    };
  }

  /** Packets per second that a rule decides now. */
  ruleNow(ruleId: string): number {
    return this.#perSecond((counters) => counters.byRule[ruleId]?.packets ?? 0);
  }

  #perSecond(packetsIn: (counters: Counters) => number): number {
    const oldest = this.#recent[0];
    const newest = this.#recent.at(-1);
    if (!oldest || !newest || newest.timeMs === oldest.timeMs) return 0;
    const packets = packetsIn(newest) - packetsIn(oldest);
    return Math.max(0, (packets * 1000) / (newest.timeMs - oldest.timeMs));
  }
}
