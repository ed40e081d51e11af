import { describe, expect, test } from 'vitest';
import { FIRST_BUILT_IN_RANK, rankAlong } from '../../../electron/engine/rules/ranks.ts';
import { Random } from '../../support/random.ts';

function expectRising(ranks: readonly number[]): void {
  for (const [index, rank] of ranks.entries()) {
    expect(rank).toBeGreaterThan(ranks[index - 1] ?? 0);
    expect(rank).toBeLessThan(FIRST_BUILT_IN_RANK);
  }
}

describe('ranks', () => {
  test('rise from the first', () => {
    expect(rankAlong([])).toEqual([]);
    expectRising(rankAlong(new Array(4096).fill(undefined)));
  });

  test('only what is new or has moved is ranked', () => {
    const [a = 0, b = 0, c = 0] = rankAlong([undefined, undefined, undefined]);
    const [first, ...rest] = rankAlong([undefined, a, b, c]);
    expect(rest).toEqual([a, b, c]);
    expect(first).toBeLessThan(a);
    expect(
      rankAlong([a, undefined, undefined, b]).filter((rank) => rank === a || rank === b),
    ).toEqual([a, b]);
    const moved = rankAlong([c, a, b]);
    expect(moved.slice(1)).toEqual([a, b]);
    expectRising(moved);
  });

  test('a place that is used up is made anew', () => {
    let ranks = rankAlong([undefined, undefined]);
    let renewals = 0;
    for (let turn = 0; turn < 200; turn += 1) {
      const [first, ...rest] = ranks;
      const after = rankAlong([first, undefined, ...rest]);
      if (after[0] !== first || after.at(-1) !== ranks.at(-1)) renewals += 1;
      ranks = after;
      expectRising(ranks);
    }
    expect(renewals).toBeLessThan(20);
  });

  test('rules that come and go at the end for ever find room', () => {
    let ranks = [1, FIRST_BUILT_IN_RANK - 3];
    for (let turn = 0; turn < 10; turn += 1) {
      ranks = rankAlong([...ranks, undefined]);
      expectRising(ranks);
    }
  });

  test('any shuffle of any list is ranked in its order', () => {
    const random = new Random(11);
    let ranks: (number | undefined)[] = [];
    for (let turn = 0; turn < 300; turn += 1) {
      const next = [...ranks];
      for (let change = random.below(4); change >= 0; change -= 1) {
        const place = random.below(next.length + 1);
        if (random.chance(3)) next.splice(place, 1);
        else if (random.chance(2)) next.splice(place, 0, undefined);
        else next.splice(random.below(next.length), 0, ...next.splice(place, 1));
      }
      ranks = rankAlong(next.slice(0, 60));
      expectRising(ranks as number[]);
    }
  });
});
