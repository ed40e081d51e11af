import type { RuleTest } from '../../../electron/contract/language/filter/filter-context.ts';
import type { RuleNames } from '../rule-names.ts';

/** Slots whose answer is remembered; far above what an engine keeps. */
const MAX_KNOWN = 20_000;

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
