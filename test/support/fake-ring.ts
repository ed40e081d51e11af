import { readBatch } from '../../electron/contract/batch-reader.ts';
import { RECORD_BYTES } from '../../electron/contract/packet-record.ts';
import { type RecordTarget, strideOf } from '../../electron/engine/bpf/ring-reader.ts';
import type { RecordCounts } from '../../electron/engine/capture/counter-reader.ts';

/** The numbers in a frame of records out of a {@link FakeRing}. */
export function numbersIn(frame: Uint8Array): number[] {
  const batch = readBatch(frame);
  if (!batch) throw new Error('malformed batch');
  const { records, count } = batch;
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  return Array.from({ length: count }, (_, index) => view.getUint32(index * RECORD_BYTES, true));
}

/** A ring whose records carry their number, and so many bytes of a packet as the last digit of it. */
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
    return this.#waiting.reduce((sum, number) => sum + strideOf(RECORD_BYTES + bytesOf(number)), 0);
  }

  drain(maxRecords: number, target: RecordTarget): number {
    this.drains += 1;
    const taken = this.#waiting.splice(0, maxRecords);
    if (taken.length === 0) return 0;
    const packetBytes = taken.reduce((sum, number) => sum + bytesOf(number), 0);
    target.reserve(taken.length, packetBytes);
    const words = new Int32Array(RECORD_BYTES / 4 + 3);
    for (const number of taken) {
      // Unlike the one before in every word, as that is what takes most room in a frame.
      for (const word of words.keys()) words[word] = Math.imul(number + 1, word + 1);
      words[0] = number;
      target.add(words, 0, bytesOf(number));
    }
    return taken.length;
  }
}

function bytesOf(number: number): number {
  return number % 10;
}
