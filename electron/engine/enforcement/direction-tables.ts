/** What one direction's program looks rules up in. Made whole, then changed by single entries. */
import { ok, type Result } from '../../contract/result.ts';
import type { BpfMap } from '../bpf/bpf-map.ts';
import type { DataPlane } from '../bpf/data-plane.ts';
import { encodePolicy, encodeU32, type ProgramConfig } from '../bpf/layout.ts';
import { DIRECTION_MAPS, type DirectionMap } from '../bpf/map-names.ts';
import type { MapSet } from '../bpf/map-set.ts';
import type { CompiledDirection, ExactEntry } from '../compiler/compile-ruleset.ts';
import type { ExactPlace, MatchMap } from '../compiler/exact.ts';
import { AddressPlaces } from './address-places.ts';
import { ADDRESS_TABLES, type AddressMap, AddressTable, isAddressMap } from './address-table.ts';
import { fillVectors, vectorSizes } from './vector-maps.ts';

const ADDRESS_MAPS = ['remote_v4_rules', 'remote_v6_rules'] as const satisfies AddressMap[];
const ARRAY_MAPS = ['port_rules', 'protocol_rules', 'list_rules'] as const satisfies MatchMap[];
type ArrayMap = (typeof ARRAY_MAPS)[number];

type AddressTables = Readonly<Record<AddressMap, AddressTable>>;

/** Of the other end's address, as programs compute them. */
export type AddressHashes = Pick<ProgramConfig, 'v4Hash' | 'v6Hash'>;

export class DirectionTables implements Disposable {
  readonly #maps: MapSet<DirectionMap>;
  readonly #addresses: AddressTables;

  private constructor(maps: MapSet<DirectionMap>, addresses: AddressTables) {
    this.#maps = maps;
    this.#addresses = addresses;
  }

  static async create(
    plane: DataPlane,
    compiled: CompiledDirection,
    features: number,
  ): Promise<Result<DirectionTables>> {
    const v4 = placesFor(compiled, 'remote_v4_rules');
    if (!v4.ok) return v4;
    const v6 = placesFor(compiled, 'remote_v6_rules');
    if (!v6.ok) return v6;
    const created = await plane.createMaps(DIRECTION_MAPS, {
      ...vectorSizes(compiled.vectors),
      remote_v4_rules: v4.value.buckets,
      remote_v6_rules: v6.value.buckets,
    });
    if (!created.ok) return created;
    using made = new DisposableStack();
    const maps = made.use(created.value);
    const v4Table = AddressTable.open('remote_v4_rules', maps.get('remote_v4_rules'), v4.value);
    if (!v4Table.ok) return v4Table;
    made.use(v4Table.value);
    const v6Table = AddressTable.open('remote_v6_rules', maps.get('remote_v6_rules'), v6.value);
    if (!v6Table.ok) return v6Table;
    made.use(v6Table.value);
    const tables = new DirectionTables(maps, {
      remote_v4_rules: v4Table.value,
      remote_v6_rules: v6Table.value,
    });
    const filled = await tables.#fill(compiled, features);
    if (!filled.ok) return filled;
    made.move();
    return ok(tables);
  }

  /** How programs find an address in the tables. */
  get hashes(): AddressHashes {
    return {
      v4Hash: this.#addresses.remote_v4_rules.places.hash,
      v6Hash: this.#addresses.remote_v6_rules.places.hash,
    };
  }

  entries(): Iterable<[DirectionMap, BpfMap]> {
    return this.#maps.entries();
  }

  /** Whether there is a place for the entry; if so, that is kept free. */
  hasRoomFor({ map, key }: ExactPlace): boolean {
    return !isAddressMap(map) || this.#addresses[map].places.take(key) !== undefined;
  }

  refer({ map, key, reference }: ExactEntry): Result<null> {
    if (!isAddressMap(map)) return this.#maps.get(map).update(key, encodeU32(reference));
    this.#addresses[map].refer(key, reference);
    return ok(null);
  }

  unrefer({ map, key }: ExactPlace): Result<null> {
    return this.refer({ map, key, reference: 0 });
  }

  /** Bits of FEATURE. */
  setFeatures(features: number): Result<null> {
    return this.#maps.get('.data.policy').update(encodeU32(0), encodePolicy(features));
  }

  [Symbol.dispose](): void {
    for (const table of Object.values(this.#addresses)) table[Symbol.dispose]();
    this.#maps[Symbol.dispose]();
  }

  async #fill({ exact, vectors }: CompiledDirection, features: number): Promise<Result<null>> {
    const of = (map: MatchMap) => exact.filter((entry) => entry.map === map);
    for (const map of ADDRESS_MAPS) this.#addresses[map].fill(of(map));
    const set = this.setFeatures(features);
    if (!set.ok) return set;
    for (const map of ARRAY_MAPS) {
      const filled = await this.#fillArray(map, of(map));
      if (!filled.ok) return filled;
    }
    return vectors ? fillVectors(this.#maps, vectors) : ok(null);
  }

  #fillArray(map: ArrayMap, entries: readonly ExactEntry[]): Promise<Result<null>> {
    const keys = Buffer.concat(entries.map(({ key }) => key));
    const values = Buffer.concat(entries.map(({ reference }) => encodeU32(reference)));
    return this.#maps.get(map).updateMany(keys, values, entries.length);
  }
}

function placesFor({ exact }: CompiledDirection, map: AddressMap): Result<AddressPlaces> {
  const addresses = exact.filter((entry) => entry.map === map).map(({ key }) => key);
  return AddressPlaces.create(addresses, ADDRESS_TABLES[map]);
}
