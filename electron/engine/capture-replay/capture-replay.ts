/**
 * Runs the packets of a capture file through the rules in force, in a data plane of its own: the same
 * programs, with maps that nobody else uses, run by BPF_PROG_TEST_RUN. What filters now is not
 * touched. The programs' clock is the time of the capture, to the nanosecond, so limits fill and rules
 * end as they would have then.
 */
import { release } from 'node:os';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { AcceptBatch } from '../../contract/api.ts';
import { CaptureReader } from '../../contract/capture-file/capture-reader.ts';
import type { CapturedFrame } from '../../contract/capture-file/captured-frame.ts';
import { COUNTED_PROTOCOLS } from '../../contract/counted-protocol.ts';
import type { Failure } from '../../contract/failure.ts';
import type { Direction } from '../../contract/language/statement.ts';
import { RECORD_OFFSETS } from '../../contract/packet-record.ts';
import { FLIP_MARK, MAX_REPLAY_PACKETS, type ReplayState } from '../../contract/replay.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import { DataPlane } from '../bpf/data-plane.ts';
import { CLOCK_IS_SET } from '../bpf/layout.ts';
import { testRun } from '../bpf/test-run.ts';
import { helpersOf } from '../enforcement/kernel-age.ts';
import { KernelEnforcer } from '../enforcement/kernel-enforcer.ts';
import { bootTimeNs } from '../ffi/libc.ts';
import type { ParsedList } from '../lists/parsed-list.ts';
import type { EnforcedRuleset } from '../rules/enforcing.ts';
import { SerialQueue } from '../serial-queue.ts';
import { RecordBatch } from './record-batch.ts';
import { ReplayPrograms } from './replay-programs.ts';
import { directionByAddress, type ReplayedFrame, replayedFrame } from './replayed-frame.ts';
import { ReplayedInterfaces } from './replayed-interfaces.ts';

export interface CaptureReplayOptions {
  readonly resourcesDirectory: string;
  /** What decides. The records name its slots. */
  readonly ruleset: EnforcedRuleset;
  readonly lists: ReadonlyMap<string, ParsedList>;
  /** Of this machine. */
  readonly ownAddresses: ReadonlySet<string>;
  /** Where nothing else tells it. */
  readonly direction: Direction;
  /** Takes a frame of packets, or answers false while it has no room. */
  readonly accept: AcceptBatch;
}

/** Bytes of a file between two looks at the clock: some dozen packets. */
const STEP_BYTES = 4 * 1024;
/** On the host's thread, in one go. */
const SLICE_MS = 3;
const ROOM_PAUSE_MS = 20;
const UNLIMITED = 1_000_000_000;
/** Each record is taken before the next packet is run. */
const RING_BYTES = 64 * 1024;
/** In front of the first packet, so that what comes out of order has a time too. */
const HEAD_START_MS = 3_600_000;
/**
 * Of a frame, its start: the kernel runs no longer ones where programs take frames in one buffer, nor
 * any on the way out. All headers that count are in it, and the length is told.
 */
const MAX_RUN_BYTES = 3500;

