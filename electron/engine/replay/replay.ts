/** A recording that plays in the filter's place, for an engine that may not filter. */
import { join } from 'node:path';
import type { Address } from '../../contract/address.ts';
import type { AcceptBatch } from '../../contract/api.ts';
import {
  PacketRecord,
  REASON,
  RECORD_BYTES,
  RECORD_OFFSETS,
  VERDICT,
} from '../../contract/packet-record.ts';
import { ok, type Result } from '../../contract/result.ts';
import type { Settings } from '../../contract/settings.ts';
import type { Attachment, Counters, Recording } from '../../contract/state.ts';
import { isAskedFor } from '../capture/asked-for.ts';
import type { RecordCounts } from '../capture/counter-reader.ts';
import { PacketPump } from '../capture/packet-pump.ts';
import { PacketStream } from '../capture/packet-stream.ts';
import { bootTimeNs } from '../ffi/libc.ts';
import type { Filtering } from '../filtering.ts';
import { RuleKeeper, type RuleKeeperOptions } from '../rules/rule-keeper.ts';
import { countedProtocolOf } from './counted-protocol-of.ts';
import { Decider, type RecordDecision } from './decider.ts';
import { Playback } from './playback.ts';
import { RecentFlows } from './recent-flows.ts';
import { type RecordedTraffic, readRecording } from './recorded-traffic.ts';
import { ReplayCounters } from './replay-counters.ts';
import { ReplayRing } from './replay-ring.ts';

export interface ReplayHooks extends Pick<RuleKeeperOptions, 'onChange' | 'onTrouble'> {
  /** Names of the lists that hold an address. */
  readonly listsHolding: (address: Address) => readonly string[];
}

/** Where a recording is, below the resources. */
export const RECORDING_PATH = join('recording', 'playground.records');

/** The highest number there can be: no interface of the machine gets there, and none is meant. */
const IFINDEX = 0x7fff_ffff;

/** Fails with `missing-object`. */
export async function openReplay(
  resourcesDirectory: string,
  settings: Settings,
  hooks: ReplayHooks,
): Promise<Result<Replay>> {
  const read = await readRecording(join(resourcesDirectory, RECORDING_PATH));
  if (!read.ok) return read;
  return ok(new Replay(read.value, settings, hooks, () => Number(bootTimeNs())));
}

export class Replay implements Filtering {
  readonly recording: Recording;
  readonly attachments: { readonly list: readonly Attachment[] };
  /** Tried out, never kept: what somebody plays with here is not in force when the filter starts. */
  readonly rules: RuleKeeper;
  readonly #traffic: RecordedTraffic;
  readonly #bootNs: () => number;
  readonly #playback: Playback;
  readonly #ring = new ReplayRing();
  readonly #pump: PacketPump;
  readonly #counters = new ReplayCounters();
  readonly #recentFlows = new RecentFlows();
  readonly #streams = new Set<PacketStream>();
  /** The record that is being played. */
  readonly #bytes = new Uint8Array(RECORD_BYTES);
  readonly #view = new DataView(this.#bytes.buffer);
  readonly #record = new PacketRecord(this.#bytes);
  readonly #decider: Decider;
  #settings: Settings;
  #enforcing = true;

