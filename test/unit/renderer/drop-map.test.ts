import { describe, expect, it } from 'vitest';
import { RECORD_BYTES, RECORD_OFFSETS, VERDICT } from '../../../electron/contract/packet-record.ts';
import { DropMap } from '../../../renderer/model/drop-map.ts';
import { PacketHistory } from '../../../renderer/model/packet-history.ts';
import { AllRows, type PacketRows } from '../../../renderer/model/packet-rows.ts';
import { batchOf } from '../../support/batch-of.ts';

/** Appends packets in frames; those in `drops` were dropped. */
function append(history: PacketHistory, count: number, drops: ReadonlySet<number>): void {
  for (let left = count; left > 0; ) {
    const size = Math.min(left, 10_000);
    const records = new Uint8Array(size * RECORD_BYTES);
    for (let index = 0; index < size; index += 1) {
      if (!drops.has(history.end + index)) continue;
      records[index * RECORD_BYTES + RECORD_OFFSETS.verdict] = VERDICT.drop;
    }
    history.append(batchOf(records));
    left -= size;
  }
}

const marked = (slots: Uint8Array) => [...slots.keys()].filter((slot) => slots[slot] === 1);

describe('DropMap', () => {
  it('marks each of a few rows at its place', () => {
    const history = new PacketHistory(1000, 16);
    append(history, 50, new Set([0, 7, 49]));
    const map = new DropMap(history, new AllRows(history));
    expect(marked(map.slots(100))).toEqual([0, 7, 49]);
    expect(marked(map.slots(10))).toEqual([0, 1, 9]);
  });

  it('has nothing to mark where there is nothing', () => {
    const history = new PacketHistory(1000, 16);
    expect(marked(new DropMap(history, new AllRows(history)).slots(10))).toEqual([]);
  });

  it('finds a single drop among many rows, and moves it up as newer ones come', () => {
    const history = new PacketHistory(100_000, 16);
    const map = new DropMap(history, new AllRows(history));
    append(history, 60_000, new Set([30_000]));
    expect(marked(map.slots(60))).toEqual([30]);
    append(history, 60_000, new Set([119_990]));
    // 20,000 to 120,000 are left.
    expect(marked(map.slots(100))).toEqual([10, 99]);
    append(history, 200_000, new Set());
    expect(marked(map.slots(100))).toEqual([]);
  });

  it('agrees with looking at every row, however they came', () => {
    const history = new PacketHistory(50_000, 16);
    const map = new DropMap(history, new AllRows(history));
    const drops = new Set(Array.from({ length: 80 }, (_, index) => index * index * 40));
    for (const burst of [25_000, 1, 999, 30_000, 70_000, 12_345]) {
      append(history, burst, drops);
      const { first, end } = history.range;
      const slots = map.slots(25);
      for (const drop of drops) {
        if (drop < first || drop >= end) continue;
        const slot = Math.floor(((drop - first) * 25) / (end - first));
        expect([slots[slot - 1], slots[slot], slots[slot + 1]]).toContain(1);
      }
      expect(marked(slots).length).toBeLessThanOrEqual(drops.size);
    }
  });

  it('begins again with a history that was cleared', () => {
    const history = new PacketHistory(100_000, 16);
    const map = new DropMap(history, new AllRows(history));
    append(history, 60_000, new Set([59_999]));
    expect(marked(map.slots(10))).toEqual([9]);
    history.clear();
    append(history, 10, new Set());
    expect(marked(map.slots(10))).toEqual([]);
    append(history, 69_990, new Set([5000]));
    expect(marked(map.slots(70))).toEqual([5]);
  });

  it('maps what a filter lets through by its own positions', () => {
    const history = new PacketHistory(100_000, 16);
    append(history, 100_000, new Set([50_002]));
    const everyOther: PacketRows = {
      first: 0,
      end: 50_000,
      sequenceAt: (position) => position * 2,
      positionOf: (sequence) => Math.ceil(sequence / 2),
    };
    expect(marked(new DropMap(history, everyOther).slots(50))).toEqual([25]);
  });
});
