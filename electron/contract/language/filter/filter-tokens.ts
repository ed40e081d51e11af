import { Fault } from '../language-error.ts';
import { MAX_LINE_CHARACTERS } from '../limits.ts';
import type { Token, TokenLine } from '../tokens.ts';

/**
 * Signs, quoted text, and words. A word goes on over a `!`, as in `syn+!ack`; one that begins with it
 * is taken apart, but for a TCP flag.
 */
const TOKEN =
  /(?<sign>&&?|\|\|?|[=!<>]=|[(){}=<>])|"(?<double>(?:\\.|[^"\\])*)"|'(?<single>(?:\\.|[^'\\])*)'|(?<open>["'].*)|(?<comma>,)|(?<bang>!)|(?<word>[^\s,(){}"'=<>&|!](?:!(?!=)|[^\s,(){}"'=<>&|!])*)/g;

const SAME: ReadonlyMap<string, string> = new Map([
  ['&&', 'and'],
  ['&', 'and'],
  ['||', 'or'],
  ['|', 'or'],
  ['=', '=='],
]);

/**
 * Splits a filter. `and`, `or`, parentheses and comparisons are signs; `&&`, `||` and `!` become the
 * words that they stand for. A rule's name behind a # is refused.
 */
export function tokenizeFilter(text: string): TokenLine {
  if (text.length > MAX_LINE_CHARACTERS) {
    throw new Fault(
      { column: MAX_LINE_CHARACTERS + 1, length: 1 },
      {
        message: `The filter is longer than ${MAX_LINE_CHARACTERS} characters.`,
        remedy: 'Shorten it, or put addresses into a list.',
      },
    );
  }
  const tokens: Token[] = [];
  for (const found of text.matchAll(TOKEN)) {
    const place = { column: found.index + 1, length: found[0].length };
    const { sign, double, single, open, bang, word } = found.groups ?? {};
    if (open !== undefined) throw unclosed(place);
    if (double !== undefined || single !== undefined) {
      tokens.push({ text: double ?? (single as string), kind: 'quoted', ...place });
    } else if (sign !== undefined) {
      tokens.push({ text: SAME.get(sign) ?? sign, kind: 'sign', ...place });
    } else if (bang !== undefined) {
      tokens.push({ text: isFlagNext(tokens) ? '!' : 'not', ...place });
    } else if (word?.startsWith('#')) {
      throw commented({ column: place.column, length: text.trimEnd().length - found.index });
    } else tokens.push(wordToken(word ?? ',', place, tokens));
  }
  const last = tokens.at(-1);
  return { tokens, end: { column: last ? last.column + last.length : 1, length: 1 } };
}

function wordToken(word: string, place: Omit<Token, 'text'>, tokens: Token[]): Token {
  const isJoin = /^(?:and|or)$/i.test(word);
  if (isJoin) return { text: word.toLowerCase(), kind: 'sign', ...place };
  const bang = tokens.at(-1);
  if (bang?.text !== '!') return { text: word, ...place };
  tokens.pop();
  return { text: `!${word}`, column: bang.column, length: place.length + 1 };
}

/** Whether a `!` belongs to a flag: behind `flags`, or behind a comma between flags. */
function isFlagNext(tokens: readonly Token[]): boolean {
  let at = tokens.length - 1;
  while (at > 0 && tokens[at]?.text === ',') at -= 2;
  return tokens[at]?.text.toLowerCase() === 'flags' && tokens[at]?.kind === undefined;
}

function unclosed(place: { column: number; length: number }): Fault {
  return new Fault(place, {
    message: 'The quotation mark is not closed.',
    remedy: 'Put another one behind the text.',
  });
}

function commented(place: { column: number; length: number }): Fault {
  return new Fault(place, {
    message: 'A filter has no name behind a #.',
    remedy: 'Leave it out, or put the text into quotation marks.',
  });
}
