import { parseStatement } from '../../electron/contract/language/parse.ts';
import { printStatement } from '../../electron/contract/language/print.ts';
import type { RuleDirection, Statement } from '../../electron/contract/language/statement.ts';
import { simpleDrop } from './simple-drop.ts';

/**
 * A statement as short as it stays clear: `203.0.113.77`, `8080/tcp`, `ICMP`, `everything`. What is no
 * simple drop is told without its verdict, `tcp src 192.0.2.0/24 dport 22`, but for a limit's rate.
 */
export function shortStatement(statement: Statement): string {
  const simple = simpleDrop(statement);
  return simple ? simple.text : printStatement(statement).replace(/^(drop|pass|count) /, '');
}

/** A statement as the object of "Blocked …": `203.0.113.77`, `port 8080/tcp`, `all ICMP`, `rule …`. */
export function spokenStatement(statement: Statement): {
  readonly before: string;
  readonly value: string;
} {
  const simple = simpleDrop(statement);
  if (!simple) return { before: 'rule', value: printStatement(statement) };
  const { kind, text: value } = simple;
  return { before: kind === 'port' ? 'port' : kind === 'protocol' ? 'all' : '', value };
}

const ADDRESS_WORDS: Readonly<Record<RuleDirection, string>> = {
  both: 'Drop everything from and to',
  in: 'Drop everything from',
  out: 'Drop everything to',
};

/** What a drop does, up to the value: `Drop everything from and to`, before `203.0.113.77`. */
export function dropWords(statement: Statement): string {
  switch (simpleDrop(statement)?.kind) {
    case 'address':
      return ADDRESS_WORDS[statement.direction];
    case 'port':
      return 'Drop everything to port';
    case 'protocol':
      return 'Drop all';
    default:
      return 'Drop';
  }
}

/** `drop both remote 203.0.113.77` back to `203.0.113.77`; text that is not ours stays as it is. */
export function shortRuleText(text: string): string {
  const statement = parseStatement(text);
  return statement.ok ? shortStatement(statement.value) : text;
}
