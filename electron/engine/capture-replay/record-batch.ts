import { encodeBatch } from '../../contract/packet-batch.ts';
import { RECORD_BYTES } from '../../contract/packet-record.ts';
import type { DrainTarget, RingReader } from '../bpf/ring-reader.ts';

const MAX_RECORDS = 2048;
/** Of each packet, for whoever looks at it. */
const KEPT_BYTES = 256;

/** Records of a replay, with the first bytes of their packets, until they are sent. */
export class RecordBatch {
  readonly #stream: number;
  readonly #records = new Uint8Array(MAX_RECORDS * RECORD_BYTES);
  readonly #captured = new Uint16Array(MAX_RECORDS);
  readonly #bytes = new Uint8Array(MAX_RECORDS * KEPT_BYTES);
  readonly #view = new DataView(this.#records.buffer);
  readonly #one: DrainTarget = {
    records: new Uint8Array(RECORD_BYTES),
    capturedBytes: new Uint16Array(1),
    bytes: new Uint8Array(0),
  };
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
    if (ring.drain(1, () => this.#one) !== 1) return undefined;
    const start = this.#count * RECORD_BYTES;
    this.#records.set(this.#one.records, start);
    const kept = packet.subarray(0, KEPT_BYTES);
    this.#captured[this.#count] = kept.length;
    this.#bytes.set(kept, this.#byteCount);
    this.#byteCount += kept.length;
    this.#count += 1;
    return new DataView(this.#view.buffer, start, RECORD_BYTES);
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
