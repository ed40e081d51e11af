import { describe, expect, test } from 'vitest';
import { v4Ranges, v6Ranges } from '../../../../electron/engine/compiler/address-ranges.ts';
import { MAX_RANGES, TABLE_LAYOUTS } from '../../../../electron/engine/compiler/tables.ts';
import { Random } from '../../../support/random.ts';
import { v4Vector, v6Vector } from './kernel-walk.ts';

const HALF = (1n << 64n) - 1n;

/** Asks for both ends of every range. Range i has vector i. */
function expectEveryV4Range(starts: readonly number[]): void {
  const bytes = v4Ranges({ starts, vectors: [...starts.keys()] });
  const wrong = starts.flatMap((start, index) => {
    const last = (starts[index + 1] ?? 2 ** 32) - 1;
    return v4Vector(bytes, start) === index && v4Vector(bytes, last) === index ? [] : index;
  });
  expect(wrong).toEqual([]);
}

function expectEveryV6Range(starts: readonly bigint[]): void {
  const bytes = v6Ranges({ starts, vectors: [...starts.keys()] });
  const vectorOf = (address: bigint) => v6Vector(bytes, address >> 64n, address & HALF);
  const wrong = starts.flatMap((start, index) => {
    const last = (starts[index + 1] ?? 1n << 128n) - 1n;
    return vectorOf(start) === index && vectorOf(last) === index ? [] : index;
  });
  expect(wrong).toEqual([]);
}

/** From 0 on, `count` values that `make` gives. */
function sortedStarts<T>(zero: T, count: number, make: () => T): T[] {
  const starts = new Set([zero]);
  while (starts.size < count) starts.add(make());
  return [...starts].sort((a, b) => (a < b ? -1 : 1));
}

describe('ranges of IPv4 addresses', () => {
  test.each([
    ['one', [0]],
    ['two', [0, 1]],
    ['the highest address', [0, 0xffff_ffff]],
    ['on the borders of upper halves', [0, 0xffff, 0x1_0000, 0x1_0001, 0x2_0000, 0xffff_0000]],
  ])('%s', (_, starts) => expectEveryV4Range(starts));

  test('as many as there can be, spread out', () => {
    const random = new Random(1);
    expectEveryV4Range(
      sortedStarts(0, MAX_RANGES, () => random.below(65_536) * 65_536 + random.below(65_536)),
    );
  });

  test('as many as there can be, in one upper half at either end or in the middle', () => {
    for (const upper of [0, 0x7fff, 0xffff]) {
      const random = new Random(upper);
      expectEveryV4Range(sortedStarts(0, MAX_RANGES, () => upper * 65_536 + random.below(65_536)));
    }
  });

  test('the last ones in a nearly full table', () => {
    // A search that begins at 12,000 and halves 13 times would end behind the table.
    const many = Array.from({ length: 12_000 }, (_, index) => index * 65_536);
    const dense = Array.from({ length: 4200 }, (_, index) => 0xffff_0000 + 15 * index);
    expectEveryV4Range([...many, ...dense]);
    const unfilled = v4Ranges({
      starts: [...many, ...dense],
      vectors: [...many, ...dense].map(() => 3),
    });
    expect(v4Vector(unfilled, 0xffff_ffff)).toBe(3);
  });
});

describe('ranges of IPv6 addresses', () => {
  test.each([
    ['one', [0n]],
    ['the highest address', [0n, (1n << 128n) - 1n]],
    ['on the border of halves', [0n, HALF, HALF + 1n, HALF + 2n, (1n << 127n) + HALF]],
  ])('%s', (_, starts) => expectEveryV6Range(starts));

  test('as many as there can be', () => {
    const random = new Random(2);
    const part = () => BigInt(random.below(2 ** 32)) << BigInt(32 * random.below(4));
    expectEveryV6Range(sortedStarts(0n, MAX_RANGES, () => part() | part()));
  });
});

test('tables are as large as the structs', () => {
  const { size } = TABLE_LAYOUTS.v4_ranges;
  expect(v4Ranges({ starts: [0], vectors: [0] })).toHaveLength(size);
  expect(v6Ranges({ starts: [0n], vectors: [0] })).toHaveLength(TABLE_LAYOUTS.v6_ranges.size);
});
