import { fail, ok, type Result } from '../../contract/result.ts';
import type { Rule } from '../../contract/rule.ts';
import type { RuleBookState } from '../../contract/state.ts';

/**
 * The rule that a word names: by its number in the list, from 1, or by its id. Built-in rules have ids
 * only. Ids of digits alone exist; a number that the list has comes first. Fails with `unknown-rule`.
 */
export function findRule({ rules, builtIn }: RuleBookState, address: string): Result<Rule> {
  const number = /^\d{1,9}$/.test(address) ? Number(address) : undefined;
  const rule =
    (number === undefined ? undefined : rules[number - 1]) ??
    [...rules, ...builtIn].find(({ id }) => id === address);
  if (rule) return ok(rule);
  return fail(
    'unknown-rule',
    number === undefined
      ? `There is no rule "${address}".`
      : `There is no rule ${number}; the list has ${rules.length}.`,
    'Look at the list with: portcullis rule list',
  );
}

/** Its number in the list, or for a built-in rule its id. */
export function ruleName({ rules }: RuleBookState, id: string): string {
  const index = rules.findIndex((rule) => rule.id === id);
  return index < 0 ? id : String(index + 1);
}
