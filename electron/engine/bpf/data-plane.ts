/**
 * The kernel side of the engine: the maps that live as long as it does, and the way to make the
 * others and to load programs that use them.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Direction } from '../../contract/language/statement.ts';
import { ok, type Result } from '../../contract/result.ts';
import { BPF_F_XDP_HAS_FRAGS, bindLibbpf, type Libbpf } from '../ffi/libbpf.ts';
import { openLibrary } from '../ffi/library.ts';
import { type BpfMap, PerCpuArray } from './bpf-map.ts';
import { BpfObject } from './bpf-object.ts';
import {
  type Controls,
  encodeControls,
  encodeProgramConfig,
  encodeU32,
  LAYOUTS,
  MAX_FLOWS,
  PROGRAM_NAMES,
  type ProgramConfig,
  RING_BYTES,
} from './layout.ts';
import {
  ALL_MAPS,
  ENGINE_MAPS,
  type EngineMap,
  FLOW_MAPS,
  type FlowMap,
  type MapName,
} from './map-names.ts';
import { MapSet, type MapSizes } from './map-set.ts';
import { RingReader } from './ring-reader.ts';

/** Where the built object is, below the resources. */
const OBJECT_PATH = join('bpf', 'filter.bpf.o');
const LIST_COUNT_BYTES = 8;

export interface LoadedProgram extends Disposable {
  readonly fd: number;
}

export type MapSource = ReadonlyMap<MapName, BpfMap>;

export class DataPlane implements Disposable {
  readonly libbpf: Libbpf;
  readonly ring: RingReader;
  readonly ruleCounters: PerCpuArray;
  readonly interfaceCounters: PerCpuArray;
  readonly listCounters: PerCpuArray;
  readonly #objectPath: string;
  readonly #maps: MapSet<EngineMap>;
  #flows: MapSet<FlowMap>;
  #hasFlows = false;
  readonly #replayedKey = encodeU32(0);
  readonly #replayed = new Uint8Array(LAYOUTS.replayed_packet.size);
  readonly #replayedView = new DataView(this.#replayed.buffer);
  readonly #flowSeed = randomBytes(8).readBigUInt64LE();

  private constructor(
    libbpf: Libbpf,
    objectPath: string,
    maps: MapSet<EngineMap>,
    flows: MapSet<FlowMap>,
    ring: RingReader,
  ) {
    this.libbpf = libbpf;
    this.ring = ring;
    this.#objectPath = objectPath;
    this.#maps = maps;
    this.#flows = flows;
    const cpus = libbpf.possibleCpus();
    const perCpu = (name: EngineMap, valueBytes: number) =>
      new PerCpuArray(maps.get(name), valueBytes, cpus);
    this.ruleCounters = perCpu('rule_counters', LAYOUTS.count.size);
    this.interfaceCounters = perCpu('interface_counters', LAYOUTS.interface_counters.size);
    this.listCounters = perCpu('list_counters', LIST_COUNT_BYTES);
  }

  /**
   * Creates the maps, with a ring of `ringBytes`. `resourcesDirectory` holds `bpf/` with the built object and, in a package,
   * `lib/` with the libraries that ship. Fails with `missing-library`, `missing-object`,
   * `missing-privileges` or `kernel-refused`.
   */
  static async open(
    resourcesDirectory: string,
    ringBytes = RING_BYTES,
  ): Promise<Result<DataPlane>> {
    const library = openLibrary('libbpf.so.1', join(resourcesDirectory, 'lib'));
    if (!library.ok) return library;
    const libbpf = bindLibbpf(library.value);
    libbpf.silence();
    const objectPath = join(resourcesDirectory, OBJECT_PATH);
    const maps = await MapSet.create(libbpf, objectPath, ENGINE_MAPS, { records: ringBytes });
    if (!maps.ok) return maps;
    const flows = await MapSet.create(libbpf, objectPath, FLOW_MAPS, { flows: 1 });
    if (!flows.ok) {
      maps.value[Symbol.dispose]();
      return flows;
    }
    const ring = RingReader.open(maps.value.get('records').fd, ringBytes);
    if (!ring.ok) {
      maps.value[Symbol.dispose]();
      flows.value[Symbol.dispose]();
      return ring;
    }
    return ok(new DataPlane(libbpf, objectPath, maps.value, flows.value, ring.value));
  }

  setControls(controls: Omit<Controls, 'flowSeed'>): Result<null> {
    const bytes = encodeControls({ ...controls, flowSeed: this.#flowSeed });
    return this.#maps.get('.data.controls').update(encodeU32(0), bytes);
  }

  /**
   * What programs that were loaded with {@link CLOCK_IS_SET} take for the time, and for the length of the
   * packet that they are run with.
   */
  setReplayed(bootNs: bigint, lengthBytes: number): void {
    const { offsets } = LAYOUTS.replayed_packet;
    this.#replayedView.setBigUint64(offsets.boot_ns, bootNs, true);
    this.#replayedView.setUint32(offsets.length_bytes, lengthBytes, true);
    this.#maps.get('.data.replayed').update(this.#replayedKey, this.#replayed);
  }

  /** A slot that is given to another rule begins with nothing counted and its bucket full. */
  clearSlot(slot: number): void {
    this.ruleCounters.clear(slot);
    this.#maps.get('buckets').update(encodeU32(slot), new Uint8Array(8));
  }

  /** Of limits per source: every source that is remembered. */
  get sourceBuckets(): BpfMap {
    return this.#maps.get('source_buckets');
  }

  /** Makes room for flows, once. Programs loaded before go on with the map without room. */
  async makeRoomForFlows(): Promise<Result<null>> {
    if (this.#hasFlows) return ok(null);
    const made = await this.createMaps(FLOW_MAPS, { flows: MAX_FLOWS });
    if (!made.ok) return made;
    this.#flows[Symbol.dispose]();
    this.#flows = made.value;
    this.#hasFlows = true;
    return ok(null);
  }

  createMaps<N extends MapName>(
    names: readonly N[],
    sizes: MapSizes = {},
  ): Promise<Result<MapSet<N>>> {
    return MapSet.create(this.libbpf, this.#objectPath, names, sizes);
  }

  /**
   * Loads the program of one direction. It uses this plane's maps and, for the rest, those of
   * `maps`, and filters nothing until it is attached.
   */
  async loadProgram(
    direction: Direction,
    config: ProgramConfig,
    maps: MapSource,
  ): Promise<Result<LoadedProgram>> {
    const opened = BpfObject.open(this.libbpf, this.#objectPath);
    if (!opened.ok) return opened;
    const object = opened.value;
    const all = new Map<MapName, BpfMap>([
      ...this.#maps.entries(),
      ...this.#flows.entries(),
      ...maps,
    ]);
    for (const name of ALL_MAPS) {
      const map = all.get(name);
      if (!map) throw new Error(`no map ${name} to load a program with`);
      this.libbpf.reuseMapFd(object.map(name), map.fd);
    }
    const bytes = encodeProgramConfig(config);
    const set = this.libbpf.setInitialValue(object.map('.rodata'), bytes, bytes.length);
    if (set !== 0) throw new Error(`program_config does not fit .rodata (${set})`);
    const other = direction === 'in' ? 'out' : 'in';
    this.libbpf.setAutoload(object.program(PROGRAM_NAMES[other]), false);
    const program = object.program(PROGRAM_NAMES[direction]);
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
    this.#flows[Symbol.dispose]();
    this.#maps[Symbol.dispose]();
  }
}
