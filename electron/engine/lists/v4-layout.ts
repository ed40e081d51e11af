/** The IPv4 tables of bpf/include/lists.h: where what stands. A /24 goes by its address >>> 8. */
import { bitCount } from './parsed-list.ts';

/** All in words of 32 bits, little-endian; 64-bit fields have their lower half first. */
export interface V4Tables {
  /** `struct list_block[LIST_BLOCKS]`. */
  readonly blocks: Uint32Array;
  /** `list_leaf[]`, in the order of their /24s. */
  readonly leaves: Uint32Array;
  /** `struct list_chunk[]`. */
  readonly chunks: Uint32Array;
}

export const BLOCKS = 1 << 18;
export const BLOCK_WORDS = 6;
export const LEAF_WORDS = 2;
export const CHUNK_WORDS = 12;
/** Words of a block and of a chunk. */
export const LEAVES = 2;
export const FIRST_LEAF = 4;
export const BLOCK_LISTS = 5;
export const NEXT_CHUNK = 8;
export const CHUNK_LISTS = 9;
/** In the lower word of a leaf, above the lists that hold the whole /24. */
export const LAST_BYTE_SHIFT = 16;
export const LIST_OF_ONE_SHIFT = 24;

/** Whether any list has something there. */
export function isPresent({ blocks }: V4Tables, slash24: number): boolean {
  return hasBit(blocks, (slash24 >>> 6) * BLOCK_WORDS, slash24 & 63);
}

/** Whether it has a leaf of its own. If not, and something is there, it is as its block says. */
export function hasLeaf({ blocks }: V4Tables, slash24: number): boolean {
  return hasBit(blocks, (slash24 >>> 6) * BLOCK_WORDS + LEAVES, slash24 & 63);
}

/** `bit` (0 to 63) of the two words from `at`. */
function hasBit(words: Uint32Array, at: number, bit: number): boolean {
  return (((words[at + (bit >>> 5)] as number) >>> (bit & 31)) & 1) !== 0;
}

/** Index of the leaf of a /24 that has one. */
export function leafIndex({ blocks }: V4Tables, slash24: number): number {
  const block = (slash24 >>> 6) * BLOCK_WORDS;
  const below = (1 << (slash24 & 31)) - 1;
  const lower = blocks[block + LEAVES] as number;
  const first = blocks[block + FIRST_LEAF] as number;
  if ((slash24 & 32) === 0) return first + bitCount(lower & below);
  const upper = blocks[block + LEAVES + 1] as number;
  return first + bitCount(lower) + bitCount(upper & below);
}

/** Bits low to high (0 to 31, both included). */
export function bitsBetween(low: number, high: number): number {
  return (0xffffffff >>> (31 - high)) & (0xffffffff << low);
}
