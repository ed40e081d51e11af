/** Classes of addresses as the sorted ranges that the kernel searches. */
import type { Classes } from './classes.ts';
import { MAX_RANGES, TABLE_LAYOUTS, V4_UPPER_HALVES } from './tables.ts';

const HIGHEST_V4 = 0xffff_ffff;
const HIGHEST_V6_HALF = 0xffff_ffff_ffff_ffffn;

/** `struct v4_ranges`, of at most MAX_RANGES classes. */
export function v4Ranges({ starts, vectors }: Classes<number>): Uint8Array {
  const { size, offsets } = TABLE_LAYOUTS.v4_ranges;
  const bytes = new Uint8Array(size);
  const rangeStarts = new Uint32Array(bytes.buffer, offsets.starts, MAX_RANGES).fill(HIGHEST_V4);
  rangeStarts.set(starts);
  fillVectors(new Uint16Array(bytes.buffer, offsets.vectors, MAX_RANGES), vectors);

  const firsts = new Uint16Array(bytes.buffer, offsets.first, V4_UPPER_HALVES);
  const steps = new Uint8Array(bytes.buffer, offsets.steps, V4_UPPER_HALVES);
  let last = 0;
  for (let half = 0; half < V4_UPPER_HALVES; half += 1) {
    const lowest = half * 0x1_0000;
    while ((starts[last + 1] ?? Infinity) <= lowest) last += 1;
    const first = last;
    while ((starts[last + 1] ?? Infinity) <= lowest + 0xffff) last += 1;
    const halvings = 32 - Math.clz32(last - first);
    steps[half] = halvings;
    // The search goes up to 2^halvings - 1 beyond where it begins, and must not leave the table.
    firsts[half] = Math.min(first, MAX_RANGES - (1 << halvings));
  }
  return bytes;
}

/** `struct v6_ranges`, of at most MAX_RANGES classes. */
export function v6Ranges({ starts, vectors }: Classes<bigint>): Uint8Array {
  const { size, offsets } = TABLE_LAYOUTS.v6_ranges;
  const bytes = new Uint8Array(size);
  const halves = new BigUint64Array(bytes.buffer, offsets.starts, 2 * MAX_RANGES);
  halves.fill(HIGHEST_V6_HALF);
  starts.forEach((start, index) => {
    halves[2 * index] = start >> 64n;
    halves[2 * index + 1] = start & HIGHEST_V6_HALF;
  });
  fillVectors(new Uint16Array(bytes.buffer, offsets.vectors, MAX_RANGES), vectors);
  // `first` is 0; as many halvings as lead to the last range.
  new DataView(bytes.buffer).setUint32(offsets.steps, 32 - Math.clz32(starts.length - 1), true);
  return bytes;
}

/** Behind the last range its vector is repeated. */
function fillVectors(table: Uint16Array, vectors: readonly number[]): void {
  table.fill(vectors.at(-1) as number);
  table.set(vectors);
}
