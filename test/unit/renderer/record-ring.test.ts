import { describe, expect, it } from 'vitest';
import { RECORD_BYTES } from '../../../electron/contract/packet-record.ts';
import { PacketHistory } from '../../../renderer/model/packet-history.ts';
import { RecordRing } from '../../../renderer/model/record-ring.ts';
import { batchOf } from '../../support/batch-of.ts';
import { makeRecordBytes } from '../../support/make-record.ts';

/** Records whose length field is their sequence. */
function records(first: number, count: number): Uint8Array {
  const bytes = new Uint8Array(count * RECORD_BYTES);
  for (let index = 0; index < count; index += 1) {
    bytes.set(makeRecordBytes({ length_bytes: first + index }), index * RECORD_BYTES);
  }
  return bytes;
}

describe('RecordRing', () => {
  it.each([1, 3, 7, 8, 9, 20, 64])('keeps the newest 8 records, appended %i at a time', (step) => {
    const ring = new RecordRing(8);
    for (let sent = 0; sent < 64; sent += step) {
      const count = Math.min(step, 64 - sent);
      ring.append(records(sent, count));
      expect(ring.end).toBe(sent + count);
      for (let sequence = ring.first; sequence < ring.end; sequence += 1) {
        expect(ring.read(sequence)?.lengthBytes).toBe(sequence);
      }
    }
    expect(ring.first).toBe(56);
  });

  it('has nothing outside of what it keeps', () => {
    const ring = new RecordRing(4);
    ring.append(records(0, 6));
    expect(ring.read(1)).toBeUndefined();
    expect(ring.read(2)?.lengthBytes).toBe(2);
    expect(ring.read(6)).toBeUndefined();
  });
});

describe('PacketHistory', () => {
  const append = (history: PacketHistory, count: number) =>
    history.append(batchOf(records(history.end, count)));

  it('shows all that is kept while nothing holds it', () => {
    const history = new PacketHistory(8, 1024);
    append(history, 20);
    expect(history.range).toEqual({ first: 12, end: 20 });
    expect(history.newer).toBe(0);
  });

  it('keeps every held row, however many come', () => {
    const history = new PacketHistory(8, 1024);
    append(history, 10);
    history.hold();
    for (const burst of [1, 2, 5, 30]) {
      append(history, burst);
      expect(history.range).toEqual({ first: 2, end: 10 });
      for (let sequence = 2; sequence < 10; sequence += 1) {
        expect(history.read(sequence)?.lengthBytes).toBe(sequence);
      }
    }
    expect(history.newer).toBe(38);
  });

  it('goes on with the newest rows after a hold, and can be held again', () => {
    const history = new PacketHistory(8, 1024);
    append(history, 10);
    history.hold();
    append(history, 10);
    history.release();
    expect(history.range).toEqual({ first: 12, end: 20 });
    expect(history.read(19)?.lengthBytes).toBe(19);
    history.hold();
    append(history, 9);
    expect(history.read(12)?.lengthBytes).toBe(12);
    expect(history.newer).toBe(9);
  });

  it('stays held from the first time, when held twice', () => {
    const history = new PacketHistory(8, 1024);
    append(history, 4);
    history.hold();
    append(history, 2);
    history.hold();
    expect(history.range.end).toBe(4);
  });

  it('keeps the first bytes of packets, and tells when they are gone', () => {
    const history = new PacketHistory(8, 10);
    const packets = [[1, 2, 3], [], [4, 5, 6, 7], [8, 9, 10, 11]].map((bytes) =>
      Uint8Array.from(bytes),
    );
    history.append(batchOf(records(0, 4), packets));
    expect(history.packetBytes(0)).toBeUndefined();
    expect(history.packetBytes(1)).toBeUndefined();
    expect(history.packetBytes(2)).toEqual(packets[2]);
    expect(history.packetBytes(3)).toEqual(packets[3]);
    expect([0, 1, 2, 3, 4].map((sequence) => history.capturedBytes(sequence))).toEqual([
      3, 0, 4, 4, 0,
    ]);
  });

  it.each([1, 2, 3, 5])('keeps what fits however it came, %i packets at a time', (step) => {
    const history = new PacketHistory(8, 16);
    const packet = (sequence: number) =>
      Uint8Array.from({ length: sequence % 4 }, (_, index) => sequence + index);
    for (let sent = 0; sent < 30; sent += step) {
      const sequences = Array.from({ length: step }, (_, index) => sent + index);
      history.append(batchOf(records(sent, step), sequences.map(packet)));
      let kept = 0;
      for (let sequence = history.end - 1; sequence >= history.range.first; sequence -= 1) {
        kept += packet(sequence).length;
        const expected = kept <= 16 && packet(sequence).length > 0 ? packet(sequence) : undefined;
        expect(history.packetBytes(sequence)).toEqual(expected);
      }
    }
  });

  it('forgets bytes with their rows', () => {
    const history = new PacketHistory(8, 64);
    history.append(batchOf(records(0, 1), [Uint8Array.of(1)]));
    history.clear();
    expect(history.packetBytes(0)).toBeUndefined();
    history.append(batchOf(records(0, 1), [Uint8Array.of(2)]));
    expect(history.packetBytes(0)).toEqual(Uint8Array.of(2));
  });
});
