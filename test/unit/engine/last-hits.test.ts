import { expect, test } from 'vitest';
import type { Counters, RuleCount } from '../../../electron/contract/state.ts';
import { LastHits } from '../../../electron/engine/capture/last-hits.ts';
import { COUNTERS } from '../../support/fake-session.ts';

function at(
  timeMs: number,
  byRule: Record<string, number>,
  byDefault = { in: 0, out: 0 },
): Counters {
  const count = (packets: number): RuleCount => ({ packets, bytes: 60 * packets });
  return {
    ...COUNTERS,
    timeMs,
    byRule: Object.fromEntries(Object.entries(byRule).map(([id, n]) => [id, count(n)])),
    byDefault: { in: count(byDefault.in), out: count(byDefault.out) },
  };
}

function times(counters: Counters) {
  return Object.fromEntries(
    Object.entries(counters.byRule).map(([id, { lastHitMs }]) => [id, lastHitMs]),
  );
}

test('a rule was hit when its count was seen to rise, and never before', () => {
  const hits = new LastHits();
  expect(times(hits.note(at(10, { a: 0, b: 2 })))).toEqual({ a: undefined, b: 10 });
  expect(times(hits.note(at(20, { a: 1, b: 2 })))).toEqual({ a: 20, b: 10 });
  expect(times(hits.note(at(30, { a: 1, b: 2 })))).toEqual({ a: 20, b: 10 });
});

test('who never was hit has no time at all', () => {
  expect(new LastHits().note(at(10, { a: 0 })).byRule.a).toEqual({ packets: 0, bytes: 0 });
});

test('a rule that is gone is forgotten, and a count that begins anew is a hit only with packets', () => {
  const hits = new LastHits();
  hits.note(at(10, { a: 5, b: 5 }));
  hits.note(at(20, { b: 0 }));
  expect(times(hits.note(at(30, { a: 0, b: 3 })))).toEqual({ a: undefined, b: 30 });
  const again = new LastHits();
  again.note(at(10, { a: 5 }));
  expect(times(again.note(at(20, { a: 0 })))).toEqual({ a: 10 });
  expect(times(again.note(at(30, { a: 4 })))).toEqual({ a: 30 });
  expect(times(again.note(at(40, { a: 1 })))).toEqual({ a: 40 });
});

test('defaults have their times as well, each its own', () => {
  const hits = new LastHits();
  hits.note(at(10, {}, { in: 1, out: 0 }));
  const { byDefault } = hits.note(at(20, {}, { in: 1, out: 7 }));
  expect(byDefault.in.lastHitMs).toBe(10);
  expect(byDefault.out).toEqual({ packets: 7, bytes: 420, lastHitMs: 20 });
});
