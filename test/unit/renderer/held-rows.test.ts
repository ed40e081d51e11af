import { describe, expect, it } from 'vitest';
import { RECORD_BYTES, RECORD_OFFSETS } from '../../../electron/contract/packet-record.ts';
import { PacketHistory } from '../../../renderer/model/packet-history.ts';
import { batchOf } from '../../support/batch-of.ts';
import { makeRecordBytes } from '../../support/make-record.ts';

const TEMPLATE = makeRecordBytes({});

/** `sizeBytes` are captured of each, all of them the low byte of its sequence. */
function append(history: PacketHistory, count: number, sizeBytes = 0): void {
  const records = new Uint8Array(count * RECORD_BYTES);
  const view = new DataView(records.buffer);
  const packets: Uint8Array[] = [];
  for (let index = 0; index < count; index += 1) {
    records.set(TEMPLATE, index * RECORD_BYTES);
    view.setUint32(index * RECORD_BYTES + RECORD_OFFSETS.length_bytes, history.end + index, true);
    packets.push(new Uint8Array(sizeBytes).fill((history.end + index) & 0xff));
  }
  history.append(batchOf(records, sizeBytes > 0 ? packets : []));
}

function kept(history: PacketHistory): readonly number[] {
  const { first, end } = history.range;
  return Array.from({ length: end - first }, (_, index) => {
    const record = history.read(first + index);
    return record ? record.lengthBytes : -1;
  });
}

const stretch = (first: number, end: number) =>
  Array.from({ length: end - first }, (_, index) => first + index);

describe('a held view of a history that is larger than what it keeps', () => {
  it.each([1, 2, 3, 7, 40])('keeps its newest rows whole, %i at a time', (step) => {
    const history = new PacketHistory(20, 1024, 6);
    append(history, 33);
    history.hold();
    expect(history.range).toEqual({ first: 13, end: 33 });
    for (let since = step; since <= 120; since += step) {
      append(history, step);
      const first = Math.min(27, Math.max(13, 33 + since - 20));
      expect(history.range).toEqual({ first, end: 33 });
      expect(history.gone).toBe(first - 13);
      expect(kept(history)).toEqual(stretch(first, 33));
    }
    expect(history.newer).toBe(Math.floor(120 / step) * step);
  });

  it('is held again with other rows in the same memory', () => {
    const history = new PacketHistory(10, 1024, 4);
    for (let round = 0; round < 5; round += 1) {
      append(history, 7 + round);
      history.hold();
      const { end } = history.range;
      append(history, 25);
      expect(kept(history)).toEqual(stretch(end - 4, end));
      expect(history.gone).toBeGreaterThan(0);
      history.release();
      expect(kept(history)).toEqual(stretch(history.end - 10, history.end));
      expect(history.gone).toBe(0);
    }
  });

  it('keeps rows that there are fewer of than room', () => {
    const history = new PacketHistory(10, 1024, 4);
    append(history, 3);
    history.hold();
    append(history, 50);
    expect(kept(history)).toEqual([0, 1, 2]);
  });

  it('forgets them when everything is cleared', () => {
    const history = new PacketHistory(10, 1024, 4);
    append(history, 30);
    history.hold();
    append(history, 30);
    history.clear();
    expect(history.range).toEqual({ first: 0, end: 0 });
    append(history, 2);
    history.hold();
    append(history, 30);
    expect(kept(history)).toEqual([0, 1]);
  });

  it('keeps what was captured of them', () => {
    const history = new PacketHistory(64, 100, 64);
    append(history, 30, 7);
    history.hold();
    for (let burst = 0; burst < 10; burst += 1) {
      append(history, 9, 5);
      // 100 bytes had room for the last 14 of 7 bytes each.
      for (const sequence of stretch(16, 30)) {
        expect(history.packetBytes(sequence)).toEqual(new Uint8Array(7).fill(sequence));
        expect(history.capturedBytes(sequence)).toBe(7);
      }
      expect(history.packetBytes(15)).toBeUndefined();
    }
    history.release();
    expect(history.packetBytes(29)).toBeUndefined();
    expect(history.packetBytes(119)).toEqual(new Uint8Array(5).fill(119));
  });
});
