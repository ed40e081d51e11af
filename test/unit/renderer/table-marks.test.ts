import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../electron/contract/settings.ts';
import type { TableSettings } from '../../../electron/contract/table-settings.ts';
import type { Connection } from '../../../renderer/connection/connection.ts';
import { placeOfNumber } from '../../../renderer/model/go-to.ts';
import { nextMark, toggleMark } from '../../../renderer/model/marks.ts';
import { secondsText } from '../../../renderer/model/number-text.ts';
import type { PacketRows } from '../../../renderer/model/packet-rows.ts';
import { protocolColour } from '../../../renderer/model/protocol-colour.ts';
import type { RowText } from '../../../renderer/model/row-text.ts';
import { deltaText, rowTimeText } from '../../../renderer/model/row-time.ts';
import { shownColumns, withShown } from '../../../renderer/model/table-layout.ts';
import { createActionsStore } from '../../../renderer/stores/actions-store.ts';
import { createEngineStore } from '../../../renderer/stores/engine-store.ts';
import { Table } from '../../../renderer/stores/table-store.ts';
import { expectOk } from '../../support/expect-ok.ts';

/** Every other packet from 100 to 198, at positions from 0. */
const EVEN: PacketRows = {
  first: 0,
  end: 50,
  sequenceAt: (position) => (position >= 0 && position < 50 ? 100 + position * 2 : undefined),
  positionOf: (sequence) => Math.min(50, Math.max(0, Math.ceil((sequence - 100) / 2))),
};

describe('marks', () => {
  it('are set and taken away, in order', () => {
    const marks = [140, 100, 120].reduce(toggleMark, [] as readonly number[]);
    expect(marks).toEqual([100, 120, 140]);
    expect(toggleMark(marks, 120)).toEqual([100, 140]);
  });

  it('are found from where one is, and only where they are shown', () => {
    const marks = [20, 100, 121, 140, 198, 300];
    expect(nextMark(marks, EVEN, 0, 1)).toBe(20);
    expect(nextMark(marks, EVEN, 20, 1)).toBe(49);
    expect(nextMark(marks, EVEN, 49, 1)).toBeUndefined();
    expect(nextMark(marks, EVEN, 49, -1)).toBe(20);
    expect(nextMark(marks, EVEN, 0, -1)).toBeUndefined();
    expect(nextMark([], EVEN, 0, 1)).toBeUndefined();
  });
});

describe('the number of a packet', () => {
  it.each([
    ['101', 0],
    ['1 0 1', 0],
    ['151', 25],
    // Hidden by the filter: the next one that is shown.
    ['152', 26],
    ['199', 49],
  ])('%s stands at %i', (text, position) => {
    expect(expectOk(placeOfNumber(text, EVEN))).toBe(position);
  });

  it.each([
    ['', '"" is not the number of a packet.'],
    ['-5', '"-5" is not the number of a packet.'],
    ['12e3', '"12e3" is not the number of a packet.'],
    ['100', 'Packet 100 is not here.'],
    ['1,000,000', 'Packet 1,000,000 is not here.'],
  ])('%j is refused in a sentence', (text, message) => {
    const place = placeOfNumber(text, EVEN);
    expect(place.ok).toBe(false);
    if (!place.ok) expect(place.error).toMatchObject({ message, remedy: '101 to 199 are here.' });
  });

  it('cannot be gone to where there are none', () => {
    const none = { ...EVEN, end: 0, sequenceAt: () => undefined };
    expect(placeOfNumber('1', none)).toMatchObject({ ok: false });
  });
});

describe('times', () => {
  const row = { time: '14:02:11.402', timeMs: 1_700_000_012_402.113 } as RowText;

  it('are of the day, since a reference, or since the row before', () => {
    const origins = { referenceMs: 1_700_000_000_000, previousMs: 1_700_000_012_401.988 };
    expect(rowTimeText(row, 'absolute', origins)).toBe('14:02:11.402');
    expect(rowTimeText(row, 'relative', origins)).toBe('12.402113');
    expect(rowTimeText(row, 'delta', origins)).toBe('0.000125');
    expect(rowTimeText(row, 'relative', { ...origins, referenceMs: row.timeMs + 1.5 })).toBe(
      '-0.001500',
    );
  });

  it('say nothing of what is not there', () => {
    expect(deltaText(row, undefined)).toBe('');
    const nothing = { referenceMs: undefined, previousMs: undefined };
    expect(rowTimeText(row, 'relative', nothing)).toBe('0.000000');
    expect(secondsText(-0.0001)).toBe('0.000000');
  });
});

it.each([
  ['TCP', 'tcp'],
  ['UDP', 'udp'],
  ['ICMPv6', 'icmp'],
  ['ARP', 'arp'],
  ['OSPF', 'other'],
  ['constructor', 'other'],
])('%s has the colour of %s', (name, colour) => {
  expect(protocolColour(name)).toBe(colour);
});

describe('how the table looks', () => {
  const saved: TableSettings[] = [];
  const connection = {
    call: async (_: string, { table }: { table: TableSettings }) => {
      saved.push(table);
      return { ok: true, value: {} };
    },
  } as unknown as Connection;
  const actions = createActionsStore();

  beforeEach(() => {
    vi.useFakeTimers();
    saved.length = 0;
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is saved once for many small changes', async () => {
    const table = new Table(connection, createEngineStore(), actions);
    table.arrange((layout) => withShown(layout, 'vlan', true));
    table.setTime('delta');
    table.setColours(false);
    await vi.advanceTimersByTimeAsync(2000);
    expect(saved).toHaveLength(1);
    expect(saved[0]).toMatchObject({ time: 'delta', colours: false });
    expect(saved[0]?.columns).toContainEqual({ id: 'vlan', width: 36, shown: true });
  });

  it('is what was saved, unless it was changed since', async () => {
    const engine = createEngineStore();
    const table = new Table(connection, engine, actions);
    const columns = [{ id: 'rule', width: 200, shown: true }];
    const remembered = { columns, time: 'relative', colours: false } as const;
    engine.setState({ settings: { ...DEFAULT_SETTINGS, table: remembered } });
    const { layout, time, colours } = table.store.getState();
    expect([shownColumns(layout).length, time, colours]).toEqual([1, 'relative', false]);

    table.setTime('delta');
    engine.setState({ settings: { ...DEFAULT_SETTINGS } });
    expect(table.store.getState().time).toBe('delta');
    await vi.advanceTimersByTimeAsync(2000);
    expect(saved.at(-1)?.time).toBe('delta');
  });

  it('counts from a reference, and from the first packet once that is let go', () => {
    const table = new Table(connection, createEngineStore(), actions);
    table.begin(1000);
    table.begin(2000);
    expect(table.store.getState().firstMs).toBe(1000);
    table.toggleReference(7, 1500);
    expect(table.store.getState()).toMatchObject({
      reference: { sequence: 7, timeMs: 1500 },
      time: 'relative',
    });
    table.toggleReference(7, 1500);
    expect(table.store.getState().reference).toBeUndefined();
    table.mark(3);
    table.forget();
    expect(table.store.getState()).toMatchObject({ marks: [], firstMs: undefined });
  });
});
