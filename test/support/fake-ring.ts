import { RECORD_BYTES } from '../../electron/contract/packet-record.ts';
import type { MakeRoom } from '../../electron/engine/bpf/ring-reader.ts';
import type { RecordCounts } from '../../electron/engine/capture/counter-reader.ts';

/** A ring whose records carry their number. */
export class FakeRing {
  counts = { recorded: 0, notAskedFor: 0, sampledOut: 0, ringFull: 0 };
  drains = 0;
  #waiting: number[] = [];
  waits = 0;
  #wake: (couldWait: boolean) => void = () => {};

  produce(records: number, otherwise: Partial<RecordCounts> = {}): void {
    for (let index = 0; index < records; index += 1)
      this.#waiting.push(this.counts.recorded + index);
    this.counts.recorded += records;
    for (const [name, count] of Object.entries(otherwise)) {
      this.counts[name as keyof RecordCounts] += count;
    }
    this.#wake(true);
  }

  /** Settles with the next records that are produced. */
  untilReadable(): Promise<boolean> {
    this.waits += 1;
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  get waitingBytes(): number {
    return this.#waiting.length * (RECORD_BYTES + 8);
  }

  drain(maxRecords: number, makeRoom: MakeRoom): number {
    this.drains += 1;
    const taken = this.#waiting.splice(0, maxRecords);
    if (taken.length === 0) return 0;
    const { records, capturedBytes } = makeRoom(taken.length, 0);
    // The room need not be empty.
    capturedBytes.fill(0);
    const view = new DataView(records.buffer, records.byteOffset);
    for (const [index, number] of taken.entries())
      view.setUint32(index * RECORD_BYTES, number, true);
    return taken.length;
  }
}
