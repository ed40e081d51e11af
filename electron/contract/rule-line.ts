import type { RuleFile, RuleLine } from './language/statement.ts';
import { type Rule, statementOf } from './rule.ts';
import type { RuleBookState } from './state.ts';

/** A rule as one line of a rule file. */
export function lineOfRule(rule: Rule): RuleLine {
  const { enabled, name, expiry, untilRestart } = rule;
  return {
    ...statementOf(rule),
    enabled,
    ...(untilRestart ? { lifetime: { until: 'restart' as const } } : {}),
    ...(expiry === undefined ? {} : { lifetime: { until: wholeSecondMs(expiry) } }),
    ...(name ? { name } : {}),
  };
}

/** Everything that can be said in a rule file, in order. */
export function fileOfBook({
  rules,
  defaults,
}: Pick<RuleBookState, 'rules' | 'defaults'>): RuleFile {
  return { rules: rules.map(lineOfRule), defaults };
}

/** The language knows no parts of seconds. */
function wholeSecondMs(timeMs: number): number {
  return Math.ceil(timeMs / 1000) * 1000;
}
