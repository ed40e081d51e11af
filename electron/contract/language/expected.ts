import { Fault } from './language-error.ts';
import { readFileLine } from './read-rule-file.ts';
import { readMatch, readRuleLine } from './read-rule-line.ts';
import { type Token, type TokenLine, tokenize } from './tokens.ts';

/** No word of the language: what it meets says what could stand in its place. */
const NOTHING = '\u0000';

const READERS = { match: readMatch, rule: readRuleLine, file: readFileLine };

/**
 * The words that may stand at a column (from 1, as a cursor in front of that character): in a match, in
 * a rule, or in a line of a rule file. Of a word that is begun there, those that go on so. Values for
 * which there are no words, such as addresses, are not among them.
 */
export function expectedAt(
  text: string,
  column: number,
  kind: keyof typeof READERS = 'rule',
): readonly string[] {
  const before = text.slice(0, Math.max(0, column - 1)).toLowerCase();
  if (before.includes('#')) return [];
  const begun = before.split(/[\s,]/).at(-1) ?? '';
  const isFirst = before.trim() === begun;
  const words = [
    ...wordsBehind(before.slice(0, before.length - begun.length), READERS[kind]),
    ...(kind === 'file' && isFirst ? ['default'] : []),
  ];
  return words.filter((word) => word.startsWith(begun) && word !== begun);
}

function wordsBehind(text: string, read: (line: TokenLine) => unknown): readonly string[] {
  const nothing: Token = { text: NOTHING, column: text.length + 1, length: 1 };
  try {
    const { tokens, end } = tokenize(text);
    read({ tokens: [...tokens, nothing], end });
    return [];
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    // What is wrong further to the front says nothing about this place.
    return fault.place === nothing ? fault.expected : [];
  }
}
