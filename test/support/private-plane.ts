/**
 * A data plane of the test's own: the built programs with maps of its own, attached to nothing, run
 * by BPF_PROG_TEST_RUN. Needs the same privileges as the engine, and says so.
 */

import { BatchPacker } from '../../electron/contract/batch-packer.ts';
import { readBatch } from '../../electron/contract/batch-reader.ts';
import {
  COUNTED_PROTOCOLS,
  type CountedProtocol,
} from '../../electron/contract/counted-protocol.ts';
import {
  type DefaultVerdict,
  DIRECTIONS,
  type Direction,
} from '../../electron/contract/language/statement.ts';
import type { PacketBatch } from '../../electron/contract/packet-batch.ts';
import { PacketRecord } from '../../electron/contract/packet-record.ts';
import { fail, ok, type Result } from '../../electron/contract/result.ts';
import type { Rule } from '../../electron/contract/rule.ts';
import type { RecordChoice } from '../../electron/contract/settings.ts';
import { DataPlane, type LoadedProgram } from '../../electron/engine/bpf/data-plane.ts';
import { LAYOUTS, readU64 } from '../../electron/engine/bpf/layout.ts';
import { programInfo } from '../../electron/engine/bpf/program-info.ts';
import { readCounters, readRecordCounts } from '../../electron/engine/capture/counter-reader.ts';
import { KernelEnforcer } from '../../electron/engine/enforcement/kernel-enforcer.ts';
import type {
  LoadProgram,
  ProgramHolder,
} from '../../electron/engine/enforcement/program-source.ts';
import { missingPrivileges } from '../../electron/engine/privileges/capabilities.ts';
import { EMPTY_BOOK } from '../../electron/engine/rules/rule-book.ts';
import { RuleKeeper } from '../../electron/engine/rules/rule-keeper.ts';
import { expectOk } from './expect-ok.ts';
import { listOf } from './list-of.ts';
import { RESOURCES } from './paths.ts';
import { testRun } from './test-run.ts';

const XDP_DROP = 1;
const XDP_PASS = 2;
const TC_ACT_SHOT = 2;
const TC_ACT_UNSPEC = 0xffff_ffff;
const UNLIMITED = 1_000_000_000;
const SLOT = 0;

export interface Outcome {
  readonly verdict: DefaultVerdict;
  /** What the kernel sent to user space; `undefined` if nothing. */
  readonly record: PacketRecord | undefined;
  /** What came of the packet itself. */
  readonly bytes: Uint8Array;
}

export interface PrivatePlaneOptions {
  /** Moves the programs' clock. */
  readonly clockOffsetNs?: bigint;
  /** false: as on kernels before 5.17. */
  readonly hasLoopHelper?: boolean;
  /** false: as on kernels before 5.18. */
  readonly hasLoadHelper?: boolean;
  /** Programs are loaded only by {@link PrivatePlane.start}, after much has been prepared. */
  readonly isIdle?: boolean;
  /** As on an interface whose frames begin with their IP header. */
  readonly isRawIp?: boolean;
}

interface Clock {
  offsetNs: bigint;
}

/** Holds one program per direction, on an interface that is not there. */
class Programs implements ProgramHolder, Disposable {
  /** As where the kernel would not put them in place. */
  isRefusing = false;
  isRawIp = false;
  /** Nothing is loaded yet. */
  isIdle = false;
  #programs = new Map<Direction, LoadedProgram>();

  async replacePrograms(
    load: LoadProgram,
    directions: readonly Direction[],
  ): Promise<Result<null>> {
    if (this.isRefusing) return fail('kernel-refused', 'The test refuses.', 'Expect this.');
    if (this.isIdle) return ok(null);
    const loaded = new Map<Direction, LoadedProgram>();
    for (const direction of directions) {
      const program = await load(direction, {
        interfaceSlot: SLOT,
        isRawIp: this.isRawIp,
        hasFrags: false,
      });
      if (!program.ok) return program;
      loaded.set(direction, program.value);
    }
    for (const [direction, program] of loaded) {
      this.#programs.get(direction)?.[Symbol.dispose]();
      this.#programs.set(direction, program);
    }
    return ok(null);
  }

  fd(direction: Direction): number {
    const program = this.#programs.get(direction);
    if (!program) throw new Error('no program is loaded');
    return program.fd;
  }

  [Symbol.dispose](): void {
    for (const program of this.#programs.values()) program[Symbol.dispose]();
  }
}

/** Of a kernel that ticks 100 times per second, and then some. */
const LONGEST_JIFFY_MS = 12;

export class PrivatePlane implements Disposable {
  readonly plane: DataPlane;
  readonly enforcer: KernelEnforcer;
  readonly keeper: RuleKeeper;
  #programs: Programs;
  readonly #clock: Clock;
  #budgetPerSecond = UNLIMITED;
  #watched: readonly CountedProtocol[] = COUNTED_PROTOCOLS;
  #enforcing = true;
  #record: RecordChoice = { which: 'all', snapshotBytes: 0 };

  private constructor(
    plane: DataPlane,
    enforcer: KernelEnforcer,
    programs: Programs,
    clock: Clock,
  ) {
    this.#clock = clock;
    this.plane = plane;
    this.enforcer = enforcer;
    this.#programs = programs;
    this.keeper = new RuleKeeper({
      enforcer,
      clearCounters: (slot) => plane.clearSlot(slot),
      save: async () => ok(null),
      onChange: () => {},
      onSaveFailed: () => {},
      onTrouble: () => {},
    });
    this.#writeControls();
  }

