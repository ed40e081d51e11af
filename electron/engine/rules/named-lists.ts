import type { Statement } from '../../contract/language/statement.ts';
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
  return fail('unknown-list', `There is no list "${missing}".`, 'Add the list first.');
}
