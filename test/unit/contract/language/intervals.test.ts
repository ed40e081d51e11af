import { expect, it } from 'vitest';
import {
  type IntervalSet,
  intersect,
  subtract,
} from '../../../../electron/contract/language/intervals.ts';
import { Random } from '../../../support/random.ts';

const SIZE = 24;

/** A set of the numbers below SIZE, and its intervals. */
function randomSet(random: Random): { members: boolean[]; intervals: IntervalSet } {
  const members = Array.from({ length: SIZE }, () => random.chance(2));
  return { members, intervals: intervalsOf(members) };
}

function intervalsOf(members: readonly boolean[]): IntervalSet {
  const intervals: { low: bigint; high: bigint }[] = [];
  for (const [value, isIn] of members.entries()) {
    if (!isIn) continue;
    const last = intervals.at(-1);
    if (last && last.high === BigInt(value - 1)) last.high = BigInt(value);
    else intervals.push({ low: BigInt(value), high: BigInt(value) });
  }
  return intervals;
}

it('are what the sets that they stand for are', () => {
  const random = new Random(9_001);
  for (let count = 0; count < 2000; count += 1) {
    const [left, right] = [randomSet(random), randomSet(random)];
    const both = left.members.map((isIn, value) => isIn && (right.members[value] as boolean));
    const rest = left.members.map((isIn, value) => isIn && !right.members[value]);
    expect(intersect(left.intervals, right.intervals)).toEqual(intervalsOf(both));
    expect(subtract(left.intervals, right.intervals)).toEqual(intervalsOf(rest));
  }
});
