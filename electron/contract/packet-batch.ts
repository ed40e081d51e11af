/**
 * One binary frame: packets on their way to one client.
 *
 *    0  u32                magic "PCB2"
 *    4  u32                number of records
 *    8  u32                stream: 0 is live traffic, above it a replay of that number
 *   12  u32                number of packet bytes
 *   16  records            RECORD_BYTES each, as the kernel wrote them
 *       u16 per record     how many bytes of its packet follow; then zeroes up to a multiple of 8
 *       packet bytes       back to back, in the order of the records
 */
import { RECORD_BYTES } from './packet-record.ts';

const MAGIC = 0x32424350;
const ALIGNMENT = 8;
export const BATCH_HEADER_BYTES = 16;
/** More records than this never share one frame. */
export const MAX_BATCH_RECORDS = 16_384;
/** The most that is kept of one packet. */
export const MAX_SNAPSHOT_BYTES = 1500;
/** Of all packets of one frame together. */
export const MAX_BATCH_PACKET_BYTES = 4 * 1024 * 1024;

export const LIVE_STREAM = 0;

export interface PacketBatch {
  /** {@link LIVE_STREAM}, or the number of a replay. */
  readonly stream: number;
  /** How many packets. */
  readonly count: number;
  /** `count` records of RECORD_BYTES. */
  readonly records: Uint8Array;
  /** By record: how many bytes of its packet are in {@link bytes}. */
  readonly capturedBytes: Uint16Array;
  /** The first bytes of the packets, back to back. */
  readonly bytes: Uint8Array;
}

export interface BatchContent {
  /** Live traffic unless it says otherwise. */
  readonly stream?: number;
  /** Whole records. */
  readonly records: Uint8Array;
  /** Absent: nothing of the packets themselves. */
  readonly capturedBytes?: Uint16Array;
  readonly bytes?: Uint8Array;
}

/** A frame whose content is still to be written, in place. */
export interface BlankBatch {
  readonly frame: Uint8Array<ArrayBuffer>;
  readonly records: Uint8Array;
  readonly capturedBytes: Uint16Array;
  readonly bytes: Uint8Array;
}

/** Of so many packets, and of so many bytes of all of them together. */
export function blankBatch(
  count: number,
  packetBytes: number,
  stream = LIVE_STREAM,
  allocate: (sizeBytes: number) => Uint8Array<ArrayBuffer> = (sizeBytes) =>
    new Uint8Array(sizeBytes),
): BlankBatch {
  const lengthsAt = BATCH_HEADER_BYTES + count * RECORD_BYTES;
  const bytesAt = lengthsAt + lengthsSize(count);
  const frame = allocate(bytesAt + packetBytes);
  // What fills the lengths up is sent as well.
  frame.fill(0, lengthsAt + count * 2, bytesAt);
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, count, true);
  view.setUint32(8, stream, true);
  view.setUint32(12, packetBytes, true);
  return {
    frame,
    records: frame.subarray(BATCH_HEADER_BYTES, lengthsAt),
    capturedBytes: new Uint16Array(frame.buffer, frame.byteOffset + lengthsAt, count),
    bytes: frame.subarray(bytesAt),
  };
}

/** A frame with copies of what is given. */
export function encodeBatch({ stream, records, capturedBytes, bytes }: BatchContent): Uint8Array {
  const blank = blankBatch(records.length / RECORD_BYTES, bytes?.length ?? 0, stream);
  blank.records.set(records);
  if (capturedBytes) blank.capturedBytes.set(capturedBytes);
  if (bytes) blank.bytes.set(bytes);
  return blank.frame;
}

/**
 * The content of a frame, in place: it is valid for as long as the frame. `undefined` if the frame is
 * not a whole, well-formed batch.
 */
export function readBatch(frame: Uint8Array): PacketBatch | undefined {
  if (frame.byteLength < BATCH_HEADER_BYTES) return undefined;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const count = view.getUint32(4, true);
  const packetBytes = view.getUint32(12, true);
  if (view.getUint32(0, true) !== MAGIC) return undefined;
  if (count > MAX_BATCH_RECORDS || packetBytes > MAX_BATCH_PACKET_BYTES) return undefined;
  const lengthsAt = BATCH_HEADER_BYTES + count * RECORD_BYTES;
  const bytesAt = lengthsAt + lengthsSize(count);
  if (frame.byteLength !== bytesAt + packetBytes) return undefined;
  const capturedBytes = u16s(frame, lengthsAt, count);
  if (!addsUp(capturedBytes, packetBytes)) return undefined;
  return {
    stream: view.getUint32(8, true),
    count,
    records: frame.subarray(BATCH_HEADER_BYTES, lengthsAt),
    capturedBytes,
    bytes: frame.subarray(bytesAt),
  };
}

function lengthsSize(count: number): number {
  return Math.ceil((count * 2) / ALIGNMENT) * ALIGNMENT;
}

/** In place where the frame lies even in its buffer, as it does unless a transport cut it oddly. */
function u16s(frame: Uint8Array, offset: number, count: number): Uint16Array {
  const start = frame.byteOffset + offset;
  if (start % 2 === 0) return new Uint16Array(frame.buffer, start, count);
  // Not by slice(): that of Node's Buffer copies nothing.
  const copy = new Uint8Array(count * 2);
  copy.set(frame.subarray(offset, offset + copy.length));
  return new Uint16Array(copy.buffer);
}

function addsUp(capturedBytes: Uint16Array, packetBytes: number): boolean {
  let sum = 0;
  for (const length of capturedBytes) {
    if (length > MAX_SNAPSHOT_BYTES) return false;
    sum += length;
  }
  return sum === packetBytes;
}
