/** What nobody watches is decided and counted as what is watched. */
import { test } from 'vitest';
import { Random } from '../support/random.ts';
import { checkShortWay } from '../support/short-way.ts';

const RULE_SETS = 8;
const FRAMES_PER_SET = 500;

test.each([3, 2026])(
  'the short way and the long one agree, seed %i',
  async (seed) => {
    const random = new Random(seed);
    for (let set = 0; set < RULE_SETS; set += 1) await checkShortWay(random, FRAMES_PER_SET);
  },
  120_000,
);
