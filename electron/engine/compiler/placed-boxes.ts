import type { Box } from './boxes.ts';
import type { FieldSet } from './field-set.ts';
import { FIELD, type Field } from './tables.ts';

/** A box at its position. Boxes of one rule share the reference. */
export interface PlacedBox {
  readonly reference: number;
  readonly box: Box;
}

/** By position: what the box there accepts in one field; undefined for everything. */
export type SetsByPosition<S extends FieldSet> = readonly (S | undefined)[];

/** All sets of one field are of one kind. */
export function setsOf<S extends FieldSet>(
  placed: readonly PlacedBox[],
  field: Field,
): SetsByPosition<S> {
  return placed.map(({ box }) => box.get(field) as S | undefined);
}

/**
 * The fields that some box asks for, rising. Never none, as the kernel needs a vector to begin with:
 * where boxes accept everything, a field that is at hand for every packet stands in.
 */
export function fieldsInUse(placed: readonly PlacedBox[]): readonly Field[] {
  const used = new Set(placed.flatMap(({ box }) => [...box.keys()]));
  if (used.size === 0) used.add(FIELD.malformed);
  return [...used].sort((a, b) => a - b);
}
