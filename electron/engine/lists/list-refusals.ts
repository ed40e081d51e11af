/** What a keeper of lists does not do, and why. */
import { type Failure, failure } from '../../contract/failure.ts';
import { type ListSource, MAX_LIST_PREFIXES, MAX_LISTS } from '../../contract/list.ts';
import { fail, ok, type Result } from '../../contract/result.ts';

export function unknownList(name: string): Result<never> {
  return fail(
    'unknown-list',
    `There is no list ${name}.`,
    'Choose one of the lists that there are.',
  );
}

export function duplicateList(name: string): Result<never> {
  return fail(
    'duplicate-list',
    `There is already a list ${name}.`,
    'Choose another name, refresh that list, or remove it first.',
  );
}

export function tooManyLists(): Result<never> {
  return fail(
    'too-many-lists',
    `There are ${MAX_LISTS} lists already.`,
    'Remove a list that no rule needs.',
  );
}

export function listInUse(name: string, rule: string): Result<never> {
  return fail(
    'list-in-use',
    `The rule "${rule}" names the list ${name}.`,
    'Remove that rule first.',
  );
}

export function tooManyPrefixes(): Result<never> {
  return fail(
    'too-many-prefixes',
    `All lists together would have more than ${MAX_LIST_PREFIXES.toLocaleString('en')} prefixes.`,
    'Remove a list, or use a smaller one.',
  );
}

/** What was uploaded is kept as what it holds, not as a file. */
export function checkRefreshable(source: ListSource, refreshSeconds: number | null): Result<null> {
  if (!('upload' in source) || refreshSeconds === null) return ok(null);
  return fail(
    'bad-list',
    `${source.fileName} was sent once, and cannot be read again by itself.`,
    'Add the list by its path or https address to have it refreshed.',
  );
}

export function uploadGone(fileName: string): Failure {
  return failure(
    'bad-list',
    `${fileName} was sent once, and is not here to be read again.`,
    'Remove the list and send the file again, or add it by its path or https address.',
  );
}

export function noLongerWanted(name: string): Result<never> {
  return fail(
    'unknown-list',
    `The list ${name} was removed while it was read.`,
    'Add it again if that was a mistake.',
  );
}
