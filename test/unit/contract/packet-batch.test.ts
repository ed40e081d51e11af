import { describe, expect, it } from 'vitest';
import {
  encodeBatch,
  MAX_BATCH_RECORDS,
  MAX_SNAPSHOT_BYTES,
  readBatch,
} from '../../../electron/contract/packet-batch.ts';
import { RECORD_BYTES } from '../../../electron/contract/packet-record.ts';

const RECORDS = Uint8Array.from({ length: 3 * RECORD_BYTES }, (_, index) => index % 251);
const CAPTURED = Uint16Array.of(2, 0, 3);
const BYTES = Uint8Array.of(1, 2, 3, 4, 5);
const FRAME = encodeBatch({ stream: 7, records: RECORDS, capturedBytes: CAPTURED, bytes: BYTES });

/** A copy of the frame with one of its 16-bit words changed. */
function changed(offset: number, value: number): Uint8Array {
  const frame = FRAME.slice();
  new DataView(frame.buffer).setUint16(offset, value, true);
  return frame;
}

describe('a packet batch', () => {
  it.each([0, 1, 2, 3])('is read as it was written, wherever it lies (+%i)', (shift) => {
    const arena = new Uint8Array(FRAME.length + 8);
    arena.set(FRAME, shift);
    expect(readBatch(arena.subarray(shift, shift + FRAME.length))).toEqual({
      stream: 7,
      count: 3,
      records: RECORDS,
      capturedBytes: CAPTURED,
      bytes: BYTES,
    });
  });

  it('is read out of a Buffer, whose slice() copies nothing', () => {
    const arena = Buffer.alloc(FRAME.length + 1);
    arena.set(FRAME, 1);
    expect(readBatch(arena.subarray(1))?.capturedBytes).toEqual(CAPTURED);
  });

  it('may have no packet bytes, and no packets', () => {
    const bare = readBatch(encodeBatch({ records: RECORDS }));
    expect(bare).toMatchObject({ stream: 0, count: 3, capturedBytes: Uint16Array.of(0, 0, 0) });
    expect(bare?.bytes).toHaveLength(0);
    expect(readBatch(encodeBatch({ records: new Uint8Array() }))?.count).toBe(0);
  });

  it('is refused when it does not add up', () => {
    const lengthsAt = 16 + RECORDS.length;
    const damaged = [
      FRAME.subarray(0, 12),
      FRAME.subarray(0, FRAME.length - 1),
      new Uint8Array([...FRAME, 0]),
      changed(0, 0),
      changed(4, 2),
      changed(6, 1),
      changed(12, 4),
      changed(lengthsAt, 3),
      changed(lengthsAt, MAX_SNAPSHOT_BYTES + 1),
    ];
    for (const frame of damaged) expect(readBatch(frame)).toBeUndefined();
    const huge = encodeBatch({ records: new Uint8Array((MAX_BATCH_RECORDS + 1) * RECORD_BYTES) });
    expect(readBatch(huge)).toBeUndefined();
  });
});
