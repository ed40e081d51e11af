import { CRITERION_WORDS } from '../../../electron/contract/language/vocabulary.ts';

/** A piece of a rule's text as the list shows it: words of the language stand out from values. */
export interface RuleToken {
  readonly text: string;
  readonly isWord: boolean;
}

const WORDS: ReadonlySet<string> = new Set([
  ...CRITERION_WORDS,
  ...['off', 'both', 'out', 'not', 'any', 'list', 'burst', 'per', 'source', 'default'],
]);

/** Words behind which only values stand, which may read like words. */
const BEFORE_NAMES: ReadonlySet<string> = new Set(['list', 'iface']);

/**
 * Takes canonical text apart: `tcp dport 22, 80` is the word `tcp dport` and the value `22, 80`.
 * The pieces together are the text again.
 */
export function ruleTokens(text: string): readonly RuleToken[] {
  const tokens: RuleToken[] = [];
  let isName = false;
  for (const piece of text.split(/(?<=\s)/)) {
    const word = piece.trim();
    const isWord: boolean = !isName && WORDS.has(word.replace(/,$/, ''));
    isName = (isWord && BEFORE_NAMES.has(word)) || (isName && word.endsWith(','));
    const last = tokens.at(-1);
    if (last && last.isWord === isWord)
      tokens[tokens.length - 1] = { ...last, text: last.text + piece };
    else tokens.push({ text: piece, isWord });
  }
  return tokens;
}

/** What stands behind the verdict, which the list shows in a column of its own. */
export function withoutVerdict(text: string): string {
  return text.replace(/^(?:drop|pass|count|limit) /, '');
}
