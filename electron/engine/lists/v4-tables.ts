/** IPv4 prefixes of all lists as two-level tables. A /24 goes by its address >>> 8. */
import { bitCount, type ParsedList, type V4Ranges } from './parsed-list.ts';
import { overRows, type Sliced } from './slices.ts';
import { V4Filler } from './v4-filler.ts';
import {
  BLOCK_WORDS,
  BLOCKS,
  bitsBetween,
  CHUNK_WORDS,
  FIRST_LEAF,
  isPartAtEnd,
  isPartAtStart,
  LEAF_WORDS,
  type V4Tables,
} from './v4-layout.ts';

export function* buildV4Tables(
  lists: readonly { readonly bit: number; readonly list: ParsedList }[],
): Sliced<V4Tables> {
  const blocks = new Uint32Array(BLOCKS * BLOCK_WORDS);
  let chunkCount = 0;
  for (const { list } of lists) chunkCount += yield* markBlocks(blocks, list.v4);
  const leafCount = yield* numberLeaves(blocks);
  const tables = {
    blocks,
    leaves: new Uint32Array(leafCount * LEAF_WORDS),
    chunks: new Uint32Array(chunkCount * CHUNK_WORDS),
  };
  let chunksUsed = 0;
  for (const { bit, list } of lists) {
    const filler = new V4Filler(tables, 1 << bit, chunksUsed);
    yield* filler.fill(list.v4);
    chunksUsed = filler.chunksUsed;
  }
  return tables;
}

/** Sets the bit of every /24 that the list touches; answers how many it holds only in part. */
function* markBlocks(blocks: Uint32Array, { starts, ends }: V4Ranges): Sliced<number> {
  let parts = 0;
  let lastPart = -1;
  yield* overRows(starts.length, (from, to) => {
    for (let row = from; row < to; row++) {
      const start = starts[row] as number;
      const end = ends[row] as number;
      const first = start >>> 8;
      const last = end >>> 8;
      markRun(blocks, first, last);
      if (isPartAtStart(start, end) && first !== lastPart) {
        parts += 1;
        lastPart = first;
      }
      if (isPartAtEnd(start, end)) {
        parts += 1;
        lastPart = last;
      }
    }
  });
  return parts;
}

function markRun(blocks: Uint32Array, first: number, last: number): void {
  const lastWord = last >>> 5;
  for (let word = first >>> 5; word <= lastWord; word++) {
    const low = word === first >>> 5 ? first & 31 : 0;
    const high = word === lastWord ? last & 31 : 31;
    const at = (word >>> 1) * BLOCK_WORDS + (word & 1);
    blocks[at] = (blocks[at] as number) | bitsBetween(low, high);
  }
}

function* numberLeaves(blocks: Uint32Array): Sliced<number> {
  let leaves = 0;
  yield* overRows(BLOCKS, (from, to) => {
    for (let at = from * BLOCK_WORDS; at < to * BLOCK_WORDS; at += BLOCK_WORDS) {
      blocks[at + FIRST_LEAF] = leaves;
      leaves += bitCount(blocks[at] as number) + bitCount(blocks[at + 1] as number);
    }
  });
  return leaves;
}
