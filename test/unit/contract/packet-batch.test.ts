import { describe, expect, it } from 'vitest';
import { BatchPacker, encodeBatch } from '../../../electron/contract/batch-packer.ts';
import { BatchReader, readBatch } from '../../../electron/contract/batch-reader.ts';
import {
  BATCH_HEADER_BYTES,
  batchRecords,
  MAX_BATCH_PACKET_BYTES,
  MAX_BATCH_RECORDS,
  MAX_SNAPSHOT_BYTES,
} from '../../../electron/contract/packet-batch.ts';
import { RECORD_BYTES } from '../../../electron/contract/packet-record.ts';
import { Random } from '../../support/random.ts';

const RECORDS = Uint8Array.from({ length: 3 * RECORD_BYTES }, (_, index) => index % 251);
const CAPTURED = Uint16Array.of(2, 0, 3);
const BYTES = Uint8Array.of(1, 2, 3, 4, 5);
const CONTENT = { stream: 7, records: RECORDS, capturedBytes: CAPTURED, bytes: BYTES };
const FRAME = encodeBatch(CONTENT);
const EXPECTED = { ...CONTENT, count: 3 };

/** A copy of the frame with one of its 32-bit words changed. */
function changed(offset: number, value: number): Uint8Array {
  const frame = FRAME.slice();
  new DataView(frame.buffer).setUint32(offset, value, true);
  return frame;
}

/** Packets as traffic has them: mostly like the one before, some not at all. */
function madeUp(random: Random, packets: number) {
  const records = new Uint8Array(packets * RECORD_BYTES);
  const captured = new Uint16Array(packets);
  const bytes: number[] = [];
  const packet = new Uint8Array(MAX_SNAPSHOT_BYTES);
  const record = new Uint8Array(RECORD_BYTES);
  for (let index = 0; index < packets; index += 1) {
    const changes = random.below(4) === 0 ? 200 : random.below(5);
    for (let change = 0; change < changes; change += 1) {
      record[random.below(RECORD_BYTES)] = random.below(256);
      packet[random.below(MAX_SNAPSHOT_BYTES)] = random.below(256);
    }
    if (random.below(3) === 0) captured[index] = random.below(MAX_SNAPSHOT_BYTES + 1);
    else captured[index] = index === 0 ? 0 : (captured[index - 1] as number);
    records.set(record, index * RECORD_BYTES);
    bytes.push(...packet.subarray(0, captured[index]));
  }
  return { stream: 0, records, capturedBytes: captured, bytes: Uint8Array.from(bytes) };
}

describe('a packet batch', () => {
  it.each([0, 1, 2, 3])('is read as it was written, wherever it lies (+%i)', (shift) => {
    const arena = new Uint8Array(FRAME.length + 8);
    arena.set(FRAME, shift);
    expect(readBatch(arena.subarray(shift, shift + FRAME.length))).toEqual(EXPECTED);
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

  it('says how many records it holds', () => {
    expect(batchRecords(FRAME)).toBe(3);
  });

  it('holds any packets, in any order, and one reader reads many', () => {
    const random = new Random(20);
    const reader = new BatchReader();
    for (const packets of [1, 2, 300, 7, 40, 300]) {
      const content = madeUp(random, packets);
      expect(reader.read(encodeBatch(content))).toEqual({ ...content, count: packets });
    }
  });

  it('that is made by a packer used before knows nothing of the frame before', () => {
    const packer = new BatchPacker();
    const words = new Int32Array((RECORD_BYTES + 8) / 4).fill(0x1234_5678);
    packer.reserve(1, 6);
    packer.add(words, 0, 6);
    const first = packer.take();
    packer.reserve(1, 6);
    packer.add(words, 0, 6);
    expect(packer.take()).toEqual(first);
    expect(packer).toMatchObject({ count: 0, packetBytes: 0, sizeBytes: BATCH_HEADER_BYTES });
  });

  it('is small where packets are alike', () => {
    const alike = encodeBatch({ records: new Uint8Array(1000 * RECORD_BYTES).fill(9) });
    expect(alike.length).toBe(BATCH_HEADER_BYTES + 1000 * 4 + RECORD_BYTES);
  });

  it('says nothing of what stands behind the bytes of a packet', () => {
    const packer = new BatchPacker();
    const words = new Int32Array(RECORD_BYTES / 4 + 1);
    packer.reserve(1, 1);
    words[RECORD_BYTES / 4] = -1;
    packer.add(words, 0, 1);
    const frame = packer.take();
    expect([...frame.subarray(-4)]).toEqual([0xff, 0, 0, 0]);
  });

  it('is refused when it does not add up', () => {
    const damaged = [
      FRAME.subarray(0, 12),
      FRAME.subarray(0, FRAME.length - 1),
      FRAME.subarray(0, FRAME.length - 4),
      new Uint8Array([...FRAME, 0]),
      new Uint8Array([...FRAME, 0, 0, 0, 0]),
      changed(0, 0),
      changed(4, 2),
      changed(4, 4),
      changed(4, MAX_BATCH_RECORDS + 1),
      changed(12, 4),
      changed(12, 6),
      changed(12, MAX_BATCH_PACKET_BYTES + 1),
      // A mask with bits of no word.
      changed(BATCH_HEADER_BYTES, 0xffff_ffff),
      // The first length, behind a whole record.
      changed(BATCH_HEADER_BYTES + 4 + RECORD_BYTES, MAX_SNAPSHOT_BYTES + 1),
      changed(BATCH_HEADER_BYTES + 4 + RECORD_BYTES, 0x8000_0000),
    ];
    for (const frame of damaged) expect(readBatch(frame)).toBeUndefined();
    const huge = encodeBatch({ records: new Uint8Array((MAX_BATCH_RECORDS + 1) * RECORD_BYTES) });
    expect(readBatch(huge)).toBeUndefined();
  });

  it('that was damaged anywhere is refused or holds what its header says', () => {
    const random = new Random(21);
    const reader = new BatchReader();
    const whole = encodeBatch(madeUp(random, 12));
    for (let turn = 0; turn < 20_000; turn += 1) {
      const frame = whole.slice(0, random.below(8) === 0 ? random.below(whole.length) : undefined);
      for (let change = random.below(4); change >= 0; change -= 1) {
        frame[random.below(frame.length)] = random.below(256);
      }
      const batch = reader.read(frame);
      if (!batch) continue;
      const { count, records, capturedBytes, bytes } = batch;
      expect(count).toBe(batchRecords(frame));
      expect(records).toHaveLength(count * RECORD_BYTES);
      expect(capturedBytes.reduce((sum, length) => sum + length, 0)).toBe(bytes.length);
    }
  });
});
