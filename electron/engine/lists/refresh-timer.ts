import { SerialQueue } from '../serial-queue.ts';

/**
 * Timers stand still while the machine sleeps and know nothing of a clock that is set, so lists are
 * looked at again at least this often while one is to be refreshed.
 */
const MAX_TIMER_MS = 30_000;

/** Refreshes the lists that are due, one after the other. */
export class RefreshTimer {
  /** When each list is due, milliseconds since 1970. */
  readonly #times: () => ReadonlyMap<string, number>;
  readonly #refresh: (name: string) => Promise<unknown>;
  readonly #queue = new SerialQueue();
  /** Those whose turn comes, or is. */
  readonly #waiting = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(
    times: () => ReadonlyMap<string, number>,
    refresh: (name: string) => Promise<unknown>,
  ) {
    this.#times = times;
    this.#refresh = refresh;
  }

  /** After every change of what is due when. */
  plan(): void {
    clearTimeout(this.#timer);
    const idle = [...this.#times()].filter(([name]) => !this.#waiting.has(name));
    if (idle.length === 0 || this.#stopped) return;
    const delayMs = Math.max(0, Math.min(...idle.map(([, dueAt]) => dueAt)) - Date.now());
    this.#timer = setTimeout(() => this.#look(), Math.min(delayMs, MAX_TIMER_MS));
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #look(): void {
    for (const [name, dueAt] of this.#times()) {
      if (dueAt > Date.now() || this.#waiting.has(name)) continue;
      this.#waiting.add(name);
      void this.#queue.run(() => this.#refreshNow(name));
    }
    this.plan();
  }

  async #refreshNow(name: string): Promise<void> {
    if (!this.#stopped) await this.#refresh(name);
    this.#waiting.delete(name);
    this.plan();
  }
}
