/** Stands in for the kernel's ring, with the same reasons why a packet's record does not get there. */
import { RECORD_BYTES } from '../../contract/packet-record.ts';
import { BUDGET_WINDOWS_PER_SECOND } from '../bpf/layout.ts';
import { type RecordTarget, strideOf } from '../bpf/ring-reader.ts';
import type { RecordCounts } from '../capture/counter-reader.ts';

const CAPACITY_RECORDS = 4096;
/** As in bpf/include/controls.h. */
const BUDGET_WINDOW_NS = 1e9 / BUDGET_WINDOWS_PER_SECOND;

export class ReplayRing {
  readonly #waiting = new Uint8Array(CAPACITY_RECORDS * RECORD_BYTES);
  readonly #words = new Int32Array(this.#waiting.buffer);
  #waitingRecords = 0;
  #budgetPerWindow = 0;
  #window = 0;
  #used = 0;
  #counts = { recorded: 0, notAskedFor: 0, sampledOut: 0, ringFull: 0 };

  get counts(): RecordCounts {
    return { ...this.#counts };
  }

  /** As {@link RingReader.waitingBytes}: what its records would take in the kernel's ring. */
  get waitingBytes(): number {
    return this.#waitingRecords * strideOf(RECORD_BYTES);
  }

  /** Rounded up, as for the kernel, so that a budget above 0 always shows something. */
  set budgetPerSecond(records: number) {
    this.#budgetPerWindow = Math.ceil(records / BUDGET_WINDOWS_PER_SECOND);
  }

  /** Keeps a copy of the record, or counts why not. */
  offer(record: Uint8Array, timeNs: number, isAskedFor: boolean): void {
    if (!isAskedFor) {
      this.#counts.notAskedFor += 1;
    } else if (!this.#withinBudget(timeNs)) {
      this.#counts.sampledOut += 1;
    } else if (this.#waitingRecords === CAPACITY_RECORDS) {
      this.#counts.ringFull += 1;
    } else {
      this.#waiting.set(record, this.#waitingRecords * RECORD_BYTES);
      this.#waitingRecords += 1;
      this.#counts.recorded += 1;
    }
  }

  /** As {@link RingReader.drain}. Of the packets themselves a recording holds nothing. */
  drain(maxRecords: number, target: RecordTarget): number {
    const records = Math.min(this.#waitingRecords, maxRecords);
    if (records === 0) return 0;
    const sizeBytes = records * RECORD_BYTES;
    target.reserve(records, 0);
    for (let at = 0; at < sizeBytes; at += RECORD_BYTES) target.add(this.#words, at / 4, 0);
    this.#waiting.copyWithin(0, sizeBytes, this.#waitingRecords * RECORD_BYTES);
    this.#waitingRecords -= records;
    return records;
  }

  /** Whether a record of this time would still be within the budget. */
  hasBudget(timeNs: number): boolean {
    const window = Math.floor(timeNs / BUDGET_WINDOW_NS);
    if (window !== this.#window) {
      this.#window = window;
      this.#used = 0;
    }
    return this.#used < this.#budgetPerWindow;
  }

  #withinBudget(timeNs: number): boolean {
    if (!this.hasBudget(timeNs)) return false;
    this.#used += 1;
    return true;
  }
}
