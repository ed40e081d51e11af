import { release } from 'node:os';
import { type Accounting, NO_PACKETS } from '../contract/accounting.ts';
import { DecidingRules } from '../contract/deciding-rules.ts';
import type { Filter } from '../contract/language/filter/filter.ts';
import type { FilterContext } from '../contract/language/filter/filter-context.ts';
import { MAX_SNAPSHOT_BYTES, type PacketBatch } from '../contract/packet-batch.ts';
import { PacketRecord } from '../contract/packet-record.ts';
import type { RuleBookState } from '../contract/state.ts';
import type { Output } from './output.ts';
import { createColumnFormat, formatJson, type LineContext } from './packet-lines.ts';
import { createCaptureSink, createLineSink, type PacketSink } from './packet-sink.ts';
import type { SeenInterfaces } from './seen-interfaces.ts';
import { WatchFilter } from './watch-filter.ts';
import type { WatchSource } from './watch-source.ts';

export interface PacketRecorderOptions {
  readonly source: WatchSource;
  readonly seen: SeenInterfaces;
  readonly output: Output;
  /** Only of this one. Absent: of all. */
  readonly interface: string | undefined;
  readonly json: boolean;
  /** So many packets. */
  readonly count: number | undefined;
  /** A capture file instead of lines. */
  readonly file: string | undefined;
  readonly snapshotBytes: number | undefined;
  /** Only what it lets through. */
  readonly filter: Filter | undefined;
  /** For filters that ask for countries. */
  readonly countryTest: FilterContext['countryTest'];
}

/** Takes the packets of `watch` as they arrive, and knows what became of each. */
export class PacketRecorder {
  /** Settles when as many packets as asked for are taken. */
  readonly finished: Promise<void>;
  readonly #options: PacketRecorderOptions;
  readonly #count: number;
  readonly #rules = new DecidingRules();
  readonly #filter: WatchFilter | undefined;
  readonly #sink: PacketSink;
  readonly #startMs = Date.now();
  #finish: () => void;
  #accounting = NO_PACKETS;
  #taken = 0;
  #filteredOut = 0;
  #lost = 0;

  constructor(options: PacketRecorderOptions) {
    const { client, snapshot } = options.source;
    this.#options = options;
    this.#count = options.count ?? Number.POSITIVE_INFINITY;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.finished = promise;
    this.#finish = resolve;
    const { filter, seen, countryTest } = options;
    const interfaceName = (ifindex: number) => seen.of(ifindex).name;
    this.#filter = filter && new WatchFilter(filter, { interfaceName, countryTest });
    this.#learn(snapshot.rules);
    this.#sink = this.#createSink();
    client.on('rules', (book) => this.#learn(book));
    client.on('accounting', (accounting) => {
      this.#accounting = accounting;
    });
    client.onPackets((batch) => this.#takeBatch(batch));
  }

  /** Packets that were printed or written. */
  get taken(): number {
    return this.#taken;
  }

  /** Of all that the interfaces saw. */
  get accounting(): Accounting {
    return { ...this.#accounting, lostLink: this.#accounting.lostLink + this.#lost };
  }

  /** Begins the file, if it is one, also when no packet has come yet. */
  begin(): void {
    this.#sink.begin();
  }

  /** Ends the file, if it is one, with the counts. */
  end(summary: string): void {
    const { seen, sampledOut, notAskedFor, lostRing, lostEngine, lostLink } = this.accounting;
    this.#sink.end({
      received: seen,
      delivered: this.#taken,
      leftOut: sampledOut + notAskedFor + this.#filteredOut,
      lost: lostRing + lostEngine + lostLink,
      startMs: this.#startMs,
      text: summary,
    });
  }

  #learn(book: RuleBookState): void {
    this.#rules.learn(book);
    this.#filter?.learn(book);
  }

  #createSink(): PacketSink {
    const { output, file, json, seen, source, snapshotBytes = MAX_SNAPSHOT_BYTES } = this.#options;
    const { engine } = source.snapshot;
    const context: LineContext = {
      bootTimeMs: engine.bootTimeMs,
      interfaceName: (ifindex) => seen.of(ifindex).name,
      // An engine of our own has no rules, so there is nothing to say of them.
      ...(source.isRunning ? { rule: (record: PacketRecord) => this.#rules.of(record) } : {}),
    };
    if (file === undefined) {
      return createLineSink(output, json ? formatJson : createColumnFormat(), context);
    }
    return createCaptureSink(output, {
      application: `Portcullis ${engine.version}`,
      system: `Linux ${release()}`,
      snapshotBytes,
      context,
      interfaceOf: (ifindex) => seen.of(ifindex),
    });
  }

  /** A reader that is far behind loses a batch as a whole, so that what it gets stays readable. */
  #takeBatch(batch: PacketBatch): void {
    const { count, records, capturedBytes, bytes } = batch;
    const isBehind = this.#options.output.isBehind;
    const record = new PacketRecord(records);
    let start = 0;
    for (let index = 0; index < count && this.#taken < this.#count; index += 1) {
      const end = start + (capturedBytes[index] ?? 0);
      if (this.#isWanted(record.at(index))) {
        if (this.#filter && !this.#filter.passes(batch, index, start, end)) {
          this.#filteredOut += 1;
        } else if (isBehind) {
          this.#lost += 1;
        } else {
          this.#sink.add(record, bytes.subarray(start, end));
          this.#taken += 1;
        }
      }
      start = end;
    }
    if (!isBehind) this.#sink.send();
    if (this.#taken >= this.#count) this.#finish();
  }

  #isWanted(record: PacketRecord): boolean {
    const { source, seen, interface: name } = this.#options;
    if (!source.isRunning || name === undefined) return true;
    return seen.of(record.ifindex).name === name;
  }
}
