import { classesOf } from './classes.ts';
import { type NumberSet, numberDomain } from './field-set.ts';
import { type PlacedBox, setsOf } from './placed-boxes.ts';
import { FIELD, TABLE_LAYOUTS } from './tables.ts';
import type { VectorStore } from './vector-store.ts';

export interface MacClass {
  /** `struct mac_key` */
  readonly key: Uint8Array;
  /** Index of its vector. */
  readonly vector: number;
}

export interface MacClasses {
  /** Those that any box names. */
  readonly macs: readonly MacClass[];
  /** Of every other MAC. */
  readonly other: number;
}

/** The vectors of source or destination MACs. */
export function compileMacClasses(
  field: typeof FIELD.sourceMac | typeof FIELD.destinationMac,
  placed: readonly PlacedBox[],
  vectors: VectorStore,
): MacClasses {
  const domain = numberDomain(field);
  const sets = setsOf<NumberSet>(placed, field).map((set) => set?.numbers);
  const classes = classesOf(sets, domain, vectors);
  // Rules name single MACs, so whatever they leave out has the vector of "no value", the last one,
  // and the classes with another vector hold no more MACs than rules name.
  const other = classes.vectors.at(-1) as number;
  const isDestination = field === FIELD.destinationMac;
  const macs: MacClass[] = [];
  classes.starts.forEach((start, index) => {
    const vector = classes.vectors[index] as number;
    if (vector === other) return;
    for (let mac = start; mac < (classes.starts[index + 1] as number); mac += 1) {
      macs.push({ key: macKey(mac, isDestination), vector });
    }
  });
  return { macs, other };
}

function macKey(mac: number, isDestination: boolean): Uint8Array {
  const { size, offsets } = TABLE_LAYOUTS.mac_key;
  const view = new DataView(new ArrayBuffer(size));
  view.setUint16(offsets.mac, Math.floor(mac / 2 ** 32));
  view.setUint32(offsets.mac + 2, mac % 2 ** 32);
  view.setUint16(offsets.is_destination, isDestination ? 1 : 0, true);
  return new Uint8Array(view.buffer);
}
