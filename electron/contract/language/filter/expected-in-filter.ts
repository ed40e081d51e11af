import { Fault } from '../language-error.ts';
import type { Token } from '../tokens.ts';
import { tokenizeFilter } from './filter-tokens.ts';
import { withOurWords } from './foreign-tokens.ts';
import { readFilter } from './read-filter.ts';

/** No word of the language: what it meets says what could stand in its place. */
const NOTHING = '\u0000';

/**
 * The words that may stand at a column of a filter (from 1, as a cursor in front of that character).
 * Of a word that is begun there, those that go on so. Values for which there are no words are not among
 * them.
 */
export function expectedInFilter(text: string, column: number): readonly string[] {
  const before = text.slice(0, Math.max(0, column - 1));
  const begun = begunWord(before).toLowerCase();
  return wordsBehind(before.slice(0, before.length - begun.length)).filter(
    (word) => word.startsWith(begun) && word !== begun,
  );
}

/** What is written of the word that ends a text. */
export function begunWord(before: string): string {
  return /[^\s,(){}"'=<>&|!]*$/.exec(before)?.[0] ?? '';
}

function wordsBehind(text: string): readonly string[] {
  const nothing: Token = { text: NOTHING, column: text.length + 1, length: 1 };
  try {
    const { tokens, end } = tokenizeFilter(text);
    readFilter({ tokens: [...withOurWords(tokens), nothing], end });
    return [];
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    // What is wrong further to the front says nothing about this place.
    return fault.place === nothing ? fault.expected : [];
  }
}
