import { describe, expect, it } from 'vitest';
import { canonicalMatch } from '../../../../electron/contract/language/canonical.ts';
import { matches } from '../../../../electron/contract/language/evaluate.ts';
import {
  parseMatch,
  parseRuleFile,
  parseRuleLine,
  parseStatement,
} from '../../../../electron/contract/language/parse.ts';
import {
  printMatch,
  printRuleFile,
  printRuleLine,
  printStatement,
} from '../../../../electron/contract/language/print.ts';
import type { RuleLine } from '../../../../electron/contract/language/statement.ts';
import { expectOk } from '../../../support/expect-ok.ts';
import { Random } from '../../../support/random.ts';
import { randomCriteria, randomRuleLine } from '../../../support/random-rules.ts';
import { randomTraits } from '../../../support/random-traits.ts';

const LISTS = ['drop-list', 'other-list', 'a.b_c'] as const;
const OPTIONS = { lists: LISTS, wholeLines: true } as const;
const SEEDS = Array.from({ length: 4 }, (_, index) => 7_001 + index);
const LINES_PER_SEED = 400;

function lines(seed: number): RuleLine[] {
  const random = new Random(seed);
  return Array.from({ length: LINES_PER_SEED }, () => randomRuleLine(random, OPTIONS));
}

describe('random rules', () => {
  it.each(SEEDS)('are read as they were printed (seed %i)', (seed) => {
    for (const line of lines(seed)) {
      const text = printRuleLine(line);
      expect(expectOk(parseRuleLine(text)), text).toEqual(line);
      expect(printRuleLine(expectOk(parseRuleLine(text)))).toBe(text);
    }
  });

  it.each(SEEDS)('are read as statements and matches (seed %i)', (seed) => {
    for (const line of lines(seed)) {
      const { verdict, direction, match } = line;
      const statement = { verdict, direction, match };
      expect(expectOk(parseStatement(printStatement(line)))).toEqual(statement);
      expect(expectOk(parseMatch(printMatch(match)))).toEqual(match);
    }
  });

  it('make files that are read as they were printed', () => {
    const file = { rules: lines(7_100), defaults: { in: 'drop', out: 'pass' } } as const;
    const reading = parseRuleFile(printRuleFile(file));
    expect(reading.errors).toEqual([]);
    expect(reading.file).toEqual(file);
  });

  it('use every field and verdict', () => {
    const all = SEEDS.flatMap(lines);
    const fields = new Set(all.flatMap(({ match }) => match.map(({ field }) => field)));
    expect(fields.size).toBe(23);
    expect(new Set(all.map(({ verdict }) => verdict.kind)).size).toBe(4);
    expect(all.some(({ match }) => match.some((one) => 'lists' in one && one.not))).toBe(true);
  });
});

describe('the canonical form', () => {
  // expect() on each of so many packets would take longer than all the rest.
  it.each(SEEDS)('says the same about every packet (seed %i)', (seed) => {
    const random = new Random(seed);
    for (let count = 0; count < 300; count += 1) {
      const match = randomCriteria(random, { lists: LISTS });
      const canonical = canonicalMatch(match);
      for (let packets = 0; packets < 30; packets += 1) {
        const traits = randomTraits(random, LISTS);
        if (matches(canonical, traits) !== matches(match, traits)) {
          throw new Error(`it is not the same: ${JSON.stringify(match)}`);
        }
      }
    }
  });

  it.each(SEEDS)('is one whatever the order (seed %i)', (seed) => {
    const random = new Random(seed);
    for (let count = 0; count < 300; count += 1) {
      const match = randomCriteria(random, { lists: LISTS });
      const canonical = canonicalMatch(match);
      expect(canonicalMatch([...match, ...match].reverse())).toEqual(canonical);
      expect(canonicalMatch(canonical)).toEqual(canonical);
    }
  });
});
