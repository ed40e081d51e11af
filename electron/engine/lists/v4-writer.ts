import { GrowingWords } from './growing-words.ts';
import { V4Block } from './v4-block.ts';
import {
  BLOCK_LISTS,
  BLOCK_WORDS,
  BLOCKS,
  bitsBetween,
  CHUNK_LISTS,
  CHUNK_WORDS,
  LAST_BYTE_SHIFT,
  LEAF_WORDS,
  LIST_OF_ONE_SHIFT,
  NEXT_CHUNK,
  type V4Tables,
} from './v4-layout.ts';

const BLOCK_SLASH24S = 64;
const ALL = 0xffffffff;

/** Writes what lists hold of each /24, in the order of those. */
export class V4Writer {
  readonly #blocks = new Uint32Array(BLOCKS * BLOCK_WORDS);
  readonly #leaves = new GrowingWords(LEAF_WORDS);
  readonly #chunks = new GrowingWords(CHUNK_WORDS);
  /** Of the last block, as long as more of its /24s may come. */
  readonly #block = new V4Block();
  #blockIndex = 0;
  /** The leaf that is made now. */
  #low = 0;
  #high = 0;
  /** The list that its last chunk is for. */
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

  /** The leaf is for these /24s, all behind those before. Of several, lists hold the whole. */
  endLeaf(first: number, last: number): void {
    for (let from = first; from <= last; ) {
      const index = Math.floor(from / BLOCK_SLASH24S);
      const behind = Math.min((index + 1) * BLOCK_SLASH24S, last + 1);
      this.#goTo(index);
      if (behind - from === BLOCK_SLASH24S) this.#writeWhole(index);
      else this.#block.put(from % BLOCK_SLASH24S, behind - from, this.#low, this.#high);
      from = behind;
    }
  }

  finish(): V4Tables {
    this.#goTo(BLOCKS);
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

  /** All of a block's /24s are alike. */
  #writeWhole(index: number): void {
    const at = index * BLOCK_WORDS;
    this.#blocks[at] = ALL;
    this.#blocks[at + 1] = ALL;
    this.#blocks[at + BLOCK_LISTS] = this.#low;
  }

  #goTo(index: number): void {
    if (index === this.#blockIndex) return;
    this.#block.write(this.#blocks, this.#blockIndex * BLOCK_WORDS, this.#leaves);
    this.#blockIndex = index;
  }
}
