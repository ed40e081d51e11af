import { parseStatement } from '../../electron/contract/language/parse.ts';
import { printStatement } from '../../electron/contract/language/print.ts';
import type { RuleLine } from '../../electron/contract/language/statement.ts';
import type { Rule } from '../../electron/contract/rule.ts';
import { expectOk } from './expect-ok.ts';

/** A rule of a made-up list, from a statement in any spelling. */
export function demoRule(id: string, text: string, more: Partial<Rule> = {}): Rule {
  return {
    id,
    enabled: true,
    text: printStatement(expectOk(parseStatement(text))),
    origin: 'typed',
    createdAt: Date.now(),
    ...more,
  };
}

let made = 0;

/** A new rule from a line of a rule file, with a new id. */
export function ruleOfLine(line: RuleLine, more: Partial<Rule>): Rule {
  made += 1;
  return {
    ...demoRule(`r${Date.now().toString(36)}${made}`, printStatement(line)),
    enabled: line.enabled,
    ...(line.name ? { name: line.name } : {}),
    ...ending(line),
    ...more,
  };
}

/** When a rule ends that lives so long from now on. */
export function expiryIn(seconds: number | null | undefined): Partial<Rule> {
  return seconds ? { expiry: Date.now() + seconds * 1000 } : {};
}

function ending({ lifetime }: RuleLine): Partial<Rule> {
  if (!lifetime) return {};
  if ('forSeconds' in lifetime) return expiryIn(lifetime.forSeconds);
  return lifetime.until === 'restart' ? { untilRestart: true } : { expiry: lifetime.until };
}
