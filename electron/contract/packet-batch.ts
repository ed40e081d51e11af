/**
 * One binary frame: an eight-byte header, then whole packet records.
 *   0  u32  magic "PCB1"
 *   4  u32  number of records
 */
import { RECORD_BYTES } from './packet-record.ts';

const MAGIC = 0x31424350;
export const BATCH_HEADER_BYTES = 8;
/** More records than this never share one frame, so that no frame is larger than 1.25 MiB. */
export const MAX_BATCH_RECORDS = 16_384;

/** Writes the header of a batch whose records the caller has placed after it. */
export function writeBatchHeader(frame: Uint8Array, records: number): void {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, records, true);
}

/** The records of a batch, in place. `undefined` if the frame is not a whole, well-formed batch. */
export function readBatch(frame: Uint8Array): Uint8Array | undefined {
  if (frame.byteLength < BATCH_HEADER_BYTES) return undefined;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const records = view.getUint32(4, true);
  if (view.getUint32(0, true) !== MAGIC || records > MAX_BATCH_RECORDS) return undefined;
  if (frame.byteLength !== BATCH_HEADER_BYTES + records * RECORD_BYTES) return undefined;
  return frame.subarray(BATCH_HEADER_BYTES);
}
