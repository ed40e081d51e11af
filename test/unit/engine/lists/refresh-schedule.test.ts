import { describe, expect, test } from 'vitest';
import { nextRefresh } from '../../../../electron/engine/lists/refresh-schedule.ts';

const NOW = 1_700_000_000_000;
const HOUR = 3_600_000;

/** Milliseconds from now. */
function dueIn(
  history: {
    refreshSeconds: number | null;
    refreshedAt?: number;
    failures?: number;
    failedAt?: number;
  },
  random = 0.5,
): number | undefined {
  const next = nextRefresh({ failures: 0, ...history }, NOW, random);
  return next === undefined ? undefined : next - NOW;
}

describe('a list', () => {
  test('is read again after its time, ten per cent more or less', () => {
    const history = { refreshSeconds: 3600, refreshedAt: NOW };
    expect(dueIn(history)).toBe(HOUR);
    expect(dueIn(history, 0)).toBeCloseTo(0.9 * HOUR);
    expect(dueIn(history, 1)).toBeCloseTo(1.1 * HOUR);
  });

  test('that only its user refreshes is never due', () => {
    expect(dueIn({ refreshSeconds: null, refreshedAt: NOW - HOUR })).toBeUndefined();
    expect(
      dueIn({ refreshSeconds: null, refreshedAt: NOW - HOUR, failures: 2, failedAt: NOW }),
    ).toBeUndefined();
  });

  test('that was never read is due soon, whoever refreshes it', () => {
    for (const refreshSeconds of [null, 3600]) {
      expect(dueIn({ refreshSeconds }, 0)).toBe(0);
      expect(dueIn({ refreshSeconds }, 1)).toBe(5_000);
    }
  });

  test('that is overdue, after a night asleep, is due soon', () => {
    expect(dueIn({ refreshSeconds: 3600, refreshedAt: NOW - 9 * HOUR }, 1)).toBe(5_000);
  });

  test('is not put off by a clock that was set back', () => {
    expect(dueIn({ refreshSeconds: 3600, refreshedAt: NOW + 1000 * HOUR })).toBe(HOUR);
  });

  test('that failed is tried again, ever later up to an hour', () => {
    const failed = (failures: number) =>
      dueIn({ refreshSeconds: 24 * 3600, refreshedAt: NOW - 2 * HOUR, failures, failedAt: NOW }, 0);
    expect([1, 2, 3, 4].map(failed)).toEqual([60_000, 120_000, 240_000, 480_000]);
    expect(failed(50)).toBe(HOUR);
  });
});
