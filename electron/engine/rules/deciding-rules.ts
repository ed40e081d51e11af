import type { DecidingRule, DecidingRules } from '../../contract/language/decide.ts';
import { type Rule, statementOf } from '../../contract/rule.ts';
import { builtInInForce } from './built-in.ts';
import type { RuleBook } from './rule-book.ts';

/** What the reference asks about a packet: the book's rules, and the built-in ones in force. */
export function decidingRules(book: RuleBook): DecidingRules {
  const rules = [...book.rules, ...builtInInForce(book)];
  return { rules: rules.map(decidingRule), defaults: book.defaults };
}

export function decidingRule(rule: Rule): DecidingRule {
  const { id, enabled, expiry } = rule;
  const statement = statementOf(rule);
  return { id, enabled, statement, ...(expiry === undefined ? {} : { expiry }) };
}
