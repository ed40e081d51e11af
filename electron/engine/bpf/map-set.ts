import type { Result } from '../../contract/result.ts';
import { ok } from '../../contract/result.ts';
import type { Libbpf } from '../ffi/libbpf.ts';
import { BpfMap } from './bpf-map.ts';
import { BpfObject } from './bpf-object.ts';
import { PROGRAM_NAMES } from './layout.ts';
import { ALL_MAPS, CONSTANTS, type MapName } from './map-names.ts';

/** Entries of maps that shall not have the number which the object says. */
export type MapSizes = Readonly<Partial<Record<MapName, number>>>;

/** Some of the object's maps, made together and freed together, unless a program still uses them. */
export class MapSet<N extends MapName> implements Disposable {
  readonly #owner: BpfObject;
  readonly #maps: ReadonlyMap<N, BpfMap>;

  private constructor(owner: BpfObject, maps: ReadonlyMap<N, BpfMap>) {
    this.#owner = owner;
    this.#maps = maps;
  }

  static async create<N extends MapName>(
    libbpf: Libbpf,
    objectPath: string,
    names: readonly N[],
    sizes: MapSizes = {},
  ): Promise<Result<MapSet<N>>> {
    const opened = BpfObject.open(libbpf, objectPath);
    if (!opened.ok) return opened;
    const owner = opened.value;
    for (const name of Object.values(PROGRAM_NAMES)) {
      libbpf.setAutoload(owner.program(name), false);
    }
    const wanted: readonly string[] = names;
    for (const name of CONSTANTS) libbpf.setAutocreate(owner.map(name), false);
    for (const name of ALL_MAPS) {
      const map = owner.map(name);
      const size = sizes[name];
      if (!wanted.includes(name)) libbpf.setAutocreate(map, false);
      else if (size !== undefined) libbpf.setMaxEntries(map, Math.max(size, 1));
    }
    const loaded = await owner.load();
    if (!loaded.ok) {
      owner[Symbol.dispose]();
      return loaded;
    }
    const maps = new Map(
      names.map((name) => [name, new BpfMap(libbpf, name, libbpf.mapFd(owner.map(name)))]),
    );
    return ok(new MapSet(owner, maps));
  }

  get(name: N): BpfMap {
    const map = this.#maps.get(name);
    if (!map) throw new Error(`no map ${name} in this set`);
    return map;
  }

  /** Every map by its name. */
  entries(): Iterable<[N, BpfMap]> {
    return this.#maps.entries();
  }

  [Symbol.dispose](): void {
    this.#owner[Symbol.dispose]();
  }
}
