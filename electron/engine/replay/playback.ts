/**
 * Where a recording has come to. It has no timer of its own: it catches up whenever somebody looks,
 * which is every frame while packets are watched, and four times a second while counters are.
 */

/**
 * After a longer pause nobody was looking, or the machine slept: the recording stood still, and goes
 * on from there instead of playing all that was missed at once.
 */
const LONGEST_CATCH_UP_NS = 2e9;

export class Playback {
  readonly #timesNs: Float64Array;
  readonly #durationNs: number;
  /** When the turn that is played began. */
  #turnNs: number;
  #nowNs: number;
  #next = 0;

  /** Begins now. `durationNs` is above 0, and later than all times. */
  constructor(timesNs: Float64Array, durationNs: number, nowNs: number) {
    this.#timesNs = timesNs;
    this.#durationNs = durationNs;
    this.#turnNs = nowNs;
    this.#nowNs = nowNs;
  }

  /** Plays what has become due, in order: the record's index, and when it was due. */
  advance(nowNs: number, play: (index: number, dueNs: number) => void): void {
    const pauseNs = nowNs - this.#nowNs;
    this.#nowNs = nowNs;
    if (pauseNs > LONGEST_CATCH_UP_NS) this.#turnNs += pauseNs;
    for (;;) {
      if (this.#next === this.#timesNs.length) {
        this.#next = 0;
        this.#turnNs += this.#durationNs;
      }
      const dueNs = this.#turnNs + (this.#timesNs[this.#next] as number);
      if (dueNs > nowNs) return;
      play(this.#next, dueNs);
      this.#next += 1;
    }
  }
}
