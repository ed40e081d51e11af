/** Boxes to the tables of bpf/include/vectors.h. */
import { fail, ok, type Result } from '../../contract/result.ts';
import { compileAddressClasses } from './address-classes.ts';
import { compileClassTables } from './class-tables.ts';
import { compileMacClasses, type MacClass, type MacClasses } from './mac-classes.ts';
import { fieldsInUse, type PlacedBox } from './placed-boxes.ts';
import { FIELD, MAX_POSITIONS, MAX_VECTORS } from './tables.ts';
import { VectorStore } from './vector-store.ts';

export interface VectorTables {
  /** `rule_reference` by position. */
  readonly positions: Uint32Array;
  /** Bit per field in use. Never 0: the kernel needs a vector to begin with. */
  readonly fields: number;
  /** By field with a table: index in `classTables`; 0 where the field is not in use. */
  readonly table: Uint8Array;
  /** `struct class_table`, one for each field in use that has one. */
  readonly classTables: Uint8Array;
  /** `struct vector`, each once. All indexes of vectors are of these. */
  readonly vectors: Uint8Array;
  /** `struct v4_ranges`; absent where the field is not in use. */
  readonly v4: AddressTables;
  /** `struct v6_ranges`, as `v4`. */
  readonly v6: AddressTables;
  /** For packets without any IP address. */
  readonly noSourceVector: number;
  readonly noDestinationVector: number;
  readonly macs: readonly MacClass[];
  /** For MACs that are not among `macs`. */
  readonly otherSourceMacVector: number;
  readonly otherDestinationMacVector: number;
}

export interface AddressTables {
  readonly source?: Uint8Array;
  readonly destination?: Uint8Array;
}

const NO_MACS: MacClasses = { macs: [], other: 0 };

/** At least one box, in the order of the rules. Fails if the tables have no room for them. */
export function compileVectors(placed: readonly PlacedBox[]): Result<VectorTables> {
  if (placed.length > MAX_POSITIONS) return tooManyBoxes();
  const store = new VectorStore(placed.length);
  const fields = fieldsInUse(placed);
  const tables = compileClassTables(fields, placed, store);
  const addressesOf = (field: typeof FIELD.source | typeof FIELD.destination) =>
    fields.includes(field) ? compileAddressClasses(field, placed, store) : ok(undefined);
  const source = addressesOf(FIELD.source);
  if (!source.ok) return source;
  const destination = addressesOf(FIELD.destination);
  if (!destination.ok) return destination;
  const macsOf = (field: typeof FIELD.sourceMac | typeof FIELD.destinationMac) =>
    fields.includes(field) ? compileMacClasses(field, placed, store) : NO_MACS;
  const sourceMacs = macsOf(FIELD.sourceMac);
  const destinationMacs = macsOf(FIELD.destinationMac);
  if (store.isFull) return tooManyVectors();
  return ok({
    positions: Uint32Array.from(placed, ({ reference }) => reference),
    fields: fields.reduce<number>((bits, field) => bits | (1 << field), 0),
    ...tables,
    vectors: store.bytes(),
    v4: ends(source.value?.v4, destination.value?.v4),
    v6: ends(source.value?.v6, destination.value?.v6),
    noSourceVector: source.value?.none ?? 0,
    noDestinationVector: destination.value?.none ?? 0,
    macs: [...sourceMacs.macs, ...destinationMacs.macs],
    otherSourceMacVector: sourceMacs.other,
    otherDestinationMacVector: destinationMacs.other,
  });
}

/** More boxes than positions. */
export function tooManyBoxes(): Result<never> {
  return fail(
    'too-complex',
    `These rules take more than the ${MAX_POSITIONS.toLocaleString('en')} places there are for rules of several criteria.`,
    'Write host and port, which take two places each, as remote, local, sport or dport, or use fewer rules.',
  );
}

function tooManyVectors(): Result<never> {
  return fail(
    'too-complex',
    `These rules tell more than ${MAX_VECTORS.toLocaleString('en')} kinds of values apart.`,
    'Use fewer rules, or fewer lists in rules of the same direction.',
  );
}

function ends(source: Uint8Array | undefined, destination: Uint8Array | undefined): AddressTables {
  return { ...(source && { source }), ...(destination && { destination }) };
}
