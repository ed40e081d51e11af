/**
 * Reads the kernel's ring of packet records by mapping it and copying whole stretches.
 *
 * Layout, as libbpf maps it: one page with the consumer position; then one page with the producer
 * position and the data twice over, so that a stretch across the end is still one piece. A record
 * is an 8-byte header (length, with a busy and a discard bit) and the payload, padded to 8: here the
 * packet's record and as many of its bytes as the length says.
 * https://docs.kernel.org/bpf/ringbuf.html
 */

import { MAX_SNAPSHOT_BYTES } from '../../contract/packet-batch.ts';
import { RECORD_BYTES } from '../../contract/packet-record.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import {
  copyIn,
  copyOut,
  lastErrno,
  MAP_FAILED,
  mmap,
  munmap,
  PAGE_BYTES,
  type Pointer,
  PROT_READ,
  PROT_WRITE,
  untilReadable,
} from '../ffi/libc.ts';
import { errnoName } from './errno.ts';
import { memoryBarrier } from './memory-barrier.ts';

const HEADER_BYTES = 8;
const BUSY_BIT = 0x8000_0000;
const DISCARD_BIT = 0x4000_0000;
const HEADER_WORDS = HEADER_BYTES / 4;
/** What is copied at once, so that the second copy still finds the first in the processor's cache. */
export const MAX_STRETCH_BYTES = 128 * 1024;

const MAX_STRIDE_BYTES = strideOf(RECORD_BYTES + MAX_SNAPSHOT_BYTES);

/** Where drained records go. */
export interface RecordTarget {
  /** So many records follow, with so many bytes of their packets altogether. */
  reserve(records: number, packetBytes: number): void;
  /**
   * The record that begins at a word of this memory, and behind it so many bytes of its packet: valid
   * during the call only. What follows them up to a multiple of four may be anything.
   */
  add(words: Int32Array, at: number, packetBytes: number): void;
}

/** Of the ring from the consumer's position: what is finished, in whole records. */
interface Stretch {
  records: number;
  packetBytes: number;
  sizeBytes: number;
}

export class RingReader implements Disposable {
  readonly #mapFd: number;
  #ringBytes: number;
  #consumer: Pointer;
  #producer: Pointer;
  #data: Pointer;
  #position = new BigUint64Array(1);
  #positionBytes = new Uint8Array(this.#position.buffer);
  #consumed: bigint;
  #staging = new Uint8Array(MAX_STRETCH_BYTES);
  #stagingWords = new Uint32Array(this.#staging.buffer);
  #recordWords = new Int32Array(this.#staging.buffer);
  #finished: Stretch = { records: 0, packetBytes: 0, sizeBytes: 0 };
  #open = true;

  private constructor(mapFd: number, consumer: Pointer, producer: Pointer, ringBytes: number) {
    this.#mapFd = mapFd;
    this.#consumer = consumer;
    this.#producer = producer;
    this.#data = producer + BigInt(PAGE_BYTES);
    this.#ringBytes = ringBytes;
    this.#consumed = this.#read(consumer);
  }

  /** `ringBytes` is the size the map was made with. */
  static open(mapFd: number, ringBytes: number): Result<RingReader> {
    const consumer = mmap(PAGE_BYTES, PROT_READ | PROT_WRITE, mapFd, 0);
    if (consumer === MAP_FAILED) return cannotMap();
    const producer = mmap(PAGE_BYTES + 2 * ringBytes, PROT_READ, mapFd, PAGE_BYTES);
    if (producer === MAP_FAILED) {
      const failed = cannotMap();
      munmap(consumer, PAGE_BYTES);
      return failed;
    }
    return ok(new RingReader(mapFd, consumer, producer, ringBytes));
  }

  /** Bytes of the ring that are taken. */
  get waitingBytes(): number {
    return Number(this.#read(this.#producer) - this.#consumed);
  }

  /**
   * Settles when there is a record, or after so long: the kernel wakes a reader that has read all.
   * Answers whether that could be waited for.
   */
  untilReadable(timeoutMs: number): Promise<boolean> {
    return untilReadable(this.#mapFd, timeoutMs);
  }

  /**
   * Takes up to `maxRecords` of the oldest records to the target, and gives their number. Stops early at
   * a record that the kernel is still writing, and where a stretch ends.
   */
  drain(maxRecords: number, target: RecordTarget): number {
    const sizeBytes = Math.min(this.waitingBytes, MAX_STRETCH_BYTES, maxRecords * MAX_STRIDE_BYTES);
    if (sizeBytes === 0) return 0;
    // The producer position must be read before the headers it vouches for.
    memoryBarrier();
    this.#stage(sizeBytes);
    const finished = this.#findFinished(sizeBytes, maxRecords);
    if (finished.records === 0) return 0;
    // memcpy may read a record before its header. Once the header has been seen finished, the
    // record is whole, so a second copy cannot be torn; the first one could.
    memoryBarrier();
    this.#stage(finished.sizeBytes);
    this.#hand(finished, target);
    // The kernel may overwrite only what has been read.
    memoryBarrier();
    this.#consumed += BigInt(finished.sizeBytes);
    this.#position[0] = this.#consumed;
    copyOut(this.#consumer, this.#positionBytes, 8);
    return finished.records;
  }

  [Symbol.dispose](): void {
    if (!this.#open) return;
    this.#open = false;
    munmap(this.#consumer, PAGE_BYTES);
    munmap(this.#producer, PAGE_BYTES + 2 * this.#ringBytes);
  }

  #read(at: Pointer): bigint {
    copyIn(this.#positionBytes, at, 8);
    return this.#position[0] as bigint;
  }

  #stage(sizeBytes: number): void {
    const start = this.#consumed % BigInt(this.#ringBytes);
    copyIn(this.#staging, this.#data + start, sizeBytes);
  }

  #findFinished(limitBytes: number, maxRecords: number): Stretch {
    const words = this.#stagingWords;
    let records = 0;
    let packetBytes = 0;
    let at = 0;
    while (records < maxRecords && at + HEADER_BYTES + RECORD_BYTES <= limitBytes) {
      const header = words[at / 4] as number;
      if (header >= BUSY_BIT) break;
      const captured = header - RECORD_BYTES;
      // The program writes no others, and gives none up.
      if ((header & DISCARD_BIT) !== 0 || captured < 0 || captured > MAX_SNAPSHOT_BYTES) {
        throw new Error(`ring record with unexpected header 0x${header.toString(16)}`);
      }
      const end = at + strideOf(header);
      if (end > limitBytes) break;
      at = end;
      records += 1;
      packetBytes += captured;
    }
    const finished = this.#finished;
    finished.records = records;
    finished.packetBytes = packetBytes;
    finished.sizeBytes = at;
    return finished;
  }

  #hand({ records, packetBytes }: Stretch, target: RecordTarget): void {
    target.reserve(records, packetBytes);
    let header = 0;
    for (let record = 0; record < records; record += 1) {
      const length = this.#stagingWords[header] as number;
      target.add(this.#recordWords, header + HEADER_WORDS, length - RECORD_BYTES);
      header += strideOf(length) / 4;
    }
  }
}

/** What a record of this length takes in the ring. */
export function strideOf(length: number): number {
  return HEADER_BYTES + ((length + 7) & ~7);
}

function cannotMap(): Result<never> {
  const name = errnoName(lastErrno());
  return fail(
    'kernel-refused',
    `The ring of packet records cannot be mapped (${name}).`,
    'Free memory, or raise the limit on locked memory, and start again.',
    name,
  );
}
