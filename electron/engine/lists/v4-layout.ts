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
export const STARTS = 2;
export const LEAVES_BEFORE = 4;
export const NEXT_CHUNK = 8;
export const CHUNK_LISTS = 9;
/** In the lower word of a leaf, above the lists that hold the whole /24. */
export const LAST_BYTE_SHIFT = 16;
export const LIST_OF_ONE_SHIFT = 24;

/** The word of the block that has the bit of this /24, which is its lowest five bits. */
export function presentAt(slash24: number): number {
  return (slash24 >>> 6) * BLOCK_WORDS + ((slash24 >>> 5) & 1);
}

/** Whether any list has something there, and so a leaf. */
export function isPresent({ blocks }: V4Tables, slash24: number): boolean {
  return (((blocks[presentAt(slash24)] as number) >>> (slash24 & 31)) & 1) !== 0;
}

/** Index of the leaf of a /24 that has one. */
export function leafIndex({ blocks }: V4Tables, slash24: number): number {
  const block = (slash24 >>> 6) * BLOCK_WORDS;
  const upToBit = bitsBetween(0, slash24 & 31);
  const lower = blocks[block + STARTS] as number;
  const before = blocks[block + LEAVES_BEFORE] as number;
  if ((slash24 & 32) === 0) return before + bitCount(lower & upToBit) - 1;
  const upper = blocks[block + STARTS + 1] as number;
  return before + bitCount(lower) + bitCount(upper & upToBit) - 1;
}

/** Bits low to high (0 to 31, both included). */
export function bitsBetween(low: number, high: number): number {
  return (0xffffffff >>> (31 - high)) & (0xffffffff << low);
}
