import { Fault, type LanguageError, quoted } from './language-error.ts';
import { byLikeness } from './likeness.ts';
import { MAX_FILE_CHARACTERS, MAX_FILE_LINES } from './limits.ts';
import { readRuleLine } from './read-rule-line.ts';
import {
  type DefaultLine,
  type DefaultVerdict,
  DIRECTIONS,
  type Direction,
  type RuleFile,
  type RuleLine,
} from './statement.ts';
import { type TokenLine, TokenReader, tokenize } from './tokens.ts';

/** Reads each line for itself, so that one bad line hides no other. */
export function readRuleFile(text: string): { file: RuleFile; errors: LanguageError[] } {
  const rules: RuleLine[] = [];
  const defaults: Partial<Record<Direction, DefaultVerdict>> = {};
  const errors: LanguageError[] = [];
  const file = { rules, defaults };
  const lines = text.length > MAX_FILE_CHARACTERS ? [] : text.replace(/^\ufeff/, '').split(/\r?\n/);
  if (text.length > MAX_FILE_CHARACTERS || lines.length > MAX_FILE_LINES + 1) {
    return { file, errors: [tooLong()] };
  }
  for (const [index, line] of lines.entries()) {
    try {
      const tokens = tokenize(line);
      if (tokens.tokens.length === 0) continue;
      const said = readFileLine(tokens);
      if ('match' in said) rules.push(said);
      else addDefault(defaults, said, tokens);
    } catch (fault) {
      if (!(fault instanceof Fault)) throw fault;
      errors.push(fault.at(index + 1));
    }
  }
  return { file, errors };
}

/** A rule or a default. Throws a {@link Fault}. */
export function readFileLine(line: TokenLine): RuleLine | DefaultLine {
  const reader = new TokenReader(line);
  return reader.accept('default') ? readDefault(reader) : readRuleLine(line);
}

function addDefault(
  defaults: Partial<Record<Direction, DefaultVerdict>>,
  { direction, verdict }: DefaultLine,
  line: TokenLine,
): void {
  if (defaults[direction] !== undefined) {
    throw new Fault(line.tokens[1] ?? line.end, {
      message: `The default of "${direction}" stands in an earlier line already.`,
      remedy: 'Keep one of the two.',
    });
  }
  defaults[direction] = verdict;
}

/** What follows `default`: `in drop`. */
function readDefault(reader: TokenReader): DefaultLine {
  const direction = oneOf(reader, DIRECTIONS, 'direction');
  const verdict = oneOf(reader, ['drop', 'pass'] as const, 'verdict');
  if (reader.isAtEnd) return { direction, verdict };
  throw new Fault(reader.place, {
    message: `${quoted(reader.next)} is too much: a default takes no criteria.`,
    remedy: `Write default ${direction} ${verdict}.`,
  });
}

function oneOf<const T extends string>(
  reader: TokenReader,
  words: readonly [T, T],
  what: string,
): T {
  const found = words.find((word) => reader.accept(word));
  if (found !== undefined) return found;
  const { next, place } = reader;
  throw new Fault(place, {
    message: next === '' ? `The ${what} is missing.` : `${quoted(next)} is not a ${what} here.`,
    remedy: `Write ${words.join(' or ')}, such as in "default in drop".`,
    expected: byLikeness(next, words),
  });
}

function tooLong(): LanguageError {
  const message = `The file has more than ${MAX_FILE_LINES} lines or ${MAX_FILE_CHARACTERS} characters.`;
  const remedy = 'Put addresses into a list: one rule is enough for all of them.';
  return { line: MAX_FILE_LINES + 1, column: 1, length: 1, message, remedy, expected: [] };
}
