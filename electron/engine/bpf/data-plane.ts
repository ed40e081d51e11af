/**
 * The kernel side of the engine: the maps, which outlive every program, and the programs, one per
 * interface, which all use them.
 */
import { join } from 'node:path';
import { ok, type Result } from '../../contract/result.ts';
import { BPF_F_XDP_HAS_FRAGS, bindLibbpf, type Libbpf } from '../ffi/libbpf.ts';
import { openLibrary } from '../ffi/library.ts';
import { BpfMap, PerCpuArray } from './bpf-map.ts';
import { BpfObject } from './bpf-object.ts';
import {
  type Controls,
  encodeControls,
  encodeProgramConfig,
  encodeU32,
  LAYOUTS,
  PROGRAM_NAME,
  type ProgramConfig,
  RING_BYTES,
} from './layout.ts';
import { RingReader } from './ring-reader.ts';

const MAP_NAMES = [
  'controls_map',
  'rules',
  'remote_v4_rules',
  'remote_v6_rules',
  'port_rules',
  'protocol_rules',
  'rule_counters',
  'interface_counters',
  'budgets',
  'records',
] as const;
export type MapName = (typeof MAP_NAMES)[number];

export interface LoadedProgram extends Disposable {
  readonly fd: number;
}

export class DataPlane implements Disposable {
  readonly libbpf: Libbpf;
  readonly ring: RingReader;
  readonly ruleCounters: PerCpuArray;
  readonly interfaceCounters: PerCpuArray;
  #objectPath: string;
  #owner: BpfObject;
  #maps: Record<MapName, BpfMap>;

  private constructor(
    libbpf: Libbpf,
    objectPath: string,
    owner: BpfObject,
    maps: Record<MapName, BpfMap>,
    ring: RingReader,
  ) {
    this.libbpf = libbpf;
    this.ring = ring;
    this.#objectPath = objectPath;
    this.#owner = owner;
    this.#maps = maps;
    const cpus = libbpf.possibleCpus();
    this.ruleCounters = new PerCpuArray(maps.rule_counters, LAYOUTS.count.size, cpus);
    this.interfaceCounters = new PerCpuArray(
      maps.interface_counters,
      LAYOUTS.interface_counters.size,
      cpus,
    );
  }

  /**
   * Creates the maps. `resourcesDirectory` holds `bpf/` with the built objects and, in a package,
   * `lib/` with the libraries that ship. Fails with `missing-library`, `missing-object`,
   * `missing-privileges` or `kernel-refused`.
   */
  static async open(resourcesDirectory: string): Promise<Result<DataPlane>> {
    const library = openLibrary('libbpf.so.1', join(resourcesDirectory, 'lib'));
    if (!library.ok) return library;
    const libbpf = bindLibbpf(library.value);
    libbpf.silence();
    const objectPath = join(resourcesDirectory, 'bpf', 'filter_xdp.bpf.o');
    const opened = BpfObject.open(libbpf, objectPath);
    if (!opened.ok) return opened;
    const owner = opened.value;
    // Maps only: each interface loads a program of its own.
    libbpf.setAutoload(owner.program(PROGRAM_NAME), false);
    const loaded = await owner.load();
    if (!loaded.ok) {
      owner[Symbol.dispose]();
      return loaded;
    }
    const maps = {} as Record<MapName, BpfMap>;
    for (const name of MAP_NAMES)
      maps[name] = new BpfMap(libbpf, name, libbpf.mapFd(owner.map(name)));
    const ring = RingReader.open(maps.records.fd, RING_BYTES);
    if (!ring.ok) {
      owner[Symbol.dispose]();
      return ring;
    }
    return ok(new DataPlane(libbpf, objectPath, owner, maps, ring.value));
  }

  map(name: MapName): BpfMap {
    return this.#maps[name];
  }

  setControls(controls: Controls): Result<null> {
    return this.#maps.controls_map.update(encodeU32(0), encodeControls(controls));
  }

  /** Loads a program that uses this plane's maps. It filters nothing until it is attached. */
  async loadProgram(config: ProgramConfig): Promise<Result<LoadedProgram>> {
    const opened = BpfObject.open(this.libbpf, this.#objectPath);
    if (!opened.ok) return opened;
    const object = opened.value;
    for (const name of MAP_NAMES) this.libbpf.reuseMapFd(object.map(name), this.#maps[name].fd);
    const bytes = encodeProgramConfig(config);
    const set = this.libbpf.setInitialValue(object.map('.rodata'), bytes, bytes.length);
    if (set !== 0) throw new Error(`program_config does not fit .rodata (${set})`);
    const program = object.program(PROGRAM_NAME);
    if (config.hasFrags) this.libbpf.setProgramFlags(program, BPF_F_XDP_HAS_FRAGS);
    const loaded = await object.load();
    if (!loaded.ok) {
      object[Symbol.dispose]();
      return loaded;
    }
    return ok({
      fd: this.libbpf.programFd(program),
      [Symbol.dispose]: () => object[Symbol.dispose](),
    });
  }

  [Symbol.dispose](): void {
    this.ring[Symbol.dispose]();
    this.#owner[Symbol.dispose]();
  }
}
