/**
 * Reads the rules' language. What is read comes in canonical form; what cannot be read says where,
 * why, and what may stand there.
 */
import type { Result } from '../result.ts';
import type { Match } from './criterion.ts';
import { caught, type LanguageError } from './language-error.ts';
import { readRuleFile } from './read-rule-file.ts';
import {
  type DirectedMatch,
  readDirectedMatch,
  readMatch,
  readRuleLine,
  readStatement,
} from './read-rule-line.ts';
import type { RuleFile, RuleLine, Statement } from './statement.ts';
import { tokenize } from './tokens.ts';

/** Reads a match: `tcp src 192.0.2.0/24 dport 22`, or `any`. */
export function parseMatch(text: string): Result<Match> {
  return caught(() => readMatch(tokenize(text)));
}

/** Reads a match that may say a direction as well: `out remote 192.0.2.1`. */
export function parseDirectedMatch(text: string): Result<DirectedMatch> {
  return caught(() => readDirectedMatch(tokenize(text)));
}

/** Reads a statement: `drop out remote 192.0.2.1`. */
export function parseStatement(text: string): Result<Statement> {
  return caught(() => readStatement(tokenize(text)));
}

/** Reads a line of a rule file: `off drop icmp for 1h # pings`. */
export function parseRuleLine(text: string): Result<RuleLine> {
  return caught(() => readRuleLine(tokenize(text)));
}

export interface RuleFileReading {
  /** What could be read. */
  readonly file: RuleFile;
  /** In the order of the lines, one at most for each. Empty: all could be read. */
  readonly errors: readonly LanguageError[];
}

/**
 * Reads a rule file: a rule or a default on each line. Empty lines, and lines that begin with a #,
 * say nothing.
 */
export function parseRuleFile(text: string): RuleFileReading {
  return readRuleFile(text);
}
