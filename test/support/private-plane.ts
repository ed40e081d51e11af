/**
 * A data plane of the test's own: the built program with maps of its own, attached to nothing, run
 * by BPF_PROG_TEST_RUN. Needs the same privileges as the engine, and says so.
 */
import { PacketRecord, RECORD_BYTES } from '../../electron/contract/packet-record.ts';
import type { Result } from '../../electron/contract/result.ts';
import type { Rule, RuleVerdict } from '../../electron/contract/rule.ts';
import { DataPlane, type LoadedProgram } from '../../electron/engine/bpf/data-plane.ts';
import { PROTOCOL_CLASSES } from '../../electron/engine/bpf/layout.ts';
import { readCounters, readRecordCounts } from '../../electron/engine/capture/counter-reader.ts';
import { missingPrivileges } from '../../electron/engine/privileges/capabilities.ts';
import { RuleKeeper } from '../../electron/engine/rules/rule-keeper.ts';
import { expectOk } from './expect-ok.ts';
import { RESOURCES } from './paths.ts';
import { testRun } from './test-run.ts';

const XDP_DROP = 1;
const XDP_PASS = 2;
const UNLIMITED = 1_000_000_000;

export interface Outcome {
  readonly verdict: RuleVerdict;
  /** What the kernel sent to user space; `undefined` if nothing. */
  readonly record: PacketRecord | undefined;
}

export class PrivatePlane implements Disposable {
  readonly plane: DataPlane;
  readonly keeper: RuleKeeper;
  #program: LoadedProgram;
  #features = 0;
  #budgetPerSecond = UNLIMITED;
  #watched: readonly (typeof PROTOCOL_CLASSES)[number][] = PROTOCOL_CLASSES;
  #recordBytes = new Uint8Array(RECORD_BYTES);

  private constructor(plane: DataPlane, program: LoadedProgram) {
    this.plane = plane;
    this.#program = program;
    this.keeper = new RuleKeeper({
      plane,
      setFeatures: (features) => {
        this.#features = features;
        return this.#writeControls();
      },
      save: async () => ({ ok: true, value: null }),
      onChange: () => {},
      onSaveFailed: () => {},
    });
    expectOk(this.#writeControls());
  }

  /** `clockOffsetNs` moves the program's clock. */
  static async open(clockOffsetNs = 0n): Promise<PrivatePlane> {
    const missing = missingPrivileges();
    if (missing) throw new Error(`${missing.message} Run the tests as root or with sudo.`);
    const plane = expectOk(await DataPlane.open(RESOURCES));
    const config = { interfaceSlot: 0, hasFrags: false, clockOffsetNs };
    return new PrivatePlane(plane, expectOk(await plane.loadProgram(config)));
  }

  get programFd(): number {
    return this.#program.fd;
  }

  /** In this order, and no others. */
  setRules(rules: readonly Rule[]): void {
    expectOk(this.keeper.load(rules));
  }

  setBudget(recordsPerSecond: number): void {
    this.#budgetPerSecond = recordsPerSecond;
    expectOk(this.#writeControls());
  }

  setWatched(classes: readonly (typeof PROTOCOL_CLASSES)[number][]): void {
    this.#watched = classes;
    expectOk(this.#writeControls());
  }

  /** One packet in, its verdict and record out. */
  run(frame: Uint8Array): Outcome {
    const verdict = this.runMany(frame, 1);
    const records = this.plane.ring.drain(this.#recordBytes, 1);
    return {
      verdict,
      record: records === 1 ? new PacketRecord(this.#recordBytes).at(0) : undefined,
    };
  }

  /** The same packet many times in a row, in the kernel; gives the last verdict. */
  runMany(frame: Uint8Array, repeat: number): RuleVerdict {
    const returned = testRun(this.plane.libbpf, this.#program.fd, frame, repeat);
    if (returned === XDP_DROP) return 'drop';
    if (returned === XDP_PASS) return 'pass';
    throw new Error(`the program returned ${returned}, which is neither pass nor drop`);
  }

  counters() {
    return readCounters(this.plane, new Map([['test', 0]]), this.keeper.slots());
  }

  recordCounts() {
    return readRecordCounts(this.plane, [0]);
  }

  [Symbol.dispose](): void {
    void this.keeper.stop();
    this.#program[Symbol.dispose]();
    this.plane[Symbol.dispose]();
  }

  #writeControls(): Result<null> {
    return this.plane.setControls({
      features: this.#features,
      watchedClasses: this.#watched,
      budgetPerSecond: this.#budgetPerSecond,
    });
  }
}
