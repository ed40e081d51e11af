import type { V4Ranges } from './parsed-list.ts';
import type { Sliced } from './slices.ts';
import {
  bitsBetween,
  CHUNK_LISTS,
  CHUNK_WORDS,
  isPartAtEnd,
  isPartAtStart,
  LEAF_WORDS,
  leafIndex,
  NEXT_CHUNK,
  type V4Tables,
} from './v4-layout.ts';

/** Leaves, or ranges, between two yields. */
const MAX_LEAVES = 65_536;
const MAX_ROWS = 8192;

/** Enters one list into tables whose leaves are numbered and whose chunks are counted. */
export class V4Filler {
  /** How many chunks are taken, by this list and those before it. */
  chunksUsed: number;
  readonly #tables: V4Tables;
  readonly #mask: number;
  /** The /24 that the last chunk is for. */
  #chunkOf = -1;

  /** `mask`: the list's bit. */
  constructor(tables: V4Tables, mask: number, chunksUsed: number) {
    this.#tables = tables;
    this.#mask = mask;
    this.chunksUsed = chunksUsed;
  }

  *fill(ranges: V4Ranges): Sliced<void> {
    const rows = ranges.starts.length;
    for (let from = 0; from < rows; from += MAX_ROWS) {
      const to = Math.min(from + MAX_ROWS, rows);
      this.#fillParts(ranges, from, to);
      yield;
      yield* this.#fillWhole(ranges, from, to);
    }
  }

  /** Where ranges begin and end within a /24. */
  #fillParts({ starts, ends }: V4Ranges, from: number, to: number): void {
    for (let row = from; row < to; row++) {
      const start = starts[row] as number;
      const end = ends[row] as number;
      if (isPartAtStart(start, end)) {
        this.#fillPart(start >>> 8, start & 255, start >>> 8 === end >>> 8 ? end & 255 : 255);
      }
      if (isPartAtEnd(start, end)) this.#fillPart(end >>> 8, 0, end & 255);
    }
  }

  /** The /24s in between. */
  *#fillWhole({ starts, ends }: V4Ranges, from: number, to: number): Sliced<void> {
    let left = MAX_LEAVES;
    for (let row = from; row < to; row++) {
      const start = starts[row] as number;
      const end = ends[row] as number;
      let first = (start >>> 8) + (isPartAtStart(start, end) ? 1 : 0);
      const behind = (end >>> 8) + (isPartAtEnd(start, end) ? 0 : 1);
      while (first < behind) {
        const count = Math.min(behind - first, left);
        this.#fillLeaves(first, count);
        first += count;
        left -= count;
        if (left > 0) continue;
        left = MAX_LEAVES;
        yield;
      }
    }
  }

  /** All of these /24s have leaves, so those stand side by side. */
  #fillLeaves(first: number, count: number): void {
    const { leaves, blocks } = this.#tables;
    const begin = leafIndex(blocks, first) * LEAF_WORDS;
    for (let at = begin; at < begin + count * LEAF_WORDS; at += LEAF_WORDS) {
      leaves[at] = (leaves[at] as number) | this.#mask;
    }
  }

  /** Bytes low to high of a /24. Ranges come in order, so one chunk is open at a time. */
  #fillPart(slash24: number, low: number, high: number): void {
    const { chunks } = this.#tables;
    if (slash24 !== this.#chunkOf) this.#openChunk(slash24);
    const chunk = (this.chunksUsed - 1) * CHUNK_WORDS;
    for (let word = low >>> 5; word <= high >>> 5; word++) {
      const bits = bitsBetween(
        word === low >>> 5 ? low & 31 : 0,
        word === high >>> 5 ? high & 31 : 31,
      );
      chunks[chunk + word] = (chunks[chunk + word] as number) | bits;
    }
  }

  #openChunk(slash24: number): void {
    const { leaves, blocks, chunks } = this.#tables;
    const firstChunkAt = leafIndex(blocks, slash24) * LEAF_WORDS + 1;
    const chunk = this.chunksUsed * CHUNK_WORDS;
    this.chunksUsed += 1;
    this.#chunkOf = slash24;
    chunks[chunk + NEXT_CHUNK] = leaves[firstChunkAt] as number;
    chunks[chunk + CHUNK_LISTS] = this.#mask;
    leaves[firstChunkAt] = this.chunksUsed;
  }
}