  /** `bootNs` reads CLOCK_BOOTTIME, the clock of all records. */
  constructor(
    traffic: RecordedTraffic,
    settings: Settings,
    hooks: ReplayHooks,
    bootNs: () => number,
  ) {
    const { timesNs, durationNs, interface: name } = traffic;
    this.recording = { packets: timesNs.length, durationMs: durationNs / 1e6 };
    this.attachments = { list: [attachmentTo(name)] };
    this.#traffic = traffic;
    this.#bootNs = bootNs;
    this.#playback = new Playback(timesNs, durationNs, bootNs());
    this.#settings = settings;
    this.#ring.budgetPerSecond = settings.eventBudgetPerCpu;
    const ring = this.#ring;
    this.#pump = new PacketPump({
      get waitingBytes() {
        return ring.waitingBytes;
      },
      drain: (maxRecords, target) => {
        this.#advance();
        return ring.drain(maxRecords, target);
      },
    });
    this.#decider = new Decider(name, hooks.listsHolding);
    this.rules = new RuleKeeper({
      enforcer: {
        enforce: async (ruleset) => {
          // What has come by now meets the rules that were in force until now.
          this.#advance();
          this.#decider.enforce(ruleset);
          return ok(null);
        },
      },
      clearCounters: () => {},
      save: async () => ok(null),
      onSaveFailed: () => {},
      onTrouble: hooks.onTrouble,
      onChange: (state) => {
        this.#keepCounters();
        hooks.onChange(state);
      },
      bootNs: () => BigInt(Math.round(bootNs())),
    });
    this.#keepCounters();
  }

  get enforcing(): boolean {
    return this.#enforcing;
  }

  setEnforcing(enforcing: boolean): Result<null> {
    this.#advance();
    this.#enforcing = enforcing;
    return ok(null);
  }

  setSettings(settings: Settings): Result<null> {
    this.#advance();
    this.#settings = settings;
    this.#ring.budgetPerSecond = settings.eventBudgetPerCpu;
    return ok(null);
  }

  /** Whoever decides about a packet asks for what the lists hold then. */
  async enforceLists(): Promise<Result<null>> {
    this.#advance();
    return ok(null);
  }

  openStream(accept: AcceptBatch): Result<PacketStream> {
    this.#advance();
    const stream: PacketStream = new PacketStream(this.#pump, () => this.recordCounts(), accept);
    this.#streams.add(stream);
    return ok(stream);
  }

  closeStream(stream: PacketStream): void {
    this.#advance();
    stream[Symbol.dispose]();
    this.#streams.delete(stream);
  }

  counters(): Counters {
    this.#advance();
    return this.#counters.read(this.#traffic.interface);
  }

  recordCounts(): RecordCounts {
    this.#advance();
    return this.#ring.counts;
  }

  [Symbol.dispose](): void {
    void this.rules.stop();
    for (const stream of this.#streams) stream[Symbol.dispose]();
    this.#pump.stop();
  }

  /** Before anything changes or is read, so that every packet meets what was there when it came. */
  #advance(): void {
    const nowNs = this.#bootNs();
    const nowMs = Date.now();
    this.#playback.advance(nowNs, (index, dueNs) =>
      this.#play(index, dueNs, nowMs - (nowNs - dueNs) / 1e6),
    );
  }

  #play(index: number, timeNs: number, timeMs: number): void {
    const start = index * RECORD_BYTES;
    this.#bytes.set(this.#traffic.records.subarray(start, start + RECORD_BYTES));
    this.#view.setBigUint64(RECORD_OFFSETS.time_boot_ns, BigInt(Math.round(timeNs)), true);
    this.#view.setUint32(RECORD_OFFSETS.ifindex, IFINDEX, true);
    const decision = this.#decider.decide(this.#record, { timeMs, timeNs }, this.#enforcing);
    this.#write(decision);
    const protocol = countedProtocolOf(this.#record);
    const { lengthBytes } = this.#record;
    this.#counters.add({ ...decision, protocol, lengthBytes });
    const isWatched = this.#streams.size > 0 && isAskedFor(protocol, this.#settings);
    this.#ring.offer(this.#bytes, timeNs, isWatched && this.#isWanted(decision, timeNs));
  }

  /** As for the kernel, what the budget has no room for is not looked up. */
  #isWanted({ verdict }: RecordDecision, timeNs: number): boolean {
    const { which } = this.#settings.record;
    if (which === 'dropped') return verdict === 'drop';
    if (which === 'all' || !this.#ring.hasBudget(timeNs)) return true;
    return this.#recentFlows.isAmongFirst(this.#record, timeNs);
  }

  /** Without a rule the record keeps the reason it was recorded with. */
  #write({ verdict, by }: RecordDecision): void {
    this.#view.setUint8(RECORD_OFFSETS.verdict, VERDICT[verdict]);
    if (!by) return;
    this.#view.setUint8(RECORD_OFFSETS.reason, REASON.rule);
    this.#view.setUint16(RECORD_OFFSETS.rule_slot, by.slot, true);
    this.#view.setUint16(RECORD_OFFSETS.rule_generation, by.generation, true);
  }

  #keepCounters(): void {
    this.#counters.keepRules([...this.rules.slots().keys()]);
  }
}

function attachmentTo(name: string): Attachment {
  return {
    interface: name,
    ifindex: IFINDEX,
    mode: 'native',
    programId: 0,
    egress: 'none',
    whyNoEgress: 'The recording holds only what came in.',
    attachedAt: Date.now(),
    state: 'attached',
  };
}
