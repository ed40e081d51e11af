import { beforeEach, describe, expect, it } from 'vitest';
import { RECORD_BYTES } from '../../../electron/contract/packet-record.ts';
import { FilteredRows } from '../../../renderer/model/filter/filtered-rows.ts';
import { PacketHistory } from '../../../renderer/model/packet-history.ts';
import { batchOf } from '../../support/batch-of.ts';
import { makeRecordBytes } from '../../support/make-record.ts';

const CAPACITY = 100;
/** A clock that has gone on by 1 ms at every look. */
let nowMs = 0;
const clock = () => {
  nowMs += 1;
  return nowMs;
};

let history: PacketHistory;

beforeEach(() => {
  history = new PacketHistory(CAPACITY, 1024, CAPACITY);
});

/** Packets whose ports count from 0. */
function append(count: number): void {
  for (let index = 0; index < count; index += 1) {
    history.append(batchOf(makeRecordBytes({ source_port: history.end })));
  }
}

/** Every third packet. */
function everyThird(): FilteredRows {
  return new FilteredRows(history, (bytes, offset) => (bytes[offset + 56] as number) % 3 === 0);
}

function shown(rows: FilteredRows): (number | undefined)[] {
  return Array.from({ length: rows.end - rows.first }, (_, index) =>
    rows.sequenceAt(rows.first + index),
  );
}

describe('rows that a filter lets through', () => {
  it('are those of the history, and go on as packets arrive', () => {
    append(10);
    const rows = everyThird();
    rows.advance(Number.POSITIVE_INFINITY, clock);
    expect(shown(rows)).toEqual([0, 3, 6, 9]);
    append(3);
    expect(rows.isCaughtUp).toBe(false);
    rows.advance(Number.POSITIVE_INFINITY, clock);
    expect(shown(rows)).toEqual([0, 3, 6, 9, 12]);
    expect(rows.isCaughtUp).toBe(true);
    expect(rows.countFrom(7)).toBe(2);
  });

  it('have positions that only rise, and lose those that are overwritten', () => {
    append(60);
    const rows = everyThird();
    rows.advance(Number.POSITIVE_INFINITY, clock);
    const position = rows.positionOf(57);
    append(90);
    rows.advance(Number.POSITIVE_INFINITY, clock);
    expect(rows.sequenceAt(position)).toBe(57);
    expect(shown(rows)[0]).toBe(51);
    expect(rows.positionOf(52)).toBe(position - 1);
    expect(rows.sequenceAt(rows.first - 1)).toBeUndefined();
    expect(rows.sequenceAt(rows.end)).toBeUndefined();
    expect(rows.positionOf(1000)).toBe(rows.end);
  });

  it('are looked for a little at a time, with progress', () => {
    const large = new PacketHistory(4096, 1024);
    for (let index = 0; index < 4; index += 1) {
      large.append(batchOf(new Uint8Array(1024 * RECORD_BYTES)));
    }
    const rows = new FilteredRows(large, () => true);
    rows.advance(0, clock);
    expect(rows.progress).toBeGreaterThan(0);
    expect(rows.progress).toBeLessThan(1);
    while (!rows.isCaughtUp) rows.advance(0, clock);
    expect(rows.progress).toBe(1);
    expect(rows.end - rows.first).toBe(4096);
  });

  it('stand still while the view is held, and are complete when it goes on', () => {
    append(CAPACITY);
    const rows = new FilteredRows(history, () => true);
    rows.advance(Number.POSITIVE_INFINITY, clock);
    history.hold();
    append(50);
    rows.advance(Number.POSITIVE_INFINITY, clock);
    expect(shown(rows)).toEqual(Array.from({ length: CAPACITY }, (_, index) => index));
    history.release();
    rows.advance(Number.POSITIVE_INFINITY, clock);
    expect(shown(rows)).toEqual(Array.from({ length: CAPACITY }, (_, index) => 50 + index));
  });

  it('begin afresh with a history that was cleared', () => {
    append(10);
    const rows = everyThird();
    rows.advance(Number.POSITIVE_INFINITY, clock);
    history.clear();
    append(4);
    rows.advance(Number.POSITIVE_INFINITY, clock);
    expect(shown(rows)).toEqual([0, 3]);
  });
});
