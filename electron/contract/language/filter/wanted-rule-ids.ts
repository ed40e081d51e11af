import type { RuleBookState } from '../../state.ts';
import type { RuleWanted } from './filter.ts';

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
