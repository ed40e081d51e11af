import {
  BATCH_HEADER_BYTES,
  BATCH_MAGIC,
  CHUNK_WORDS,
  LENGTH_BIT,
  MAX_BATCH_PACKET_BYTES,
  MAX_BATCH_RECORDS,
  MAX_SNAPSHOT_BYTES,
  type PacketBatch,
} from './packet-batch.ts';
import { RECORD_BYTES } from './packet-record.ts';

const RECORD_WORDS = RECORD_BYTES / 4;
/** The first record differs from this one. */
const BEFORE_FIRST_WORDS = RECORD_WORDS;
/** Bytes are written in whole words. */
const SLACK_BYTES = 4;

/** Unpacks frames, always into the same memory. */
export class BatchReader {
  /** Records, from {@link BEFORE_FIRST_WORDS} on. */
  #records = new Int32Array(BEFORE_FIRST_WORDS);
  #captured = new Uint16Array(0);
  #bytes = new Uint8Array(SLACK_BYTES);
  readonly #lastBytes = new Int32Array(Math.ceil(MAX_SNAPSHOT_BYTES / 4));

  /**
   * The content of a frame: it is valid until the next one is read. `undefined` if the frame is not a
   * whole, well-formed batch.
   */
  read(frame: Uint8Array): PacketBatch | undefined {
    const sizeBytes = frame.byteLength - BATCH_HEADER_BYTES;
    if (sizeBytes < 0 || sizeBytes % 4 !== 0) return undefined;
    const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
    const count = view.getUint32(4, true);
    const packetBytes = view.getUint32(12, true);
    if (view.getUint32(0, true) !== BATCH_MAGIC) return undefined;
    if (count > MAX_BATCH_RECORDS || packetBytes > MAX_BATCH_PACKET_BYTES) return undefined;
    this.#reserve(count, packetBytes);
    if (!this.#unpack(packedWords(frame), count, packetBytes)) return undefined;
    const { buffer } = this.#records;
    return {
      stream: view.getUint32(8, true),
      count,
      records: new Uint8Array(buffer, BEFORE_FIRST_WORDS * 4, count * RECORD_BYTES),
      capturedBytes: this.#captured.subarray(0, count),
      bytes: this.#bytes.subarray(0, packetBytes),
    };
  }

  #reserve(count: number, packetBytes: number): void {
    const words = BEFORE_FIRST_WORDS + count * RECORD_WORDS;
    if (words > this.#records.length) this.#records = new Int32Array(words);
    if (count > this.#captured.length) this.#captured = new Uint16Array(count);
    const sizeBytes = packetBytes + SLACK_BYTES;
    if (sizeBytes > this.#bytes.length) this.#bytes = new Uint8Array(sizeBytes);
  }

  /** Whether the words hold exactly so many packets, with so many bytes. What lies beyond them reads as 0. */
  #unpack(from: Int32Array, count: number, packetBytes: number): boolean {
    const records = this.#records;
    const captured = this.#captured;
    const bytes = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.byteLength);
    this.#lastBytes.fill(0);
    let length = 0;
    let byteAt = 0;
    let at = 0;
    let to = BEFORE_FIRST_WORDS;
    for (let record = 0; record < count; record += 1) {
      if (at >= from.length) return false;
      const mask = from[at] as number;
      at += 1;
      if (mask < 0 || mask >= LENGTH_BIT * 2) return false;
      for (let word = 0; word < RECORD_WORDS; word += 1, to += 1) {
        if ((mask & (1 << word)) === 0) records[to] = records[to - RECORD_WORDS] as number;
        else {
          records[to] = from[at] as number;
          at += 1;
        }
      }
      if ((mask & LENGTH_BIT) !== 0) {
        length = at < from.length ? (from[at] as number) : -1;
        at += 1;
        if (length < 0 || length > MAX_SNAPSHOT_BYTES) return false;
      }
      captured[record] = length;
      if (byteAt + length > packetBytes) return false;
      if (length > 0) at = this.#unpackBytes(from, at, length, bytes, byteAt);
      byteAt += length;
    }
    return at === from.length && byteAt === packetBytes;
  }

  /** Gives where it stopped to read. */
  #unpackBytes(
    from: Int32Array,
    start: number,
    length: number,
    bytes: DataView,
    byteAt: number,
  ): number {
    const last = this.#lastBytes;
    const count = (length + 3) >> 2;
    let at = start;
    for (let chunk = 0; chunk < count; chunk += CHUNK_WORDS) {
      const until = Math.min(chunk + CHUNK_WORDS, count);
      const mask = at < from.length ? (from[at] as number) : 0;
      at += 1;
      for (let word = chunk; word < until; word += 1) {
        if ((mask & (1 << (word - chunk))) !== 0) {
          last[word] = at < from.length ? (from[at] as number) : 0;
          at += 1;
        }
        bytes.setInt32(byteAt + word * 4, last[word] as number, true);
      }
    }
    return at;
  }
}

/** The content of a frame, in memory of its own; `undefined` if it is not a whole, well-formed batch. */
export function readBatch(frame: Uint8Array): PacketBatch | undefined {
  return new BatchReader().read(frame);
}

/** In place where they lie at a multiple of four, as they do unless a transport cut them oddly. */
function packedWords(frame: Uint8Array): Int32Array {
  const words = (frame.byteLength - BATCH_HEADER_BYTES) / 4;
  const start = frame.byteOffset + BATCH_HEADER_BYTES;
  if (start % 4 === 0) return new Int32Array(frame.buffer, start, words);
  // Not by slice(): that of Node's Buffer copies nothing.
  const copy = new Uint8Array(words * 4);
  copy.set(frame.subarray(BATCH_HEADER_BYTES));
  return new Int32Array(copy.buffer);
}
