import type { LabelledRule } from '../../electron/engine/compiler/compile-ruleset.ts';
import type { EnforcedRuleset } from '../../electron/engine/rules/enforcing.ts';
import type { Defaults } from '../../electron/engine/rules/rule-book.ts';
import { rule } from './rule.ts';

type Labels = Partial<Omit<LabelledRule, 'rule'>>;

/**
 * Rules in this order, in force at once, as a keeper would have labelled them: `id` tells rules that
 * say the same apart.
 */
export function rulesetOf(
  lines: readonly (string | ({ readonly line: string } & Labels))[],
  defaults: Partial<Defaults> = {},
): EnforcedRuleset {
  const rules = lines.map((item, index) => {
    const { line, ...labels } = typeof item === 'string' ? { line: item } : item;
    return {
      rule: rule(line, { id: `rule-${index}` }),
      slot: index,
      generation: 1,
      rank: (index + 1) * 1024,
      deadlineNs: 0n,
      ...labels,
    };
  });
  return { rules, defaults: { in: 'pass', out: 'pass', ...defaults } };
}
