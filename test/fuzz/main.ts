/**
 * npm run fuzz [-- --sets N --frames N --seed N]: the kernel against the reference, at length. Every
 * rule set has a seed of its own, which a failure names.
 */
import { parseArgs } from 'node:util';
import { checkRuleSet, randomRuleSet } from '../support/differential.ts';
import { Random } from '../support/random.ts';
import { checkShortWay } from '../support/short-way.ts';

const { values } = parseArgs({
  options: {
    sets: { type: 'string', default: '1000' },
    frames: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const [sets, frames, first] = [values.sets, values.frames, values.seed].map(Number) as [
  number,
  number,
  number,
];

for (let set = 0; set < sets; set += 1) {
  const seed = first + set;
  const random = new Random(seed);
  try {
    await checkRuleSet(random, randomRuleSet(random), frames);
    if (set % 4 === 0) await checkShortWay(random, frames);
  } catch (error) {
    console.error(`They differ. To see it again: npm run fuzz -- --sets 1 --seed ${seed}`);
    throw error;
  }
  if ((set + 1) % 50 === 0) console.log(`${set + 1} rule sets, ${(set + 1) * frames} frames agree`);
}
console.log(`${sets * frames} frames against ${sets} rule sets, from seed ${first}: all agree`);
