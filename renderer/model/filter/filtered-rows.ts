import type { PacketTest } from '../../../electron/contract/language/filter/record-fields.ts';
import type { PacketHistory } from '../packet-history.ts';
import type { PacketRows } from '../packet-rows.ts';

/** Packets that are looked at between two looks at the clock. */
const STRETCH = 512;

type FilteredHistory = Pick<PacketHistory, 'range' | 'first' | 'end' | 'capacity' | 'test'>;

/**
 * The packets that a filter lets through. Every packet is looked at once, from the oldest that is
 * kept to the newest, a little at a time: {@link advance} goes on where the last call ended, and so
 * catches up with the history first and then keeps up with it. What is remembered is the sequence of
 * each packet let through, never more of them than the history keeps.
 */
export class FilteredRows implements PacketRows {
  readonly #history: FilteredHistory;
  readonly #test: PacketTest;
  /** A ring: the sequence at a position is at that position modulo its length. */
  readonly #sequences: Float64Array;
  #oldest = 0;
  #newest = 0;
  /** Sequence of the next packet to look at. */
  #next: number;
  readonly #begun: number;

  constructor(history: FilteredHistory, test: PacketTest) {
    this.#history = history;
    this.#test = test;
    this.#sequences = new Float64Array(history.capacity);
    this.#next = history.first;
    this.#begun = history.first;
  }

  get first(): number {
    return this.positionOf(this.#history.range.first);
  }

  get end(): number {
    return this.positionOf(this.#history.range.end);
  }

  /** Whether every packet that is kept was looked at. */
  get isCaughtUp(): boolean {
    return this.#next >= this.#history.end;
  }

  /** How much of what was there at first was looked at, from 0 to 1. */
  get progress(): number {
    const { first, end } = this.#history;
    const begun = Math.max(first, this.#begun);
    return end <= begun ? 1 : Math.min(1, Math.max(0, (this.#next - begun) / (end - begun)));
  }

  /** One past the last packet that was looked at. */
  get lookedUntil(): number {
    return this.#next;
  }

  /** How many were let through from this sequence on, up to the end of what is shown. */
  countFrom(sequence: number): number {
    return Math.max(0, this.end - this.positionOf(sequence));
  }

  sequenceAt(position: number): number | undefined {
    if (position < this.#oldest || position >= this.#newest) return undefined;
    const sequence = this.#at(position);
    const { first, end } = this.#history.range;
    return sequence >= first && sequence < end ? sequence : undefined;
  }

  positionOf(sequence: number): number {
    let [low, high] = [this.#oldest, this.#newest];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.#at(middle) < sequence) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Looks at packets until all were looked at or the time is over, by the clock of `nowMs`. */
  advance(budgetMs: number, nowMs: () => number): void {
    const history = this.#history;
    if (history.end < this.#next) this.#beginAfresh();
    // What was overwritten before it was looked at is in no view any more.
    this.#next = Math.max(this.#next, history.first);
    const until = nowMs() + budgetMs;
    while (this.#next < history.end) {
      const stretchEnd = Math.min(history.end, this.#next + STRETCH);
      while (this.#next < stretchEnd) {
        if (history.test(this.#next, this.#test) === true && !this.#add(this.#next)) return;
        this.#next += 1;
      }
      if (nowMs() >= until) return;
    }
  }

  /** False where there is no room: all that is remembered is held, and goes on when it is let go. */
  #add(sequence: number): boolean {
    const { length } = this.#sequences;
    if (this.#newest - this.#oldest >= length) {
      if (this.#at(this.#oldest) >= this.#history.first) return false;
      this.#oldest = this.positionOf(this.#history.first);
    }
    this.#sequences[this.#newest % length] = sequence;
    this.#newest += 1;
    return true;
  }

  #at(position: number): number {
    return this.#sequences[position % this.#sequences.length] as number;
  }

  /** The history was cleared. */
  #beginAfresh(): void {
    this.#oldest = 0;
    this.#newest = 0;
    this.#next = this.#history.first;
  }
}
