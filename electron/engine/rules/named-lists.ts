import type { LanguageError } from '../../contract/language/language-error.ts';
import type { Statement } from '../../contract/language/statement.ts';
import { type Token, tokenize } from '../../contract/language/tokens.ts';
import { fail, ok, type Result } from '../../contract/result.ts';

/** Names of the lists that these statements ask for. */
export function namedLists(statements: Iterable<Pick<Statement, 'match'>>): Set<string> {
  const names = new Set<string>();
  for (const { match } of statements) {
    for (const criterion of match) {
      if ('lists' in criterion) for (const name of criterion.lists) names.add(name);
    }
  }
  return names;
}

/** Fails with `unknown-list` if one of them is not there. */
export function requireLists(
  statements: Iterable<Pick<Statement, 'match'>>,
  hasList: (name: string) => boolean,
): Result<null> {
  const missing = [...namedLists(statements)].find((name) => !hasList(name));
  if (missing === undefined) return ok(null);
  const { message, remedy } = noSuchList(missing);
  return fail('unknown-list', message, remedy);
}

/** Where a rule file that can be read names lists that are not there: the first of each line. */
export function missingListsIn(
  file: string,
  statements: Iterable<Pick<Statement, 'match'>>,
  hasList: (name: string) => boolean,
): readonly LanguageError[] {
  const missing = namedLists(statements);
  for (const name of missing) if (hasList(name)) missing.delete(name);
  return file
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .flatMap((line, index) => {
      const named = listTokens(line).find(({ text }) => missing.has(text));
      if (!named) return [];
      const { text, column, length } = named;
      return [{ line: index + 1, column, length, ...noSuchList(text), expected: [] }];
    });
}

/** The names behind `list` or `feed`, with their places. */
function listTokens(line: string): readonly Token[] {
  const { tokens } = tokenize(line);
  return tokens.flatMap((token, index) => {
    if (!/^(list|feed)$/i.test(token.text)) return [];
    const named: Token[] = [];
    for (let at = index + 1; at < tokens.length; at += 2) {
      named.push(tokens[at] as Token);
      if (tokens[at + 1]?.text !== ',') break;
    }
    return named;
  });
}

function noSuchList(name: string): Pick<LanguageError, 'message' | 'remedy'> {
  return { message: `There is no list "${name}".`, remedy: 'Add the list first.' };
}
