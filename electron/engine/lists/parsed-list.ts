import { overRows, type Sliced } from './slices.ts';

/** IPv4 addresses as numbers (host order), from `starts[i]` to `ends[i]`, both included. */
export interface V4Ranges {
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** Prefix i is `bits[i]` long, and its address is four numbers of 32 bits, the first most significant. */
export interface V6Prefixes {
  readonly words: readonly [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
  readonly bits: Uint32Array;
}

/** What a list holds, with nothing in it twice. */
export interface ParsedList {
  /** Sorted; no two overlap or touch. */
  readonly v4: V4Ranges;
  /** Sorted by address, then by length; none is within another. */
  readonly v6: V6Prefixes;
  /** How many; an IPv4 range counts as many as it takes to write it down. */
  readonly prefixes: { readonly v4: number; readonly v6: number };
}

const NONE = new Uint32Array(0);

export const EMPTY_LIST: ParsedList = {
  v4: { starts: NONE, ends: NONE },
  v6: { words: [NONE, NONE, NONE, NONE], bits: NONE },
  prefixes: { v4: 0, v6: 0 },
};

/** How many prefixes it takes to cover exactly these addresses. */
export function prefixesOfRange(start: number, end: number): number {
  // Prefixes grow towards the roundest number of the range and shrink behind it, one for each bit.
  const behind = end + 1;
  if (start === 0) return behind === 2 ** 32 ? 1 : bitCount(behind);
  if (behind === 2 ** 32) return bitCount(-start >>> 0);
  const highestChange = 31 - Math.clz32((start - 1) ^ behind);
  const roundest = ((behind >>> highestChange) << highestChange) >>> 0;
  return bitCount(roundest - start) + bitCount(behind - roundest);
}

export function* countPrefixes({ starts, ends }: V4Ranges): Sliced<number> {
  let count = 0;
  yield* overRows(starts.length, (from, to) => {
    for (let i = from; i < to; i++) {
      count += prefixesOfRange(starts[i] as number, ends[i] as number);
    }
  });
  return count;
}

/** Prefixes of several lists together. */
export function countAll(lists: Iterable<ParsedList>): number {
  let total = 0;
  for (const { prefixes } of lists) total += prefixes.v4 + prefixes.v6;
  return total;
}

/** Bits that are 1 among the lower 32. */
export function bitCount(value: number): number {
  let bits = value - ((value >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The part of word `index` (0 to 3) that a prefix of this length covers, as a mask. */
export function wordMask(bits: number, index: number): number {
  const covered = bits - 32 * index;
  if (covered <= 0) return 0;
  return covered >= 32 ? 0xffffffff : (0xffffffff << (32 - covered)) >>> 0;
}

/** Whether prefix `outer` of `a` covers prefix `row` of `b`, or is the same. */
export function covers(a: V6Prefixes, outer: number, b: V6Prefixes, row: number): boolean {
  const bits = a.bits[outer] as number;
  if (bits > (b.bits[row] as number)) return false;
  for (let index = 0; index < 4; index++) {
    const mask = wordMask(bits, index);
    if (mask === 0) return true;
    const own = a.words[index as 0][outer] as number;
    if (((own ^ (b.words[index as 0][row] as number)) & mask) !== 0) return false;
  }
  return true;
}
