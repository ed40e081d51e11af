import { parseMatch } from '../../../electron/contract/language/parse.ts';
import { suggestedName } from './list-text.ts';

/** A list that is about to be added. */
export interface NewList {
  readonly kind: 'url' | 'file' | 'path';
  /** The address or the path. */
  readonly text: string;
  readonly file: File | undefined;
  /** As typed; absent: made from where it comes from. */
  readonly name: string | undefined;
  readonly refreshSeconds: number | null;
}

/** The name a new list gets. */
export function nameOfList({ kind, text, file, name }: NewList): string {
  return name ?? suggestedName(kind === 'file' ? (file?.name ?? '') : text);
}

/** What keeps a list from being added, in one sentence; `undefined` if nothing does. */
export function newListProblem(list: NewList, taken: readonly string[]): string | undefined {
  const text = list.text.trim();
  const name = nameOfList(list);
  if (list.kind === 'file' && !list.file) return 'Choose a file to send.';
  if (list.kind === 'path' && !text.startsWith('/')) {
    return 'Write the whole path of a file on the engine’s machine, from the first /.';
  }
  if (list.kind === 'url' && !isHttps(text)) {
    return 'Write an address that begins with https://, so that nobody on the way can change the list.';
  }
  if (taken.includes(name)) return `There is a list ${name} already. Give this one another name.`;
  return isName(name) ? undefined : NAME_RULE;
}

const NAME_RULE =
  'A name is up to 31 lower-case letters, digits, dots, dashes and underscores, and begins with a letter or digit.';

function isHttps(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === 'https:';
}

/** Whether rules can name it, as it is written. */
function isName(name: string): boolean {
  const match = parseMatch(`src list ${name}`);
  if (!match.ok) return false;
  const [criterion] = match.value;
  return criterion !== undefined && 'lists' in criterion && criterion.lists.join() === name;
}
