import { describe, expect, test } from 'vitest';
import {
  complement,
  includes,
  intersect,
  unionOf,
} from '../../../../electron/engine/compiler/interval-set.ts';
import { Random } from '../../../support/random.ts';

const DOMAIN = { start: 0, end: 12 };

function randomSet(random: Random): readonly number[] {
  return unionOf(
    Array.from({ length: random.below(4) }, () => {
      const start = random.below(12);
      return { start, end: start + 1 + random.below(12 - start) };
    }),
  );
}

function membersOf(set: readonly number[]): number[] {
  return Array.from({ length: 12 }, (_, value) => value).filter(
    (value) => set.filter((change) => change <= value).length % 2 === 1,
  );
}

describe('interval sets', () => {
  test('merge what overlaps or touches', () => {
    const intervals = [
      { start: 8, end: 10 },
      { start: 1, end: 3 },
      { start: 3, end: 4 },
      { start: 8, end: 9 },
    ];
    expect(unionOf(intervals)).toEqual([1, 4, 8, 10]);
  });

  test('negate up to both ends of the domain', () => {
    expect(complement([], DOMAIN)).toEqual([0, 12]);
    expect(complement([0, 12], DOMAIN)).toEqual([]);
    expect(complement([0, 1, 11, 12], DOMAIN)).toEqual([1, 11]);
    expect(complement([3n, 4n], { start: 0n, end: 1n << 128n })).toEqual([0n, 3n, 4n, 1n << 128n]);
  });

  test('agree with sets of single values', () => {
    for (let seed = 0; seed < 500; seed += 1) {
      const random = new Random(seed);
      const [a, b] = [randomSet(random), randomSet(random)];
      const [inA, inB] = [new Set(membersOf(a)), new Set(membersOf(b))];
      expect(membersOf(intersect(a, b)), `seed ${seed}`).toEqual(
        [...inA].filter((value) => inB.has(value)),
      );
      expect(membersOf(complement(a, DOMAIN)), `seed ${seed}`).toEqual(
        membersOf([0, 12]).filter((value) => !inA.has(value)),
      );
      expect(includes(a, b), `seed ${seed}`).toBe([...inB].every((value) => inA.has(value)));
    }
  });
});