export class CaptureReplay implements Disposable {
  readonly #options: CaptureReplayOptions;
  readonly #number: number;
  readonly #plane: DataPlane;
  readonly #enforcer: KernelEnforcer;
  readonly #programs: ReplayPrograms;
  readonly #clock: ReplayClock;
  readonly #interfaces = new ReplayedInterfaces();
  readonly #reader = new CaptureReader((frame) => {
    this.#waiting.push({ ...frame, bytes: frame.bytes.slice() });
  });
  readonly #frame = new Uint8Array(MAX_RUN_BYTES);
  readonly #batch: RecordBatch;
  readonly #queue = new SerialQueue();
  #waiting: CapturedFrame[] = [];
  #packets = 0;
  #dropped = 0;
  #flips = 0;
  #notRun = 0;
  #failed: Failure | undefined;
  #isOver = false;

  private constructor(
    number: number,
    options: CaptureReplayOptions,
    plane: DataPlane,
    enforcer: KernelEnforcer,
    programs: ReplayPrograms,
    clock: ReplayClock,
  ) {
    this.#number = number;
    this.#options = options;
    this.#plane = plane;
    this.#enforcer = enforcer;
    this.#programs = programs;
    this.#clock = clock;
    this.#batch = new RecordBatch(number);
  }

  /** `number` is the `stream` of its batches. Fails as opening a filter does. */
  static async open(number: number, options: CaptureReplayOptions): Promise<Result<CaptureReplay>> {
    const opened = await DataPlane.open(options.resourcesDirectory, RING_BYTES);
    if (!opened.ok) return opened;
    const plane = opened.value;
    const programs = new ReplayPrograms();
    const clock = new ReplayClock();
    const enforcer = await KernelEnforcer.open({
      plane,
      holder: programs,
      helpers: helpersOf(release()),
      clockOffsetNs: CLOCK_IS_SET,
      nowNs: () => clock.nowNs,
    });
    if (!enforcer.ok) {
      plane[Symbol.dispose]();
      return enforcer;
    }
    const replay = new CaptureReplay(number, options, plane, enforcer.value, programs, clock);
    const ready = plane.setControls({
      enforcing: true,
      watchedClasses: COUNTED_PROTOCOLS,
      budgetPerSecond: UNLIMITED,
      record: { which: 'all', snapshotBytes: 0 },
    });
    if (ready.ok) return ok(replay);
    replay[Symbol.dispose]();
    return ready;
  }

  get state(): ReplayState {
    return {
      replay: this.#number,
      packets: this.#packets,
      dropped: this.#dropped,
      flips: this.#flips,
      notRun: this.#notRun,
      bootTimeMs: this.#clock.baseMs ?? 0,
      interfaces: this.#interfaces.all,
      ...(this.#failed && { failed: this.#failed }),
    };
  }

  /**
   * The next bytes of the file. Where it cannot be read or run any further, the answer says why:
   * `bad-capture`, `file-too-large` or what the kernel refuses.
   */
  feed(piece: Uint8Array): Promise<ReplayState> {
    return this.#queue.run(async () => {
      const ran = await this.#feed(piece);
      if (!ran.ok) this.#failed ??= ran.error;
      // Also what was run before that.
      await this.#send();
      return this.state;
    });
  }

  /** The file ends here. */
  end(): Promise<ReplayState> {
    return this.#queue.run(async () => {
      const ended = this.#reader.end();
      if (!ended.ok) this.#failed ??= ended.error;
      return this.state;
    });
  }

  /** Frees everything, once nothing of it is in use. */
  [Symbol.dispose](): void {
    if (this.#isOver) return;
    this.#isOver = true;
    void this.#queue.run(async () => {
      this.#programs[Symbol.dispose]();
      this.#enforcer[Symbol.dispose]();
      this.#plane[Symbol.dispose]();
    });
  }

  async #feed(piece: Uint8Array): Promise<Result<null>> {
    let startedAtMs = performance.now();
    for (let start = 0; start < piece.length && !this.#isOver; start += STEP_BYTES) {
      const pushed = this.#reader.push(piece.subarray(start, start + STEP_BYTES));
      const ran = await this.#runWaiting();
      if (!ran.ok) return ran;
      if (!pushed.ok) return pushed;
      if (performance.now() - startedAtMs > SLICE_MS) {
        await setImmediate();
        startedAtMs = performance.now();
      }
    }
    return ok(null);
  }

  async #runWaiting(): Promise<Result<null>> {
    const frames = this.#waiting;
    this.#waiting = [];
    for (const frame of frames) {
      if (this.#isOver) return ok(null);
      const ran = await this.#runFrame(frame);
      if (!ran.ok) return ran;
      if (this.#batch.isFull) await this.#send();
    }
    return ok(null);
  }

  async #runFrame(frame: CapturedFrame): Promise<Result<null>> {
    if (frame.number > MAX_REPLAY_PACKETS) {
      return fail(
        'file-too-large',
        `The capture file has more than ${MAX_REPLAY_PACKETS} packets.`,
        'Cut it, with editcap for instance; the packets up to there were run.',
      );
    }
    const replayed = replayedFrame(frame);
    if (!replayed) {
      this.#notRun += 1;
      return ok(null);
    }
    const direction = frame.direction ?? replayed.direction ?? this.#guessDirection(replayed);
    const name = frame.interfaceName ?? '';
    let program = this.#programs.find(name, direction, replayed.isRawIp);
    if (!program) {
      if (!this.#programs.hasRoomFor(name)) {
        this.#notRun += 1;
        return ok(null);
      }
      if (this.#clock.baseMs === undefined) {
        const begun = await this.#begin(frame.timeNs);
        if (!begun.ok) return begun;
      }
      const loaded = await this.#programs.load(this.#enforcer, name, direction, replayed.isRawIp);
      if (!loaded.ok) return loaded;
      program = loaded.value;
    }
    if (!this.#isOver) this.#run(program.fd, frame, replayed);
    return ok(null);
  }

  #guessDirection(frame: ReplayedFrame): Direction {
    return directionByAddress(frame, this.#options.ownAddresses) ?? this.#options.direction;
  }

  /** The clock begins with the first packet, and the rules end by it. */
  async #begin(firstNs: bigint): Promise<Result<null>> {
    this.#clock.begin(firstNs);
    const { ruleset, lists } = this.#options;
    if (lists.size > 0) {
      const listed = await this.#enforcer.enforceLists(lists);
      if (!listed.ok) return listed;
    }
    const rules = ruleset.rules.map((each) => ({
      ...each,
      deadlineNs: this.#clock.deadlineNs(each.deadlineNs),
    }));
    return this.#enforcer.enforce({ ...ruleset, rules });
  }

  #run(
    programFd: number,
    frame: CapturedFrame,
    { bytes, isRawIp, strippedBytes }: ReplayedFrame,
  ): void {
    const lengthBytes = frame.lengthBytes - strippedBytes;
    this.#plane.setReplayed(this.#clock.moveTo(frame.timeNs), lengthBytes);
    // What was cut off when it was captured is zero, or the filter would take the packet for damaged.
    const size = Math.min(lengthBytes, MAX_RUN_BYTES);
    const kept = bytes.subarray(0, size);
    this.#frame.set(kept);
    this.#frame.fill(0, kept.length, size);
    const returned = testRun(this.#plane.libbpf, programFd, this.#frame.subarray(0, size), 1);
    const record = returned < 0 ? undefined : this.#batch.drain(this.#plane.ring, kept);
    if (!record) {
      this.#notRun += 1;
      return;
    }
    const isDropped = record.getUint8(RECORD_OFFSETS.verdict) !== 0;
    const wasDropped = frame.verdict === 'drop';
    this.#packets += 1;
    if (isDropped) this.#dropped += 1;
    record.setUint32(
      RECORD_OFFSETS.ifindex,
      this.#interfaces.indexOf(frame.interfaceName ?? '', isRawIp),
      true,
    );
    if (isDropped === wasDropped) return;
    this.#flips += 1;
    record.setUint8(RECORD_OFFSETS.marks, record.getUint8(RECORD_OFFSETS.marks) | FLIP_MARK);
  }

  /** Waits for whoever looks at it: nothing of a replay is lost. */
  async #send(): Promise<void> {
    const frame = this.#batch.take();
    if (!frame) return;
    while (!this.#isOver && !this.#options.accept(frame)) await setTimeout(ROOM_PAUSE_MS);
  }
}

/** The time of the capture as the programs' CLOCK_BOOTTIME: from a while before its first packet. */
class ReplayClock {
  baseMs: number | undefined;
  nowNs = 0n;

  begin(firstNs: bigint): void {
    this.baseMs = Number(firstNs / 1_000_000n) - HEAD_START_MS;
  }

  /** Answers what it shows then. */
  moveTo(epochNs: bigint): bigint {
    const bootNs = epochNs - this.#baseNs;
    this.nowNs = bootNs > 0n ? bootNs : 1n;
    return this.nowNs;
  }

  /** An end of a rule on this machine's clock, moved. 0n: never. */
  deadlineNs(machineNs: bigint): bigint {
    if (machineNs === 0n) return 0n;
    const epochNs = machineNs - bootTimeNs() + BigInt(Date.now()) * 1_000_000n;
    const bootNs = epochNs - this.#baseNs;
    return bootNs > 0n ? bootNs : 1n;
  }

  get #baseNs(): bigint {
    return BigInt(this.baseMs ?? 0) * 1_000_000n;
  }
}
