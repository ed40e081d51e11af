import type { RuleWanted } from '../../../electron/contract/language/filter/filter.ts';
import type { RuleTest } from '../../../electron/contract/language/filter/filter-context.ts';
import type { RuleBookState } from '../../../electron/contract/state.ts';
import type { RuleNames } from '../rule-names.ts';

/** Slots whose answer is remembered; far above what an engine keeps. */
const MAX_KNOWN = 20_000;

/** Ids of the rules that a filter asks for: by place, by name, or by id. In order, each once. */
export function wantedRuleIds(
  wanted: readonly RuleWanted[],
  { rules, builtIn }: Pick<RuleBookState, 'rules' | 'builtIn'>,
): readonly string[] {
  const ids = new Set<string>();
  for (const rule of wanted) {
    if ('place' in rule) {
      const found = rules[rule.place - 1];
      if (found) ids.add(found.id);
    } else if ('called' in rule) {
      const called = rule.called.toLowerCase();
      for (const one of [...rules, ...builtIn]) {
        if (one.id === called || one.name?.toLowerCase() === called) ids.add(one.id);
      }
    }
  }
  return [...ids].sort();
}

/** Whether one of these rules decided a row. Each slot is looked up once per connection. */
export function createRuleTest(ids: readonly string[], names: RuleNames): RuleTest {
  const wanted = new Set(ids);
  const known = new Map<number, boolean>();
  let epoch = Number.NaN;
  return (slot, generation, sequence) => {
    const now = names.epochOf(sequence);
    if (now !== epoch) {
      known.clear();
      epoch = now;
    }
    const key = slot * 0x1_0000 + generation;
    const answer = known.get(key);
    if (answer !== undefined) return answer;
    const id = names.ruleId(sequence, slot, generation);
    // Not learned yet: it may be in a moment.
    if (id === undefined) return false;
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(key, wanted.has(id));
    return wanted.has(id);
  };
}
