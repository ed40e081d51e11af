/** From parsed lists to what the kernel looks addresses up in: bpf/include/lists.h says how. */
import type { ParsedList } from './parsed-list.ts';
import type { Sliced } from './slices.ts';
import type { V4Tables } from './v4-layout.ts';
import { buildV4Tables } from './v4-tables.ts';
import { buildV6Entries, type V6Entries } from './v6-entries.ts';

/** A list and its number (0 to 15): the bit that says an address is in it. */
export interface NumberedList {
  readonly bit: number;
  readonly list: ParsedList;
}

export interface PrefixTables {
  readonly v4: V4Tables;
  readonly v6: V6Entries;
}

export function* buildPrefixTables(lists: readonly NumberedList[]): Sliced<PrefixTables> {
  return { v4: yield* buildV4Tables(lists), v6: yield* buildV6Entries(lists) };
}
