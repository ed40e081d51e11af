/** Rows come into sight one after the other; what they ask is asked together. */
const GATHER_MS = 80;
/** Beyond this, what waits longest is forgotten: it has left the screen. */
const MAX_WAITING = 20_000;

/** Gathers keys for a while, asks for so many at a time, one question after the other. */
export class Questions {
  readonly #maxAtOnce: number;
  readonly #ask: (keys: readonly string[]) => Promise<void>;
  readonly #waiting = new Set<string>();
  #underWay: ReadonlySet<string> = new Set();
  #scheduled = false;

  constructor(maxAtOnce: number, ask: (keys: readonly string[]) => Promise<void>) {
    this.#maxAtOnce = maxAtOnce;
    this.#ask = ask;
  }

  /** One that waits, or is being asked, is not asked again. */
  add(key: string): void {
    if (this.#underWay.has(key)) return;
    this.#waiting.add(key);
    const [oldest] = this.#waiting;
    if (this.#waiting.size > MAX_WAITING && oldest !== undefined) this.#waiting.delete(oldest);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setTimeout(() => void this.#askAll(), GATHER_MS);
  }

  async #askAll(): Promise<void> {
    while (this.#waiting.size > 0) {
      // The newest: what is in sight now.
      const keys = [...this.#waiting].slice(-this.#maxAtOnce);
      for (const key of keys) this.#waiting.delete(key);
      this.#underWay = new Set(keys);
      await this.#ask(keys);
    }
    this.#underWay = new Set();
    this.#scheduled = false;
  }
}
