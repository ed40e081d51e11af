/**
 * Reads the kernel's ring of packet records by mapping it and copying whole stretches.
 *
 * Layout, as libbpf maps it: one page with the consumer position; then one page with the producer
 * position and the data twice over, so that a stretch across the end is still one piece. A record
 * is an 8-byte header (length, with a busy and a discard bit) and the payload, padded to 8.
 * https://docs.kernel.org/bpf/ringbuf.html
 */

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
} from '../ffi/libc.ts';
import { errnoName } from './errno.ts';
import { memoryBarrier } from './memory-barrier.ts';

const HEADER_BYTES = 8;
const BUSY_BIT = 0x8000_0000;
const DISCARD_BIT = 0x4000_0000;
const STRIDE_BYTES = HEADER_BYTES + RECORD_BYTES;
const STRIDE_WORDS = STRIDE_BYTES / 4;
const RECORD_WORDS = RECORD_BYTES / 4;

export class RingReader implements Disposable {
  #ringBytes: number;
  #consumer: Pointer;
  #producer: Pointer;
  #data: Pointer;
  #position = new BigUint64Array(1);
  #positionBytes = new Uint8Array(this.#position.buffer);
  #consumed: bigint;
  #staging = new Uint8Array(0);
  #stagingWords = new Uint32Array(0);
  #open = true;

  private constructor(consumer: Pointer, producer: Pointer, ringBytes: number) {
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
    return ok(new RingReader(consumer, producer, ringBytes));
  }

  /**
   * Moves up to `maxRecords` of the oldest records into `target`, one after the other, and gives
   * their number. Stops early at a record that the kernel is still writing.
   * `target` must be 4-byte aligned and hold maxRecords * RECORD_BYTES.
   */
  drain(target: Uint8Array, maxRecords: number): number {
    const available = Number(this.#read(this.#producer) - this.#consumed);
    const limit = Math.min(Math.floor(available / STRIDE_BYTES), maxRecords);
    if (limit === 0) return 0;
    // The producer position must be read before the headers it vouches for.
    memoryBarrier();
    this.#stage(limit);
    const finished = this.#countFinished(limit);
    if (finished === 0) return 0;
    // memcpy may read a record before its header. Once the header has been seen finished, the
    // record is whole, so a second copy cannot be torn; the first one could.
    memoryBarrier();
    this.#stage(finished);
    this.#unpack(finished, target);
    // The kernel may overwrite only what has been read.
    memoryBarrier();
    this.#consumed += BigInt(finished * STRIDE_BYTES);
    this.#position[0] = this.#consumed;
    copyOut(this.#consumer, this.#positionBytes, 8);
    return finished;
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

  #stage(records: number): void {
    const sizeBytes = records * STRIDE_BYTES;
    if (this.#staging.length < sizeBytes) {
      this.#staging = new Uint8Array(sizeBytes);
      this.#stagingWords = new Uint32Array(this.#staging.buffer);
    }
    const start = this.#consumed % BigInt(this.#ringBytes);
    copyIn(this.#staging, this.#data + start, sizeBytes);
  }

  #countFinished(limit: number): number {
    const words = this.#stagingWords;
    for (let record = 0; record < limit; record += 1) {
      const header = words[record * STRIDE_WORDS] as number;
      if (header >= BUSY_BIT) return record;
      // Only records of one size are ever written, and none is given up.
      if ((header & DISCARD_BIT) !== 0 || header !== RECORD_BYTES) {
        throw new Error(`ring record with unexpected header 0x${header.toString(16)}`);
      }
    }
    return limit;
  }

  #unpack(records: number, target: Uint8Array): void {
    const from = this.#stagingWords;
    const to = new Uint32Array(target.buffer, target.byteOffset, records * RECORD_WORDS);
    let read = HEADER_BYTES / 4;
    let write = 0;
    for (let record = 0; record < records; record += 1) {
      for (let word = 0; word < RECORD_WORDS; word += 1)
        to[write + word] = from[read + word] as number;
      read += STRIDE_WORDS;
      write += RECORD_WORDS;
    }
  }
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
