import * as v from 'valibot';
import { formatMatch, matchSchema } from './match.ts';

export const RULE_VERDICTS = ['drop', 'pass'] as const;
export type RuleVerdict = (typeof RULE_VERDICTS)[number];

/** The longest life a rule may be given: 10 years, in seconds. */
export const MAX_LIFETIME_SECONDS = 10 * 365 * 24 * 3600;

export const ruleIdSchema = v.pipe(v.string(), v.regex(/^[a-z0-9]{1,32}$/));

/** One line of the ordered rule list. The first enabled rule that matches a packet decides. */
export const ruleSchema = v.strictObject({
  id: ruleIdSchema,
  enabled: v.boolean(),
  verdict: v.picklist(RULE_VERDICTS),
  match: matchSchema,
  /** Milliseconds since 1970, as are all wall-clock times here. */
  createdAt: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** When the rule ends by itself. Absent: never. */
  expiry: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
});

export type Rule = v.InferOutput<typeof ruleSchema>;

/** A rule as text: `drop tcp dport 8080`. */
export function formatRule(rule: Pick<Rule, 'verdict' | 'match'>): string {
  return `${rule.verdict} ${formatMatch(rule.match)}`;
}
