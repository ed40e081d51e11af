import { expect, test } from 'vitest';
import { CounterNews } from '../../../renderer/model/counter-news.ts';
import { COUNTERS } from '../../support/fake-session.ts';

function shownSeconds(packetsAt: (second: number) => number, seconds: number): number[] {
  const news = new CounterNews();
  return Array.from({ length: seconds }, (_, second) => second).filter((second) => {
    const pass = { packets: packetsAt(second), bytes: 0 };
    const timeMs = 1_700_000_000_000 + second * 1000;
    return news.take({ ...COUNTERS, timeMs, total: { ...COUNTERS.total, pass } });
  });
}

test('while packets come, all counters are news', () => {
  expect(shownSeconds((second) => second, 6)).toEqual([0, 1, 2, 3, 4, 5]);
});

test('at rest they are until rates have come to nothing, and then now and then', () => {
  expect(shownSeconds(() => 7, 16)).toEqual([0, 1, 2, 3, 4, 9, 14]);
});

test('the first packet after a rest is news at once', () => {
  expect(shownSeconds((second) => (second < 12 ? 7 : 8), 15)).toEqual([
    0, 1, 2, 3, 4, 9, 12, 13, 14,
  ]);
});
