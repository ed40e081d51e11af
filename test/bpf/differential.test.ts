/** A seeded, short run; `npm run fuzz` is the long one. */
import { test } from 'vitest';
import { checkRuleSet, randomRuleSet } from '../support/differential.ts';
import { Random } from '../support/random.ts';

const RULE_SETS = 15;
const FRAMES_PER_SET = 500;
const TIMEOUT_MS = 300_000;

test.each([1, 20_261_121, 77])(
  'kernel and reference agree, seed %i',
  async (seed) => {
    const random = new Random(seed);
    for (let set = 0; set < RULE_SETS; set += 1) {
      await checkRuleSet(random, randomRuleSet(random), FRAMES_PER_SET);
    }
  },
  TIMEOUT_MS,
);

test(
  'they agree without the loop helper of newer kernels, too',
  async () => {
    const random = new Random(515);
    for (let set = 0; set < 5; set += 1) {
      const { rules, ...others } = randomRuleSet(random);
      const few = { ...others, rules: rules.slice(0, 24) };
      await checkRuleSet(random, few, FRAMES_PER_SET, { hasLoopHelper: false });
    }
  },
  TIMEOUT_MS,
);