  static async open({
    clockOffsetNs = 0n,
    hasLoopHelper = true,
    hasLoadHelper = true,
    isIdle = false,
    isRawIp = false,
  }: PrivatePlaneOptions = {}): Promise<PrivatePlane> {
    const missing = missingPrivileges();
    if (missing) throw new Error(`${missing.message} Run the tests as root or with sudo.`);
    const plane = expectOk(await DataPlane.open(RESOURCES));
    const holder = new Programs();
    holder.isIdle = isIdle;
    holder.isRawIp = isRawIp;
    const clock = { offsetNs: clockOffsetNs };
    const enforcer = expectOk(
      await KernelEnforcer.open({
        plane,
        holder,
        helpers: { hasLoopHelper, hasLoadHelper },
        get clockOffsetNs() {
          return clock.offsetNs;
        },
      }),
    );
    expectOk(await enforcer.exclusively(() => holder.replacePrograms(enforcer.load, DIRECTIONS)));
    return new PrivatePlane(plane, enforcer, holder, clock);
  }

  /** Loads the programs of one that was idle. */
  async start(): Promise<void> {
    this.#programs.isIdle = false;
    expectOk(
      await this.enforcer.exclusively(() =>
        this.#programs.replacePrograms(this.enforcer.load, DIRECTIONS),
      ),
    );
  }

  /** From now on the programs' clock is so much ahead. Rules, flows and buckets stay. */
  async setClockOffset(offsetNs: bigint): Promise<void> {
    this.#clock.offsetNs = offsetNs;
    const { enforcer } = this;
    expectOk(
      await enforcer.exclusively(() => this.#programs.replacePrograms(enforcer.load, DIRECTIONS)),
    );
  }

  /** Whether programs of another generation can be put in place. */
  setRefusing(isRefusing: boolean): void {
    this.#programs.isRefusing = isRefusing;
  }

  programFd(direction: Direction = 'in'): number {
    return this.#programs.fd(direction);
  }

  /** Others than before: a new generation of the rules is in place. */
  programIds(): number[] {
    return DIRECTIONS.map(
      (direction) => programInfo(this.plane.libbpf, this.programFd(direction))?.id ?? 0,
    );
  }

  /** In this order, and no others. */
  async setRules(
    rules: readonly Rule[],
    defaults: Readonly<Partial<Record<Direction, DefaultVerdict>>> = {},
  ): Promise<void> {
    const book = { ...EMPTY_BOOK, rules, defaults: { ...EMPTY_BOOK.defaults, ...defaults } };
    expectOk(await this.keeper.load(book));
  }

  /** Entries by name of the list; these lists, and no others. */
  async setLists(entries: Readonly<Record<string, readonly string[]>>): Promise<void> {
    const lists = Object.entries(entries).map(([name, lines]) => [name, listOf(lines)] as const);
    expectOk(await this.enforcer.enforceLists(new Map(lists)));
  }

  /** Waits until it is in force everywhere: a CPU asks again in the next jiffy. */
  setBudget(recordsPerSecond: number): void {
    this.#budgetPerSecond = recordsPerSecond;
    this.#writeControls();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LONGEST_JIFFY_MS);
  }

  setWatched(protocols: readonly CountedProtocol[]): void {
    this.#watched = protocols;
    this.#writeControls();
  }

  setRecord(change: Partial<RecordChoice>): void {
    this.#record = { ...this.#record, ...change };
    this.#writeControls();
  }

  setEnforcing(enforcing: boolean): void {
    this.#enforcing = enforcing;
    this.#writeControls();
  }

  /** One packet in, its verdict and record out. */
  run(frame: Uint8Array, direction: Direction = 'in'): Outcome {
    const verdict = this.runMany(frame, 1, direction);
    const { count, records, bytes } = this.drain(1);
    return { verdict, record: count === 1 ? new PacketRecord(records) : undefined, bytes };
  }

  /** What is in the ring, at most so many records of it. */
  drain(maxRecords: number): PacketBatch {
    const packer = new BatchPacker();
    this.plane.ring.drain(maxRecords, packer);
    const drained = readBatch(packer.take());
    if (!drained) throw new Error('the ring reader made a malformed batch');
    return drained;
  }

  /** The same packet many times in a row, in the kernel; gives the last verdict. */
  runMany(frame: Uint8Array, repeat: number, direction: Direction = 'in'): DefaultVerdict {
    const returned = testRun(this.plane.libbpf, this.#programs.fd(direction), frame, repeat);
    const [drop, pass] = direction === 'in' ? [XDP_DROP, XDP_PASS] : [TC_ACT_SHOT, TC_ACT_UNSPEC];
    if (returned === drop) return 'drop';
    if (returned === pass) return 'pass';
    throw new Error(`the program returned ${returned}, which is neither pass nor drop`);
  }

  /** How often the rule in this slot matched. */
  hits(slot: number): number {
    let packets = 0;
    this.plane.ruleCounters.forEachCpu(slot, (value) => {
      packets += readU64(value, LAYOUTS.count.offsets.packets);
    });
    return packets;
  }

  counters() {
    return readCounters(this.plane, {
      interfaces: new Map([['test', SLOT]]),
      rules: this.keeper.slots(),
      lists: this.enforcer.listBits,
    });
  }

  recordCounts() {
    return readRecordCounts(this.plane, [SLOT]);
  }

  [Symbol.dispose](): void {
    void this.keeper.stop();
    this.#programs[Symbol.dispose]();
    this.enforcer[Symbol.dispose]();
    this.plane[Symbol.dispose]();
  }

  #writeControls(): void {
    expectOk(
      this.plane.setControls({
        enforcing: this.#enforcing,
        watchedClasses: this.#watched,
        budgetPerSecond: this.#budgetPerSecond,
        record: this.#record,
      }),
    );
  }
}
