import { expect, test } from 'vitest';
import { isSuccess } from '../../../scripts/testing/totals.ts';

test('only a run without failures and without skipped tests is a success', () => {
  expect(isSuccess({ passed: 5, failed: 0, skipped: 0 })).toBe(true);
  expect(isSuccess({ passed: 5, failed: 1, skipped: 0 })).toBe(false);
  expect(isSuccess({ passed: 5, failed: 0, skipped: 1 })).toBe(false);
});
