/** A recording that plays in the filter's place, for an engine that may not filter. */
import { join } from 'node:path';
import {
  PacketRecord,
  REASON,
  RECORD_BYTES,
  RECORD_OFFSETS,
  VERDICT,
} from '../../contract/packet-record.ts';
import { ok, type Result } from '../../contract/result.ts';
import type { Settings } from '../../contract/settings.ts';
import type { Attachment, Counters, Recording, RuleBookState } from '../../contract/state.ts';
import { isAskedFor } from '../capture/asked-for.ts';
import type { RecordCounts } from '../capture/counter-reader.ts';
import { PacketPump } from '../capture/packet-pump.ts';
import { PacketStream } from '../capture/packet-stream.ts';
import { bootTimeNs } from '../ffi/libc.ts';
import type { Filtering } from '../filtering.ts';
import { type Judgement, judge, protocolClassOf } from './judge.ts';
import { Playback } from './playback.ts';
import { type RecordedTraffic, readRecording } from './recorded-traffic.ts';
import { ReplayCounters } from './replay-counters.ts';
import { ReplayRing } from './replay-ring.ts';
import { ReplayRules } from './replay-rules.ts';

export interface ReplayHooks {
  readonly onRulesChange: (state: RuleBookState) => void;
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
  readonly rules: ReplayRules;
  readonly #traffic: RecordedTraffic;
  readonly #bootNs: () => number;
  readonly #playback: Playback;
  readonly #ring = new ReplayRing();
  readonly #pump: PacketPump;
  readonly #counters = new ReplayCounters();
  readonly #streams = new Set<PacketStream>();
  /** The record that is being played. */
  readonly #bytes = new Uint8Array(RECORD_BYTES);
  readonly #view = new DataView(this.#bytes.buffer);
  readonly #record = new PacketRecord(this.#bytes);
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
    this.#pump = new PacketPump({
      drain: (target, maxRecords) => {
        this.#advance();
        return this.#ring.drain(target, maxRecords);
      },
    });
    this.rules = new ReplayRules({
      beforeChange: () => this.#advance(),
      onChange: (state) => {
        this.#counters.keepRules(state.rules.map((rule) => rule.id));
        hooks.onRulesChange(state);
      },
    });
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

  openStream(accept: (frame: Uint8Array) => boolean): Result<PacketStream> {
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
    const protocol = protocolClassOf(this.#record);
    const rules = this.#enforcing ? this.rules.book.rules : [];
    const judgement = judge(rules, this.#record, timeMs);
    this.#write(judgement);
    const { verdict, rule } = judgement;
    this.#counters.add(protocol, verdict, this.#record.lengthBytes, rule?.id);
    const isWatched = this.#streams.size > 0 && isAskedFor(protocol, this.#settings);
    this.#ring.offer(this.#bytes, timeNs, isWatched);
  }

  /** Without a rule the record keeps the reason it was recorded with. */
  #write({ verdict, rule }: Judgement): void {
    this.#view.setUint8(RECORD_OFFSETS.verdict, VERDICT[verdict]);
    if (!rule) return;
    const { slot, generation } = this.rules.labelOf(rule.id);
    this.#view.setUint8(RECORD_OFFSETS.reason, REASON.rule);
    this.#view.setUint16(RECORD_OFFSETS.rule_slot, slot, true);
    this.#view.setUint16(RECORD_OFFSETS.rule_generation, generation, true);
  }
}

function attachmentTo(name: string): Attachment {
  return {
    interface: name,
    ifindex: IFINDEX,
    mode: 'native',
    programId: 0,
    attachedAt: Date.now(),
    state: 'attached',
  };
}
