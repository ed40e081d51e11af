import { describe, expect, test } from 'vitest';
import { netOf, ratioOf, summarize } from '../../bench/statistics.ts';

describe('a summary', () => {
  test('of an odd and an even number of samples', () => {
    expect(summarize([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
    expect(summarize([4, 1, 10, 2])).toEqual({ median: 3, min: 1, max: 10 });
  });

  test('of nothing is no number', () => {
    expect(summarize([]).median).toBeNaN();
  });
});

test('ratios and differences are taken round by round', () => {
  expect(ratioOf([2, 9], [1, 3])).toEqual([2, 3]);
  expect(netOf([5, 8], [1, 2])).toEqual([4, 6]);
  expect(() => ratioOf([1], [1, 2])).toThrow('different lengths');
});
