/** The tables that several criteria are looked up in (bpf/include/vectors.h), in the kernel. */
import { ok, type Result } from '../../contract/result.ts';
import { encodeU32 } from '../bpf/layout.ts';
import type { DirectionMap } from '../bpf/map-names.ts';
import type { MapSet, MapSizes } from '../bpf/map-set.ts';
import type { CompiledVectors } from '../compiler/compile-ruleset.ts';
import { TABLE_LAYOUTS } from '../compiler/tables.ts';

const REFERENCE_BYTES = 4;
const SOURCE = 0;
const DESTINATION = 1;

/** Entries of the maps; undefined: no rule needs them. */
export function vectorSizes(vectors: CompiledVectors | undefined): MapSizes {
  if (!vectors) return { positions: 1 };
  return {
    positions: vectors.positions.length,
    vectors: vectors.vectors.length / TABLE_LAYOUTS.vector.size,
    class_tables: vectors.classTables.length / TABLE_LAYOUTS.class_table.size,
    mac_classes: vectors.macs.length,
  };
}

/** Maps of these sizes that no program uses yet. Fails with `kernel-refused`. */
export async function fillVectors(
  maps: MapSet<DirectionMap>,
  vectors: CompiledVectors,
): Promise<Result<null>> {
  const fillArray = (name: DirectionMap, values: Uint8Array, valueBytes: number) =>
    maps.get(name).updateFirst(values, values.length / valueBytes);
  const steps = [
    () => fillArray('vectors', vectors.vectors, TABLE_LAYOUTS.vector.size),
    () => fillArray('class_tables', vectors.classTables, TABLE_LAYOUTS.class_table.size),
    () => fillArray('positions', bytesOf(vectors.positions), REFERENCE_BYTES),
    () => fillRanges(maps, vectors),
    () => fillMacs(maps, vectors),
  ];
  for (const step of steps) {
    const done = await step();
    if (!done.ok) return done;
  }
  return ok(null);
}

async function fillRanges(
  maps: MapSet<DirectionMap>,
  { v4, v6 }: CompiledVectors,
): Promise<Result<null>> {
  for (const [name, { source, destination }] of [
    ['v4_classes', v4],
    ['v6_classes', v6],
  ] as const) {
    for (const [index, ranges] of [
      [SOURCE, source],
      [DESTINATION, destination],
    ] as const) {
      if (!ranges) continue;
      const filled = maps.get(name).update(encodeU32(index), ranges);
      if (!filled.ok) return filled;
    }
  }
  return ok(null);
}

async function fillMacs(
  maps: MapSet<DirectionMap>,
  { macs }: CompiledVectors,
): Promise<Result<null>> {
  for (const { key, vector } of macs) {
    const filled = maps.get('mac_classes').update(key, encodeU32(vector));
    if (!filled.ok) return filled;
  }
  return ok(null);
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
