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
      return { ...COUNTERS, timeMs: Date.now(), byRule: { a: { packets, bytes: 0 } } };
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

test('tells who looks four times a second, with the time of the last hit', () => {
  vi.advanceTimersByTime(500);
  packets = 1;
  const hitFrom = Date.now();
  vi.advanceTimersByTime(500);
  expect(told).toHaveLength(4);
  expect(told[1]?.byRule.a?.lastHitMs).toBeUndefined();
  expect(told[3]?.byRule.a?.lastHitMs).toBe(hitFrom + 250);
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
