/** The tables of fields with few values: from the value to the index of its vector. */
import { classesOfFew } from './classes.ts';
import { type NumberSet, numberDomain } from './field-set.ts';
import { type PlacedBox, setsOf } from './placed-boxes.ts';
import { FIELDS_WITH_TABLE, type Field, TABLE_LAYOUTS } from './tables.ts';
import type { VectorStore } from './vector-store.ts';

export interface ClassTables {
  /** By field: index in `classTables`; 0 for all others. */
  readonly table: Uint8Array;
  /** `struct class_table`, one for each of the fields. */
  readonly classTables: Uint8Array;
}

/** For those of the fields that have such a table. */
export function compileClassTables(
  fields: readonly Field[],
  placed: readonly PlacedBox[],
  vectors: VectorStore,
): ClassTables {
  const withTable = fields.filter((field) => field < FIELDS_WITH_TABLE);
  const { size } = TABLE_LAYOUTS.class_table;
  const classTables = new Uint8Array(withTable.length * size);
  const table = new Uint8Array(FIELDS_WITH_TABLE);
  withTable.forEach((field, index) => {
    table[field] = index;
    const entries = new Uint16Array(classTables.buffer, index * size, size / 2);
    fillClasses(entries, field, setsOf<NumberSet>(placed, field), vectors);
  });
  return { table, classTables };
}

function fillClasses(
  entries: Uint16Array,
  field: Field,
  sets: readonly (NumberSet | undefined)[],
  vectors: VectorStore,
): void {
  const classes = classesOfFew(
    sets.map((set) => set?.numbers),
    numberDomain(field),
    vectors,
  );
  // What comes last is "no value", wherever a packet may lack the field: up to the table's end.
  classes.starts.forEach((start, index) => {
    entries.fill(classes.vectors[index] as number, start, classes.starts[index + 1]);
  });
}
