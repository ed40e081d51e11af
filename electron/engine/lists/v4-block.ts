import type { GrowingWords } from './growing-words.ts';
import { BLOCK_LISTS, bitsBetween, FIRST_LEAF, LEAVES } from './v4-layout.ts';

const SLASH24S = 64;
/** In the lower word of a leaf: lists that hold the whole /24. */
const WHOLE = 0xffff;

/** The /24s of one block while they come, before it is known which need leaves. */
export class V4Block {
  readonly #low = new Uint32Array(SLASH24S);
  readonly #high = new Uint32Array(SLASH24S);
  /** A bit for each that came: of the first half, and of the second. */
  readonly #present = new Uint32Array(2);
  /** Of whole /24s: what more than half of them have, else what some have, by Boyer and Moore's vote. */
  #lists = 0;
  #lead = 0;

  /** What `count` /24s from `first` (0 to 63) hold, as words of a leaf. */
  put(first: number, count: number, low: number, high: number): void {
    for (let index = first; index < first + count; index++) {
      this.#low[index] = low;
      this.#high[index] = high;
    }
    for (let from = first; from < first + count; from = (from | 31) + 1) {
      const last = Math.min(first + count - 1, from | 31);
      const word = from >>> 5;
      this.#present[word] = (this.#present[word] as number) | bitsBetween(from & 31, last & 31);
    }
    if (high === 0 && low <= WHOLE) this.#vote(low, count);
  }

  /** Writes the block's words from `at`, adds the leaves it needs, and is empty again. */
  write(blocks: Uint32Array, at: number, leaves: GrowingWords): void {
    const present = this.#present;
    if (present[0] === 0 && present[1] === 0) return;
    blocks[at + FIRST_LEAF] = leaves.count;
    blocks[at + BLOCK_LISTS] = this.#lists;
    for (const half of [0, 1]) {
      blocks[at + half] = present[half] as number;
      blocks[at + LEAVES + half] = this.#writeLeaves(half, leaves);
      present[half] = 0;
    }
    this.#lists = 0;
    this.#lead = 0;
  }

  /** Of one half; answers which have one. */
  #writeLeaves(half: number, leaves: GrowingWords): number {
    let written = 0;
    for (let left = this.#present[half] as number; left !== 0; left &= left - 1) {
      const bit = 31 - Math.clz32(left & -left);
      const low = this.#low[half * 32 + bit] as number;
      const high = this.#high[half * 32 + bit] as number;
      if (high === 0 && low === this.#lists) continue;
      const leaf = leaves.add();
      leaves.words[leaf] = low;
      leaves.words[leaf + 1] = high;
      written |= 1 << bit;
    }
    return written;
  }

  #vote(lists: number, count: number): void {
    if (lists === this.#lists) {
      this.#lead += count;
    } else if (count > this.#lead) {
      this.#lists = lists;
      this.#lead = count - this.#lead;
    } else {
      this.#lead -= count;
    }
  }
}
