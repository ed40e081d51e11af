import { GrowingWords } from './growing-words.ts';
import {
  BLOCK_WORDS,
  BLOCKS,
  bitsBetween,
  CHUNK_LISTS,
  CHUNK_WORDS,
  LAST_BYTE_SHIFT,
  LEAF_WORDS,
  LEAVES_BEFORE,
  LIST_OF_ONE_SHIFT,
  NEXT_CHUNK,
  presentAt,
  STARTS,
  type V4Tables,
} from './v4-layout.ts';

/** Writes leaves, and what leads to them, in the order of their /24s. */
export class V4Writer {
  readonly #blocks = new Uint32Array(BLOCKS * BLOCK_WORDS);
  readonly #leaves = new GrowingWords(LEAF_WORDS);
  readonly #chunks = new GrowingWords(CHUNK_WORDS);
  /** The block that is written, and what the last leaf says. */
  #block = 0;
  #written: readonly [low: number, high: number] = [0, 0];
  #low = 0;
  #high = 0;
  /** The list that the last chunk of this leaf is for. */
  #chunkOf = -1;

  /** `whole`: mask of the lists that hold all that the leaf will be for. */
  beginLeaf(whole: number): void {
    this.#low = whole;
    this.#high = 0;
    this.#chunkOf = -1;
  }

  /** One list's parts come together: `first` to `last` of a /24's bytes. */
  addPart(bit: number, first: number, last: number): void {
    if (first === last && this.#low >>> LIST_OF_ONE_SHIFT === 0 && this.#chunkOf !== bit) {
      this.#low |= (first << LAST_BYTE_SHIFT) | ((bit + 1) << LIST_OF_ONE_SHIFT);
      return;
    }
    if (this.#chunkOf !== bit) this.#openChunk(bit);
    const { words } = this.#chunks;
    const chunk = (this.#chunks.count - 1) * CHUNK_WORDS;
    for (let word = first >>> 5; word <= last >>> 5; word++) {
      const bits = bitsBetween(
        word === first >>> 5 ? first & 31 : 0,
        word === last >>> 5 ? last & 31 : 31,
      );
      words[chunk + word] = (words[chunk + word] as number) | bits;
    }
  }

  /** The leaf is for these /24s, all behind those before. */
  endLeaf(first: number, last: number): void {
    this.#goTo(first >>> 6);
    const [low, high] = this.#written;
    if (this.#low !== low || this.#high !== high) this.#writeLeaf(first);
    this.#goTo(last >>> 6);
    this.#markPresent(first, last);
  }

  finish(): V4Tables {
    return {
      blocks: this.#blocks,
      leaves: this.#leaves.finish(),
      chunks: this.#chunks.finish(),
    };
  }

  #openChunk(bit: number): void {
    this.#chunkOf = bit;
    const chunk = this.#chunks.add();
    this.#chunks.words[chunk + NEXT_CHUNK] = this.#high;
    this.#chunks.words[chunk + CHUNK_LISTS] = 1 << bit;
    this.#high = this.#chunks.count;
  }

  #writeLeaf(slash24: number): void {
    const leaf = this.#leaves.add();
    this.#leaves.words[leaf] = this.#low;
    this.#leaves.words[leaf + 1] = this.#high;
    this.#written = [this.#low, this.#high];
    const at = presentAt(slash24) + STARTS;
    this.#blocks[at] = (this.#blocks[at] as number) | (1 << (slash24 & 31));
  }

  /** No leaf starts in the blocks that are passed. */
  #goTo(block: number): void {
    while (this.#block < block) {
      this.#block += 1;
      this.#blocks[this.#block * BLOCK_WORDS + LEAVES_BEFORE] = this.#leaves.count;
    }
  }

  #markPresent(first: number, last: number): void {
    for (let slash24 = first; slash24 <= last; slash24 = (slash24 | 31) + 1) {
      const at = presentAt(slash24);
      const bits = bitsBetween(slash24 & 31, Math.min(last - slash24 + (slash24 & 31), 31));
      this.#blocks[at] = (this.#blocks[at] as number) | bits;
    }
  }
}
