/** Classic pcap files (draft-ietf-opsawg-pcap), in both byte orders and both resolutions. */
import { ok, type Result } from '../result.ts';
import type { ByteQueue } from './byte-queue.ts';
import type { FrameListener } from './captured-frame.ts';
import { cutOff, damaged } from './damage.ts';
import { MAX_PACKET_BYTES } from './format.ts';

const HEADER_BYTES = 24;
const PACKET_HEADER_BYTES = 16;
const MICROSECONDS_MAGIC = 0xa1b2c3d4;
const NANOSECONDS_MAGIC = 0xa1b23c4d;
const LINK_TYPE_MASK = 0xffff;

/** Whether a file begins as pcap does. */
export function isPcap(head: Uint8Array): boolean {
  return readMagic(head) !== undefined;
}

export class PcapReader {
  readonly #queue: ByteQueue;
  readonly #onFrame: FrameListener;
  #magic: Magic | undefined;
  #linkType = 0;
  #frames = 0;

  constructor(queue: ByteQueue, onFrame: FrameListener) {
    this.#queue = queue;
    this.#onFrame = onFrame;
  }

  /** Reads what has arrived. */
  read(): Result<null> {
    if (!this.#magic) {
      if (this.#queue.length < HEADER_BYTES) return ok(null);
      const head = this.#queue.peek(HEADER_BYTES);
      const magic = readMagic(head);
      if (!magic) return damaged(this.#queue.offset, 'it does not begin as pcap does');
      this.#linkType = viewOf(head).getUint32(20, magic.isLittleEndian) & LINK_TYPE_MASK;
      this.#magic = magic;
      this.#queue.skip(HEADER_BYTES);
    }
    while (this.#queue.length >= PACKET_HEADER_BYTES) {
      const read = this.#readPacket(this.#magic);
      if (!read.ok) return read;
      if (!read.value) break;
    }
    return ok(null);
  }

  end(): Result<null> {
    return this.#magic && this.#queue.length === 0 ? ok(null) : cutOff(this.#queue.offset);
  }

  /** Answers false while the packet has not arrived as a whole. */
  #readPacket({ isLittleEndian, nsPerTick }: Magic): Result<boolean> {
    const queue = this.#queue;
    const header = viewOf(queue.peek(PACKET_HEADER_BYTES));
    const captured = header.getUint32(8, isLittleEndian);
    if (captured > MAX_PACKET_BYTES) {
      return damaged(queue.offset, `a packet of ${captured} bytes is longer than any`);
    }
    if (queue.length < PACKET_HEADER_BYTES + captured) return ok(false);
    const seconds = BigInt(header.getUint32(0, isLittleEndian));
    const ticks = BigInt(header.getUint32(4, isLittleEndian));
    this.#frames += 1;
    this.#onFrame({
      number: this.#frames,
      timeNs: seconds * 1_000_000_000n + ticks * nsPerTick,
      linkType: this.#linkType,
      lengthBytes: Math.max(header.getUint32(12, isLittleEndian), captured),
      bytes: queue.peek(PACKET_HEADER_BYTES + captured).subarray(PACKET_HEADER_BYTES),
    });
    queue.skip(PACKET_HEADER_BYTES + captured);
    return ok(true);
  }
}

interface Magic {
  readonly isLittleEndian: boolean;
  readonly nsPerTick: bigint;
}

function readMagic(head: Uint8Array): Magic | undefined {
  if (head.length < 4) return undefined;
  for (const isLittleEndian of [true, false]) {
    const magic = viewOf(head).getUint32(0, isLittleEndian);
    if (magic === MICROSECONDS_MAGIC) return { isLittleEndian, nsPerTick: 1000n };
    if (magic === NANOSECONDS_MAGIC) return { isLittleEndian, nsPerTick: 1n };
  }
  return undefined;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
