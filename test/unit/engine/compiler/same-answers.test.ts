import { expect, test } from 'vitest';
import { matches } from '../../../../electron/contract/language/evaluate.ts';
import type { PacketTraits } from '../../../../electron/contract/language/traits.ts';
import { statementOf } from '../../../../electron/contract/rule.ts';
import {
  compileRuleset,
  type LabelledRule,
} from '../../../../electron/engine/compiler/compile-ruleset.ts';
import { expectOk } from '../../../support/expect-ok.ts';
import { Random } from '../../../support/random.ts';
import { KernelWalk } from './kernel-walk.ts';
import { CONTEXT, labelled } from './labelled.ts';
import { randomStatement, randomTraits } from './random-match.ts';

/** Slots of all enabled rules that match, in the order of the list. */
function expected(rules: readonly LabelledRule[], traits: PacketTraits): number[] {
  return rules
    .filter(({ rule }) => {
      const { direction, match } = statementOf(rule);
      const isAsked = rule.enabled && (direction === 'both' || direction === traits.direction);
      return isAsked && matches(match, traits);
    })
    .map(({ slot }) => slot);
}

function compare(random: Random, ruleCount: number, packetCount: number): number {
  const lines = Array.from(
    { length: ruleCount },
    () => `${random.chance(5) ? 'off ' : ''}${randomStatement(random)}`,
  );
  const rules = labelled(lines);
  const walk = new KernelWalk(expectOk(compileRuleset(rules, CONTEXT)), CONTEXT);
  let hits = 0;
  for (let packet = 0; packet < packetCount; packet += 1) {
    const traits = randomTraits(random);
    const wanted = expected(rules, traits);
    hits += wanted.length;
    const slots = walk.matching(traits);
    if (`${slots}` === `${wanted}`) continue;
    expect({ traits, slots }, `seed ${random.seed}`).toEqual({ traits, slots: wanted });
  }
  return hits;
}

test('the tables find the rules that match, as the plain evaluation does', () => {
  let hits = 0;
  for (let seed = 1; seed <= 20; seed += 1) hits += compare(new Random(seed), 30, 60);
  expect(hits).toBeGreaterThan(2000);
});

test('so they do for single rules', () => {
  for (let seed = 1000; seed < 1100; seed += 1) compare(new Random(seed), 1, 20);
});

test('so they do for a thousand rules at once', () => {
  expect(compare(new Random(7), 1000, 30)).toBeGreaterThan(1000);
});
