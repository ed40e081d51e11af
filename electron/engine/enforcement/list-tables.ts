/** The lists' prefixes in the kernel. A changed list gets new tables, and programs that use them. */
import { setImmediate } from 'node:timers/promises';
import { ok, type Result } from '../../contract/result.ts';
import type { DataPlane, MapSource } from '../bpf/data-plane.ts';
import { LIST_MAPS, type ListMap } from '../bpf/map-names.ts';
import type { MapSet } from '../bpf/map-set.ts';
import { MappedArray } from '../bpf/mapped-array.ts';
import type { PrefixTables } from '../lists/prefix-tables.ts';
import { BLOCK_WORDS, CHUNK_WORDS, LEAF_WORDS } from '../lists/v4-layout.ts';
import { V6_KEY_BYTES } from '../lists/v6-entries.ts';

/** Copied in one go: below a millisecond, also where every page is new. */
const STRETCH_BYTES = 1 << 20;
const BATCH_ENTRIES = 50_000;

export class ListTables implements Disposable {
  readonly #maps: MapSet<ListMap>;
  /** In bits, longest first. */
  readonly lengthsV6: readonly number[];

  private constructor(maps: MapSet<ListMap>, lengthsV6: readonly number[]) {
    this.#maps = maps;
    this.lengthsV6 = lengthsV6;
  }

  /** Without `tables`: no list. Fails with `kernel-refused`, mostly for lack of memory. */
  static async create(plane: DataPlane, tables?: PrefixTables): Promise<Result<ListTables>> {
    const created = await plane.createMaps(LIST_MAPS, {
      list_v4_blocks: tables ? tables.v4.blocks.length / BLOCK_WORDS : 1,
      list_v4_leaves: tables ? tables.v4.leaves.length / LEAF_WORDS : 1,
      list_v4_chunks: tables ? tables.v4.chunks.length / CHUNK_WORDS : 1,
      list_v6_prefixes: tables?.v6.count ?? 1,
    });
    if (!created.ok) return created;
    const own = new ListTables(created.value, tables?.v6.lengths ?? []);
    if (!tables) return ok(own);
    const filled = await own.#fill(tables);
    if (filled.ok) return ok(own);
    own[Symbol.dispose]();
    return filled;
  }

  get maps(): MapSource {
    return new Map(this.#maps.entries());
  }

  [Symbol.dispose](): void {
    this.#maps[Symbol.dispose]();
  }

  async #fill({ v4, v6 }: PrefixTables): Promise<Result<null>> {
    for (const [name, words] of [
      ['list_v4_blocks', v4.blocks],
      ['list_v4_leaves', v4.leaves],
      ['list_v4_chunks', v4.chunks],
    ] as const) {
      const written = await this.#writeMapped(name, words);
      if (!written.ok) return written;
    }
    const values = new Uint8Array(v6.lists.buffer, v6.lists.byteOffset, v6.lists.byteLength);
    for (let from = 0; from < v6.count; from += BATCH_ENTRIES) {
      const to = Math.min(from + BATCH_ENTRIES, v6.count);
      const written = await this.#maps
        .get('list_v6_prefixes')
        .updateMany(
          v6.keys.subarray(from * V6_KEY_BYTES, to * V6_KEY_BYTES),
          values.subarray(from * 4, to * 4),
          to - from,
        );
      if (!written.ok) return written;
    }
    return ok(null);
  }

  /** At memory speed. */
  async #writeMapped(name: ListMap, words: Uint32Array): Promise<Result<null>> {
    if (words.length === 0) return ok(null);
    const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
    const opened = MappedArray.open(this.#maps.get(name), bytes.length);
    if (!opened.ok) return opened;
    using memory = opened.value;
    for (let at = 0; at < bytes.length; at += STRETCH_BYTES) {
      memory.write(at, bytes.subarray(at, at + STRETCH_BYTES));
      await setImmediate();
    }
    return ok(null);
  }
}
