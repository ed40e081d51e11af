import { createHash } from 'node:crypto';
import { parseRuleLine } from '../../electron/contract/language/parse.ts';
import { printStatement } from '../../electron/contract/language/print.ts';
import type { Rule } from '../../electron/contract/rule.ts';
import { expectOk } from './expect-ok.ts';

/**
 * A rule from a line in any spelling: `rule('drop tcp dport 8080')`, `rule('off drop icmp # pings')`.
 * The same statement gives the same id. A lifetime goes into `more`, as there is no clock here.
 */
export function rule(line: string, more: Partial<Rule> = {}): Rule {
  const parsed = expectOk(parseRuleLine(line));
  const text = printStatement(parsed);
  return {
    id: createHash('sha256').update(text).digest('hex').slice(0, 32),
    enabled: parsed.enabled,
    text,
    ...(parsed.name ? { name: parsed.name } : {}),
    origin: 'typed',
    createdAt: 0,
    ...more,
  };
}
