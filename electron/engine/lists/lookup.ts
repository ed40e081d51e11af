/** What the kernel does with the tables (bpf/lib/lists.h), for tests and comparisons. */
import { wordMask } from './parsed-list.ts';
import type { PrefixTables } from './prefix-tables.ts';
import {
  BLOCK_LISTS,
  BLOCK_WORDS,
  CHUNK_LISTS,
  CHUNK_WORDS,
  hasLeaf,
  isPresent,
  LAST_BYTE_SHIFT,
  LEAF_WORDS,
  LIST_OF_ONE_SHIFT,
  leafIndex,
  NEXT_CHUNK,
  type V4Tables,
} from './v4-layout.ts';
import { V6_KEY_BYTES, type V6Entries } from './v6-entries.ts';

/** Bit per list that holds the address: 4 or 16 bytes in network byte order. */
export function lookup(tables: PrefixTables, address: Uint8Array): number {
  const view = new DataView(address.buffer, address.byteOffset, address.length);
  if (address.length === 4) return lookupV4(tables.v4, view.getUint32(0));
  return lookupV6(
    tables.v6,
    [0, 4, 8, 12].map((at) => view.getUint32(at)),
  );
}

function lookupV4(tables: V4Tables, address: number): number {
  const slash24 = address >>> 8;
  if (!isPresent(tables, slash24)) return 0;
  const { blocks, leaves, chunks } = tables;
  if (!hasLeaf(tables, slash24)) {
    return blocks[(slash24 >>> 6) * BLOCK_WORDS + BLOCK_LISTS] as number;
  }
  const lastByte = address & 255;
  const leaf = leafIndex(tables, slash24) * LEAF_WORDS;
  const low = leaves[leaf] as number;
  let lists = low & 0xffff;
  const listOfOne = (low >>> LIST_OF_ONE_SHIFT) & 31;
  if (listOfOne > 0 && ((low >>> LAST_BYTE_SHIFT) & 255) === lastByte)
    lists |= 1 << (listOfOne - 1);
  let next = leaves[leaf + 1] as number;
  while (next > 0) {
    const chunk = (next - 1) * CHUNK_WORDS;
    const bits = chunks[chunk + (lastByte >>> 5)] as number;
    if (((bits >>> (lastByte & 31)) & 1) !== 0) lists |= chunks[chunk + CHUNK_LISTS] as number;
    next = chunks[chunk + NEXT_CHUNK] as number;
  }
  return lists;
}

function lookupV6(entries: V6Entries, words: readonly number[]): number {
  const view = new DataView(entries.keys.buffer, entries.keys.byteOffset);
  const isKey = (at: number, length: number) =>
    view.getUint32(at + 16, true) === length &&
    words.every((word, i) => view.getUint32(at + 4 * i) === (word & wordMask(length, i)) >>> 0);
  let lists = 0;
  for (const length of entries.lengths) {
    for (let entry = 0; entry < entries.count; entry++) {
      if (isKey(entry * V6_KEY_BYTES, length)) lists |= entries.lists[entry] as number;
    }
  }
  return lists;
}
