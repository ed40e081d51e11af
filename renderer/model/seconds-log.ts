/** From this many milliseconds on that were spanned, what a second had is known. */
const KNOWN_MS = 990;

/**
 * What came in each whole second, for any number of columns by name. What came within a stretch of
 * time is shared out evenly over it. Seconds that nothing was told of are not known, which is not 0.
 */
export class SecondsLog {
  /** How many seconds are kept. */
  readonly seconds: number;
  readonly #columns = new Map<string, Float64Array>();
  /** By place of a second: how much of it was told of. */
  readonly #spannedMs: Float64Array;
  /** The second being filled, since 1970. */
  #second = 0;

  constructor(seconds: number) {
    this.seconds = seconds;
    // One more: the second being filled has a place as well.
    this.#spannedMs = new Float64Array(seconds + 1);
  }

  /** The second after the last whole one, since 1970. */
  get endSecond(): number {
    return this.#second;
  }

  /** The seconds until a moment are over, whether or not something was told of them. */
  moveTo(timeMs: number): void {
    const second = Math.floor(timeMs / 1000);
    const steps = Math.min(second - this.#second, this.seconds + 1);
    for (let ago = 0; ago < steps; ago += 1) {
      const place = this.#place(second - ago);
      this.#spannedMs[place] = 0;
      for (const column of this.#columns.values()) column[place] = 0;
    }
    this.#second = Math.max(this.#second, second);
  }

  /** What came from one moment to a later one, by name; names that are left out had nothing. */
  add(fromMs: number, untilMs: number, came: ReadonlyMap<string, number>): void {
    for (let atMs = fromMs; atMs < untilMs; ) {
      const second = Math.floor(atMs / 1000);
      const endMs = Math.min(untilMs, (second + 1) * 1000);
      this.moveTo(atMs);
      const place = this.#place(second);
      this.#spannedMs[place] = (this.#spannedMs[place] as number) + endMs - atMs;
      const share = (endMs - atMs) / (untilMs - fromMs);
      for (const [name, count] of came) {
        if (count > 0) this.#addTo(name, place, count * share);
      }
      atMs = endMs;
    }
    this.moveTo(untilMs);
  }

  /** The seconds from `from` up to, not including, `end`; `null` where nothing is known. */
  values(name: string, from: number, end: number): (number | null)[] {
    const column = this.#columns.get(name);
    const values: (number | null)[] = [];
    for (let second = from; second < end; second += 1) {
      values.push(this.isKnown(second) ? (column?.[this.#place(second)] ?? 0) : null);
    }
    return values;
  }

  isKnown(second: number): boolean {
    if (second >= this.#second || second < this.#second - this.seconds) return false;
    return (this.#spannedMs[this.#place(second)] as number) >= KNOWN_MS;
  }

  /** What was added from `from` up to, not including, `end`. */
  sum(name: string, from: number, end: number): number {
    const column = this.#columns.get(name);
    if (!column) return 0;
    let sum = 0;
    for (let second = from; second < end; second += 1) {
      if (this.isKnown(second)) sum += column[this.#place(second)] as number;
    }
    return sum;
  }

  /** Forgets a column. */
  remove(name: string): void {
    this.#columns.delete(name);
  }

  /** Forgets everything. */
  clear(): void {
    this.#columns.clear();
    this.#spannedMs.fill(0);
    this.#second = 0;
  }

  #addTo(name: string, place: number, value: number): void {
    let column = this.#columns.get(name);
    if (!column) {
      column = new Float64Array(this.seconds + 1);
      this.#columns.set(name, column);
    }
    column[place] = (column[place] as number) + value;
  }

  #place(second: number): number {
    return second % (this.seconds + 1);
  }
}
