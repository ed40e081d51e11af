import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type PacketRecord, REASON, VERDICT } from '../../../electron/contract/packet-record.ts';
import type { Application } from '../../../renderer/stores/application.ts';
import { batchOf } from '../../support/batch-of.ts';
import { DemoApplication } from '../../support/demo-application.ts';
import { demoRule } from '../../support/demo-rule.ts';
import { makeRecordBytes } from '../../support/make-record.ts';

let demo: DemoApplication;
let application: Application;

beforeEach(async () => {
  vi.useFakeTimers();
  demo = new DemoApplication(() => ({
    rules: [demoRule('pings', 'drop both icmp', { name: 'Pings' })],
  }));
  application = demo.application;
  application.connection.start();
  await vi.advanceTimersByTimeAsync(50);
  demo.engine.send(500);
  await vi.advanceTimersByTimeAsync(100);
});

afterEach(() => {
  demo[Symbol.dispose]();
  vi.useRealTimers();
});

/** How many rows the table draws. */
function shown(): number {
  const { rows } = application.packets.getState();
  return rows.end - rows.first;
}

function count(isCounted: (record: PacketRecord) => boolean): number {
  const { history } = application;
  let counted = 0;
  for (let sequence = 0; sequence < history.end; sequence += 1) {
    const record = history.read(sequence);
    if (record && isCounted(record)) counted += 1;
  }
  return counted;
}

function dropped(): number {
  return count(({ verdict }) => verdict === VERDICT.drop);
}

describe('the filter of the live view', () => {
  it('shows what it lets through, and everything again', () => {
    const { find } = application;
    find.set('verdict drop');
    expect(shown()).toBe(dropped());
    expect(shown()).toBeGreaterThan(0);
    expect(find.counts()).toEqual({
      shown: dropped(),
      looked: 500,
      lastShown: dropped(),
      last: 500,
    });
    find.clear();
    expect(shown()).toBe(500);
    expect(find.counts()).toBeUndefined();
  });

  it('goes on as packets arrive', async () => {
    application.find.set('verdict drop');
    demo.engine.send(500);
    await vi.advanceTimersByTimeAsync(100);
    expect(shown()).toBe(dropped());
  });

  it('keeps what was in force while what is typed is no filter', async () => {
    const { find } = application;
    find.set('verdict drop');
    find.type('verdict drop and');
    await vi.advanceTimersByTimeAsync(500);
    expect(find.store.getState().problem).toMatchObject({ isUnfinished: true });
    expect(shown()).toBe(dropped());
    find.type('verdict drop and dprt');
    await vi.advanceTimersByTimeAsync(500);
    expect(find.store.getState().problem).toMatchObject({ isUnfinished: false, column: 18 });
    find.type('icmp');
    await vi.advanceTimersByTimeAsync(500);
    expect(find.store.getState()).toMatchObject({ problem: undefined });
  });

  it('adds what a click asks for, and remembers each filter once', () => {
    const { find } = application;
    find.add('src 192.0.2.1');
    find.add('src 192.0.2.2');
    find.add('tcp');
    expect(find.store.getState().text).toBe('src 192.0.2.1, 192.0.2.2 and tcp');
    find.set('icmp');
    find.set('tcp');
    find.set('icmp');
    expect(find.store.getState().recent.slice(0, 2)).toEqual(['icmp', 'tcp']);
  });

  it('remembers filters beyond the window, as many as there is room for', async () => {
    const { find, engine: known } = application;
    find.set('tcp');
    find.set('tcp and');
    find.set('udp');
    await vi.advanceTimersByTimeAsync(1000);
    expect(known.getState().settings.recentFilters).toEqual(['udp', 'tcp']);
    for (let port = 1; port <= 30; port += 1) find.set(`dport ${port}`);
    find.forget('dport 29');
    await vi.advanceTimersByTimeAsync(1000);
    const kept = known.getState().settings.recentFilters;
    expect(kept).toEqual(find.store.getState().recent);
    expect(kept).toHaveLength(19);
    expect(kept.slice(0, 2)).toEqual(['dport 30', 'dport 28']);
  });

  it('offers what another window, or an earlier one, asked for', async () => {
    const { connection, find } = application;
    void connection.call('updateSettings', { recentFilters: ['arp', 'icmp'] });
    await vi.advanceTimersByTimeAsync(100);
    expect(find.store.getState().recent).toEqual(['arp', 'icmp']);
    find.set('icmp');
    expect(find.store.getState().recent).toEqual(['icmp', 'arp']);
  });

  it('finds by rule: by place, by name, and by what no rule decided', () => {
    const { find } = application;
    find.set('rule 1');
    const byPlace = shown();
    expect(byPlace).toBe(dropped());
    find.set('rule pings');
    expect(shown()).toBe(byPlace);
    find.set('rule default');
    // What could not be parsed has its reason, and no rule.
    expect(shown()).toBe(count(({ reason }) => reason === REASON.default));
  });

  it('follows a rule that moved', async () => {
    const { find } = application;
    find.set('rule 1');
    expect(shown()).toBeGreaterThan(0);
    void application.connection.call('addRule', { line: 'drop tcp dport 9', before: 'first' });
    await vi.advanceTimersByTimeAsync(100);
    expect(shown()).toBe(0);
  });

  it('narrows to a stretch of time', () => {
    const { find, history, names } = application;
    const timeMs = (sequence: number) =>
      names.bootTimeMs(sequence) + (history.read(sequence)?.timeBootNs ?? 0) / 1e6;
    find.setTimeRange(timeMs(100), timeMs(200));
    expect(shown()).toBe(100);
    find.setTimeRange();
    expect(shown()).toBe(500);
  });
});

it('asks the engine which addresses are on a list', async () => {
  const { find } = application;
  find.set('src list drop-list');
  await vi.advanceTimersByTimeAsync(3000);
  const onList = count(({ source }) => source[0] === 203 && source[1] === 0 && source[2] === 113);
  expect(onList).toBeGreaterThan(0);
  expect(shown()).toBe(onList);
});

it('asks the engine in which countries addresses lie', async () => {
  const { find, history, packets } = application;
  // The made-up engine says that they lie in de, br and nl.
  const ends = [
    [1, 1, 1, 1],
    [8, 8, 8, 8],
    [9, 9, 9, 9],
  ];
  const records = ends.flatMap((source, index) => [
    ...makeRecordBytes({ source, destination: ends[(index + 1) % 3] ?? [] }),
  ]);
  history.append(batchOf(Uint8Array.from(records)));
  packets.touch();
  await vi.advanceTimersByTimeAsync(100);
  find.set('country de, br');
  expect(shown()).toBe(0);
  await vi.advanceTimersByTimeAsync(3000);
  expect(shown()).toBe(3);
  find.set('src country de, br');
  expect(shown()).toBe(2);
  find.set('dst country br');
  expect(shown()).toBe(1);
});
