/** Filters of every kind and shape, in canonical form. */

import { ADDRESS_FIELDS } from '../../electron/contract/language/criterion.ts';
import {
  allOf,
  anyOf,
  type Filter,
  noneOf,
} from '../../electron/contract/language/filter/filter.ts';
import type { Random } from './random.ts';
import { type RandomRuleOptions, randomMatch } from './random-rules.ts';

const NAMES = ['example.org', 'laptop', 'a "quoted" part', 'or'] as const;
const TEXTS = ['GET /', '\\x16\\x03', 'Große', 'a\\\\b'] as const;

export function randomFilter(random: Random, options: RandomRuleOptions = {}, depth = 3): Filter {
  const part = () => randomFilter(random, options, depth - 1);
  if (depth === 0 || random.chance(3)) return randomTerm(random, options);
  if (random.chance(4)) return noneOf(part());
  const parts = Array.from({ length: 1 + random.below(3) }, part);
  return random.chance(2) ? allOf(parts) : anyOf(parts);
}

/** What a match asks for, or one thing that only a view knows. */
function randomTerm(random: Random, options: RandomRuleOptions): Filter {
  switch (random.below(13)) {
    case 0:
      return { kind: 'direction', direction: random.pick(['in', 'out']) };
    case 1:
      return { kind: 'verdict', verdict: random.pick(['drop', 'pass']) };
    case 2:
      return {
        kind: 'rule',
        rules: [
          { place: 1 + random.below(9) },
          { isDefault: true },
          { called: random.pick(NAMES) },
        ],
      };
    case 3:
      return { kind: 'name', names: [random.pick(NAMES)] };
    case 4:
      return { kind: 'text', texts: [random.pick(TEXTS)] };
    case 5:
      return {
        kind: 'country',
        end: random.pick(ADDRESS_FIELDS),
        countries: [random.pick(['de', 'in', 'ne']), random.pick(['us', 'lt', 'to'])],
      };
    default:
      return filterOfMatch(random, options);
  }
}

function filterOfMatch(random: Random, options: RandomRuleOptions): Filter {
  const match = randomMatch(random, 'both', options);
  return allOf(match.map((criterion) => ({ kind: 'criterion', criterion })));
}
