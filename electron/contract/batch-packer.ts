import {
  BATCH_HEADER_BYTES,
  BATCH_MAGIC,
  type BatchContent,
  CHUNK_WORDS,
  LENGTH_BIT,
  LIVE_STREAM,
  MAX_SNAPSHOT_BYTES,
} from './packet-batch.ts';
import { RECORD_BYTES } from './packet-record.ts';

const RECORD_WORDS = RECORD_BYTES / 4;

/** Makes frames of packets that are added one by one. Its memory is used again for the next frame. */
export class BatchPacker {
  readonly #lastRecord = new Int32Array(RECORD_WORDS);
  readonly #lastBytes = new Int32Array(Math.ceil(MAX_SNAPSHOT_BYTES / 4));
  #lastLength = 0;
  #out = new Int32Array(0);
  /** In words of `#out`. */
  #end = 0;
  #count = 0;
  #packetBytes = 0;

  /** Packets of the frame so far. */
  get count(): number {
    return this.#count;
  }

  /** What was added of the packets themselves. */
  get packetBytes(): number {
    return this.#packetBytes;
  }

  /** What the frame would take now. */
  get sizeBytes(): number {
    return BATCH_HEADER_BYTES + this.#end * 4;
  }

  /** So many more packets will be added at most, with so many bytes altogether. */
  reserve(packets: number, packetBytes: number): void {
    // A mask and a length each, and of each the last word and the last mask for what does not fill it.
    const forBytes = Math.ceil((packetBytes / 4) * (1 + 1 / CHUNK_WORDS)) + packets * 2;
    const words = this.#end + packets * (RECORD_WORDS + 2) + forBytes;
    if (words <= this.#out.length) return;
    const larger = new Int32Array(words);
    larger.set(this.#out.subarray(0, this.#end));
    this.#out = larger;
  }

  /**
   * Adds the packet whose record begins at a word of this memory, and whose first bytes stand right
   * behind it. What follows the last of them, up to a multiple of four, may be anything.
   */
  add(words: Int32Array, at: number, packetBytes: number): void {
    const maskAt = this.#end;
    this.#end += 1;
    let mask = this.#addChanged(words, at, this.#lastRecord, 0, RECORD_WORDS);
    if (packetBytes !== this.#lastLength) {
      this.#lastLength = packetBytes;
      this.#out[this.#end] = packetBytes;
      this.#end += 1;
      mask |= LENGTH_BIT;
    }
    this.#out[maskAt] = mask;
    this.#count += 1;
    this.#packetBytes += packetBytes;
    if (packetBytes > 0) this.#addBytes(words, at + RECORD_WORDS, packetBytes);
  }

  /** The frame, in memory that is asked for; the next one begins with nothing. */
  take(
    stream = LIVE_STREAM,
    allocate: (sizeBytes: number) => Uint8Array<ArrayBuffer> = (sizeBytes) =>
      new Uint8Array(sizeBytes),
  ): Uint8Array<ArrayBuffer> {
    const frame = allocate(this.sizeBytes);
    const view = new DataView(frame.buffer, frame.byteOffset, BATCH_HEADER_BYTES);
    view.setUint32(0, BATCH_MAGIC, true);
    view.setUint32(4, this.#count, true);
    view.setUint32(8, stream, true);
    view.setUint32(12, this.#packetBytes, true);
    frame.set(new Uint8Array(this.#out.buffer, 0, this.#end * 4), BATCH_HEADER_BYTES);
    this.#lastRecord.fill(0);
    this.#lastBytes.fill(0);
    this.#lastLength = 0;
    this.#end = 0;
    this.#count = 0;
    this.#packetBytes = 0;
    return frame;
  }

  #addBytes(words: Int32Array, at: number, length: number): void {
    const last = this.#lastBytes;
    const whole = length >> 2;
    const count = (length + 3) >> 2;
    let maskAt = 0;
    for (let chunk = 0; chunk < count; chunk += CHUNK_WORDS) {
      maskAt = this.#end;
      this.#end += 1;
      const until = Math.min(chunk + CHUNK_WORDS, whole);
      this.#out[maskAt] = this.#addChanged(words, at, last, chunk, until);
    }
    if (whole === count) return;
    // Of the last word only some bytes are the packet's; it is in the chunk that was written last.
    const value = (words[at + whole] as number) & (-1 >>> (32 - (length & 3) * 8));
    if (value === last[whole]) return;
    last[whole] = value;
    this.#out[this.#end] = value;
    this.#out[maskAt] = (this.#out[maskAt] as number) | (1 << whole);
    this.#end += 1;
  }

  /** Adds the words that are not as they were last, and gives which these are, by bit. */
  #addChanged(
    words: Int32Array,
    at: number,
    last: Int32Array,
    from: number,
    until: number,
  ): number {
    const out = this.#out;
    let end = this.#end;
    let mask = 0;
    for (let word = from; word < until; word += 1) {
      const value = words[at + word] as number;
      if (value === last[word]) continue;
      last[word] = value;
      out[end] = value;
      end += 1;
      mask |= 1 << word;
    }
    this.#end = end;
    return mask;
  }
}

/** A frame with copies of what is given. */
export function encodeBatch({ stream, records, capturedBytes, bytes }: BatchContent): Uint8Array {
  const packer = new BatchPacker();
  const count = records.length / RECORD_BYTES;
  const one = new Uint8Array(RECORD_BYTES + MAX_SNAPSHOT_BYTES);
  const words = new Int32Array(one.buffer);
  packer.reserve(count, bytes?.length ?? 0);
  let byteAt = 0;
  for (let index = 0; index < count; index += 1) {
    const captured = capturedBytes?.[index] ?? 0;
    one.set(records.subarray(index * RECORD_BYTES, (index + 1) * RECORD_BYTES));
    if (bytes) one.set(bytes.subarray(byteAt, byteAt + captured), RECORD_BYTES);
    packer.add(words, 0, captured);
    byteAt += captured;
  }
  return packer.take(stream);
}
