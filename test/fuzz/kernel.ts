import { checkRuleSet, randomRuleSet } from '../support/differential.ts';
import { Random } from '../support/random.ts';
import { checkShortWay } from '../support/short-way.ts';

/** The kernel against the reference. Every rule set has a seed of its own, which a failure names. */
export async function fuzzKernel(sets: number, frames: number, first: number): Promise<void> {
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
    const done = set + 1;
    if (done % 50 === 0) console.log(`${done} rule sets, ${done * frames} frames agree`);
  }
  console.log(`${sets * frames} frames against ${sets} rule sets, from seed ${first}: all agree`);
}
