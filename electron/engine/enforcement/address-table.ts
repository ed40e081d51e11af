/** The rules of addresses in the kernel (bpf/include/rules.h), changed by writing to its memory. */
import { ok, type Result } from '../../contract/result.ts';
import type { BpfMap } from '../bpf/bpf-map.ts';
import { encodeU32, LAYOUTS } from '../bpf/layout.ts';
import { MappedArray } from '../bpf/mapped-array.ts';
import type { ExactEntry } from '../compiler/compile-ruleset.ts';
import type { MatchMap } from '../compiler/exact.ts';
import type { AddressPlaces, Room } from './address-places.ts';

export interface AddressTableLayout extends Room {
  readonly bucketBytes: number;
  readonly placeBytes: number;
  readonly ruleOffset: number;
}

/** By map. */
export const ADDRESS_TABLES = {
  remote_v4_rules: {
    bucketBytes: LAYOUTS.v4_bucket.size,
    bucketPlaces: 8,
    bucketsPerAddress: 1,
    placeBytes: LAYOUTS.v4_place.size,
    ruleOffset: LAYOUTS.v4_place.offsets.rule,
  },
  remote_v6_rules: {
    bucketBytes: LAYOUTS.v6_bucket.size,
    bucketPlaces: 5,
    bucketsPerAddress: 2,
    placeBytes: LAYOUTS.v6_place.size,
    ruleOffset: LAYOUTS.v6_place.offsets.rule,
  },
} as const satisfies Readonly<Record<string, AddressTableLayout>>;

export type AddressMap = keyof typeof ADDRESS_TABLES;

export function isAddressMap(map: MatchMap): map is AddressMap {
  return map in ADDRESS_TABLES;
}

const ONE_STORE_BYTES = 8;

export class AddressTable implements Disposable {
  readonly places: AddressPlaces;
  readonly #layout: AddressTableLayout;
  readonly #memory: MappedArray;

  private constructor(places: AddressPlaces, layout: AddressTableLayout, memory: MappedArray) {
    this.places = places;
    this.#layout = layout;
    this.#memory = memory;
  }

  /** `map` has an entry for every bucket of `places`. Fails with `kernel-refused`. */
  static open(name: AddressMap, map: BpfMap, places: AddressPlaces): Result<AddressTable> {
    const layout = ADDRESS_TABLES[name];
    const memory = MappedArray.open(map, places.buckets * layout.bucketBytes);
    return memory.ok ? ok(new AddressTable(places, layout, memory.value)) : memory;
  }

  /** All at once, in a table that nobody reads yet. There is room for these addresses. */
  fill(entries: Iterable<ExactEntry>): void {
    const bytes = new Uint8Array(this.places.buckets * this.#layout.bucketBytes);
    for (const { key, reference } of entries) {
      const offset = this.#offsetOf(key);
      bytes.set(key, offset);
      bytes.set(encodeU32(reference), offset + this.#layout.ruleOffset);
    }
    this.#memory.write(0, bytes);
  }

  /** Of an address that there is room for. `reference` 0: no rule. */
  refer(address: Uint8Array, reference: number): void {
    const { ruleOffset } = this.#layout;
    const offset = this.#offsetOf(address);
    const rule = encodeU32(reference);
    if (ruleOffset + rule.length === ONE_STORE_BYTES) {
      this.#memory.write(offset, Uint8Array.of(...address, ...rule));
    } else {
      // The address of a place that nothing has referred to yet, or the same as before.
      this.#memory.write(offset, address);
      this.#memory.write(offset + ruleOffset, rule);
    }
  }

  #offsetOf(address: Uint8Array): number {
    const { bucketBytes, bucketPlaces, placeBytes } = this.#layout;
    const place = this.places.take(address);
    if (place === undefined) throw new Error('no room for this address');
    const bucket = Math.floor(place / bucketPlaces);
    return bucket * bucketBytes + (place % bucketPlaces) * placeBytes;
  }

  [Symbol.dispose](): void {
    this.#memory[Symbol.dispose]();
  }
}
