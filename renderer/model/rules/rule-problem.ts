import { expectedAt } from '../../../electron/contract/language/expected.ts';
import type { LanguageError } from '../../../electron/contract/language/language-error.ts';
import { parseRuleFile, parseRuleLine } from '../../../electron/contract/language/parse.ts';

export interface RuleProblem extends LanguageError {
  /** Nothing is wrong with what is there so far; more has to follow. */
  readonly isUnfinished: boolean;
}

/** What keeps a line from being a rule; `undefined` if nothing does. */
export function ruleProblem(text: string): RuleProblem | undefined {
  if (parseRuleLine(text).ok) return undefined;
  const error = parseRuleFile(text).errors[0] ?? NO_RULE;
  return { ...error, isUnfinished: error.column > text.trimEnd().length || isBegun(text, error) };
}

/** Whether what is refused is the last word, and words go on like it. */
function isBegun(text: string, { column, length }: LanguageError): boolean {
  return column + length > text.length && expectedAt(text, text.length + 1).length > 0;
}

const NO_RULE: LanguageError = {
  line: 1,
  column: 1,
  length: 1,
  message: 'This is no rule.',
  remedy: 'Begin with drop, pass, limit or count.',
  expected: ['drop', 'pass', 'limit', 'count'],
};

/** Names that rules may use, beside the words of the language. */
export interface KnownNames {
  readonly lists: readonly string[];
  readonly interfaces: readonly string[];
}

/** More than this nobody reads. */
const MAX_COMPLETIONS = 10;

/**
 * What may stand where the cursor is and begins with what is typed of it, the likeliest first.
 * `cursor` counts UTF-16 units from 0.
 */
export function completions(text: string, cursor: number, known: KnownNames): readonly string[] {
  const before = text.slice(0, cursor);
  const partial = partialWord(before);
  const [, word] = /(?:^|\s)(list|iface)\s+(?:[^\s,]+\s*,\s*)*[^\s,]*$/i.exec(before) ?? [];
  const named = word === undefined ? [] : known[word === 'list' ? 'lists' : 'interfaces'];
  const names = named.filter((name) => name.startsWith(partial) && name !== partial);
  return [...names, ...expectedAt(text, cursor + 1)].slice(0, MAX_COMPLETIONS);
}

/** The text with the word at the cursor completed, and where the cursor stands behind it. */
export function complete(
  text: string,
  cursor: number,
  word: string,
): { readonly text: string; readonly cursor: number } {
  const before = text.slice(0, cursor);
  const head = before.slice(0, before.length - partialWord(before).length);
  const tail = text.slice(cursor).replace(/^[^\s,]*\s?/, '');
  return { text: `${head}${word} ${tail}`, cursor: head.length + word.length + 1 };
}

function partialWord(before: string): string {
  return (/[^\s,]*$/.exec(before)?.[0] ?? '').toLowerCase();
}
