/** The two-level tables of bpf/include/lists.h: where what stands. A /24 goes by its address >>> 8. */
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
export const BLOCK_WORDS = 4;
export const LEAF_WORDS = 2;
export const CHUNK_WORDS = 12;
/** Words of a block and of a chunk. */
export const FIRST_LEAF = 2;
export const NEXT_CHUNK = 8;
export const CHUNK_LISTS = 9;

/** Index of the leaf of a /24 that has one. */
export function leafIndex(blocks: Uint32Array, slash24: number): number {
  const block = (slash24 >>> 6) * BLOCK_WORDS;
  const bit = slash24 & 31;
  const below = (1 << bit) - 1;
  const lower = blocks[block] as number;
  const first = blocks[block + FIRST_LEAF] as number;
  if ((slash24 & 32) === 0) return first + bitCount(lower & below);
  return first + bitCount(lower) + bitCount((blocks[block + 1] as number) & below);
}

/** Whether the range leaves something out of the /24 it begins in. */
export function isPartAtStart(start: number, end: number): boolean {
  return (start & 255) !== 0 || (start >>> 8 === end >>> 8 && (end & 255) !== 255);
}

/** Whether it ends within a /24 other than that it begins in. */
export function isPartAtEnd(start: number, end: number): boolean {
  return start >>> 8 !== end >>> 8 && (end & 255) !== 255;
}

/** Bits low to high (0 to 31, both included). */
export function bitsBetween(low: number, high: number): number {
  return (0xffffffff >>> (31 - high)) & (0xffffffff << low);
}
