import type { Counters } from '../../electron/contract/state.ts';

/** What is said of "now" is an average, and has come to nothing by then. */
const SETTLED_MS = 4000;
/** So that the axis of time in a chart goes on. */
const MOST_APART_MS = 5000;

/** Which counters have to be shown: of a machine at rest hardly any, so that it stays at rest. */
export class CounterNews {
  #packets = -1;
  #changedMs = 0;
  #shownMs = 0;

  /** Takes them as the newest, and answers whether they have to be shown. */
  take({ timeMs, total }: Counters): boolean {
    const packets = total.pass.packets + total.drop.packets;
    if (packets !== this.#packets) this.#changedMs = timeMs;
    this.#packets = packets;
    const isSettled = timeMs - this.#changedMs > SETTLED_MS;
    // Of an engine that was started anew the time may be an earlier one.
    const sinceMs = Math.abs(timeMs - this.#shownMs);
    if (isSettled && sinceMs < MOST_APART_MS) return false;
    this.#shownMs = timeMs;
    return true;
  }
}
