import { encodeBatch } from '../../contract/batch-packer.ts';
import { RECORD_BYTES } from '../../contract/packet-record.ts';
import type { RecordTarget, RingReader } from '../bpf/ring-reader.ts';

const MAX_RECORDS = 2048;
/** Of each packet, for whoever looks at it. */
const KEPT_BYTES = 256;

/** Records of a replay, with the first bytes of their packets, until they are sent. */
export class RecordBatch implements RecordTarget {
  readonly #stream: number;
  readonly #records = new Uint8Array(MAX_RECORDS * RECORD_BYTES);
  readonly #captured = new Uint16Array(MAX_RECORDS);
  readonly #bytes = new Uint8Array(MAX_RECORDS * KEPT_BYTES);
  readonly #view = new DataView(this.#records.buffer);
  #count = 0;
  #byteCount = 0;

  constructor(stream: number) {
    this.#stream = stream;
  }

  get isFull(): boolean {
    return this.#count >= MAX_RECORDS;
  }

  /** Takes the one record in the ring, and answers it in place; `undefined` if there is none. */
  drain(ring: Pick<RingReader, 'drain'>, packet: Uint8Array): DataView | undefined {
    if (ring.drain(1, this) !== 1) return undefined;
    const start = this.#count * RECORD_BYTES;
    const kept = packet.subarray(0, KEPT_BYTES);
    this.#captured[this.#count] = kept.length;
    this.#bytes.set(kept, this.#byteCount);
    this.#byteCount += kept.length;
    this.#count += 1;
    return new DataView(this.#view.buffer, start, RECORD_BYTES);
  }

  /** There is always room for one. */
  reserve(): void {}

  /** The record alone: the packet is known already. */
  add(words: Int32Array, at: number): void {
    const record = new Uint8Array(words.buffer, words.byteOffset + at * 4, RECORD_BYTES);
    this.#records.set(record, this.#count * RECORD_BYTES);
  }

  /** All of them as a frame; `undefined` if there are none. */
  take(): Uint8Array | undefined {
    if (this.#count === 0) return undefined;
    const frame = encodeBatch({
      stream: this.#stream,
      records: this.#records.subarray(0, this.#count * RECORD_BYTES),
      capturedBytes: this.#captured.subarray(0, this.#count),
      bytes: this.#bytes.subarray(0, this.#byteCount),
    });
    this.#count = 0;
    this.#byteCount = 0;
    return frame;
  }
}
