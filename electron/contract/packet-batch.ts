/**
 * One binary frame: packets on their way to one client.
 *
 *    0  u32   magic "PCB3"
 *    4  u32   number of records
 *    8  u32   stream: 0 is live traffic, above it a replay of that number
 *   12  u32   number of packet bytes
 *   16  u32s  the records, each with its packet's bytes, packed
 *
 * Packets that follow each other are much alike, so only those 32-bit words are carried that differ
 * from the same word of the packet before, or from 0 in the first one. Of each packet:
 *
 *   u32       by bit: which words of the record follow; LENGTH_BIT: a length follows as well
 *   u32s      those words
 *   u32       how many bytes of the packet were captured, where that changed
 *   then for every CHUNK_WORDS words of those bytes, the last one filled up with zeroes:
 *   u32       by bit: which of them follow
 *   u32s      those words
 *
 * A word of bytes is compared with what last stood at its place, however long the packets in between.
 * Everything is little-endian. A frame stands for itself: the next one begins anew.
 */
import { RECORD_BYTES } from './packet-record.ts';

export const BATCH_MAGIC = 0x33424350;
export const BATCH_HEADER_BYTES = 16;
/** In the mask of a record: a new length follows. */
export const LENGTH_BIT = 1 << (RECORD_BYTES / 4);
/** Words of a packet that one mask tells of. */
export const CHUNK_WORDS = 32;
/** More records than this never share one frame. */
export const MAX_BATCH_RECORDS = 16_384;
/** The most that is kept of one packet. */
export const MAX_SNAPSHOT_BYTES = 1500;
/** Of all packets of one frame together, unpacked. */
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

/** How many records a well-formed frame holds, without a look at them. */
export function batchRecords(frame: Uint8Array): number {
  return new DataView(frame.buffer, frame.byteOffset, BATCH_HEADER_BYTES).getUint32(4, true);
}
