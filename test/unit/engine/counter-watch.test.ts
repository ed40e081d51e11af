import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Counters } from '../../../electron/contract/state.ts';
import { CounterWatch } from '../../../electron/engine/capture/counter-watch.ts';
import { COUNTERS } from '../../support/fake-session.ts';

let packets: number;
let isWatched: boolean;
let reads: number;
let told: Counters[];
let watch: CounterWatch;

beforeEach(() => {
  vi.useFakeTimers();
  packets = 0;
  isWatched = true;
  reads = 0;
  told = [];
  watch = new CounterWatch({
    read: () => {
      reads += 1;
      const count = { packets, bytes: 0 };
      const total = { pass: count, drop: { packets: 0, bytes: 0 } };
      return { ...COUNTERS, timeMs: Date.now(), total, byRule: { a: count } };
    },
    isWatched: () => isWatched,
    onCounters: (counters) => told.push(counters),
  });
});
afterEach(() => {
  watch[Symbol.dispose]();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

test('tells who looks four times a second while packets come, with the time of the last hit', () => {
  vi.advanceTimersByTime(250);
  expect(told[0]?.byRule.a?.lastHitMs).toBeUndefined();
  const hitFrom = Date.now();
  for (let report = 0; report < 4; report += 1) {
    packets += 1;
    vi.advanceTimersByTime(250);
  }
  expect(told).toHaveLength(5);
  expect(told[1]?.byRule.a?.lastHitMs).toBe(hitFrom + 250);
});

test('tells once more when no packet comes, and then once a second', () => {
  packets = 1;
  vi.advanceTimersByTime(250);
  const times = () => told.map(({ timeMs }) => timeMs - (told[0]?.timeMs ?? 0));
  vi.advanceTimersByTime(3000);
  expect(times()).toEqual([0, 250, 1000, 2000, 3000]);
  const readUntilThen = reads;
  vi.advanceTimersByTime(3000);
  expect(reads).toBe(readUntilThen + 3);
});

test('looks once a second after a while without packets, and often again once one came', () => {
  packets = 1;
  vi.advanceTimersByTime(10_000);
  packets = 2;
  vi.advanceTimersByTime(1000);
  expect(told.at(-1)?.total.pass.packets).toBe(2);
  const toldUntilThen = told.length;
  for (let report = 0; report < 4; report += 1) {
    packets += 1;
    vi.advanceTimersByTime(250);
  }
  expect(told).toHaveLength(toldUntilThen + 4);
});

test('goes on looking now and then while nobody does, and tells nobody', () => {
  isWatched = false;
  packets = 1;
  vi.advanceTimersByTime(10_000);
  expect(told).toEqual([]);
  expect(reads).toBe(5);
  const lastHitMs = watch.read()?.byRule.a?.lastHitMs;
  expect(lastHitMs).toBeLessThan(Date.now() - 5000);
});

test('has nothing to tell where nothing counts', () => {
  using nothing = new CounterWatch({
    read: () => undefined,
    isWatched: () => true,
    onCounters: () => {
      throw new Error('told of nothing');
    },
  });
  vi.advanceTimersByTime(1000);
  expect(nothing.read()).toBeUndefined();
});
