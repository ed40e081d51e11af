import { formatMatch, parseMatch } from '../../electron/contract/match.ts';
import type { Rule, RuleVerdict } from '../../electron/contract/rule.ts';
import { expectOk } from './expect-ok.ts';

/** A rule from its text: `rule('drop tcp dport 8080')`. The same text gives the same id. */
export function rule(text: string, more: Partial<Rule> = {}): Rule {
  const [verdict = '', ...match] = text.split(' ');
  const parsed = expectOk(parseMatch(match.join(' ')));
  return {
    id: Buffer.from(formatMatch(parsed)).toString('hex').slice(-32),
    enabled: true,
    verdict: verdict as RuleVerdict,
    match: parsed,
    createdAt: 0,
    ...more,
  };
}
