import {
  begunWord,
  expectedInFilter,
} from '../../../electron/contract/language/filter/expected-in-filter.ts';
import { COUNTRY_CODES } from '../../../electron/contract/names/country-code.ts';
import { countryName } from '../hosts/host-text.ts';
import { WORD_MEANINGS } from './word-meanings.ts';

/** Names that a filter may use, beside the words of the language. */
export interface FilterNames {
  readonly lists: readonly string[];
  readonly interfaces: readonly string[];
  readonly rules: readonly string[];
  /** Addresses that were seen of late. */
  readonly addresses: readonly string[];
  /** Names of hosts that were seen. */
  readonly names: readonly string[];
  /** Codes of countries that were seen, in small letters. */
  readonly countries: readonly string[];
}

/** More than this nobody reads. */
const MAX_COMPLETIONS = 10;

const VALUES: Readonly<Record<string, keyof FilterNames>> = {
  list: 'lists',
  iface: 'interfaces',
  interface: 'interfaces',
  dev: 'interfaces',
  rule: 'rules',
  name: 'names',
  country: 'countries',
  src: 'addresses',
  dst: 'addresses',
  host: 'addresses',
  remote: 'addresses',
  local: 'addresses',
};

/**
 * What may stand where the cursor is and begins with what is typed of it, the likeliest first.
 * `cursor` counts UTF-16 units from 0.
 */
export function filterCompletions(
  text: string,
  cursor: number,
  known: FilterNames,
): readonly string[] {
  const before = text.slice(0, cursor);
  const begun = begunWord(before).toLowerCase();
  if (valuesAt(before).includes('countries')) return countries(begun, known.countries);
  const named = valuesAt(before).flatMap((kind) => known[kind].map(asWord));
  const names = named.filter((name) => {
    const plain = name.replace(/^"/, '').toLowerCase();
    return plain.startsWith(begun) && name.toLowerCase() !== begun;
  });
  const isRule = valuesAt(before).includes('rules') && 'default'.startsWith(begun);
  const words = isRule ? ['default'] : expectedInFilter(text, cursor + 1);
  return [...new Set([...names, ...words])].slice(0, MAX_COMPLETIONS);
}

/** What a word that may stand at the cursor means, where that is not plain: `Germany` of `de`. */
export function completionNote(text: string, cursor: number, word: string): string {
  const [kind] = valuesAt(text.slice(0, cursor));
  if (kind === 'countries') return countryName(word.toUpperCase());
  // Elsewhere a value may be called like a word of the language.
  return kind === undefined || kind === 'addresses' ? (WORD_MEANINGS[word] ?? '') : '';
}

/** Codes that begin so, then countries whose names do; of each, those that were seen first. */
function countries(begun: string, seen: readonly string[]): readonly string[] {
  const all = [...new Set([...seen, ...COUNTRY_CODES])].filter((code) => code !== begun);
  const byCode = all.filter((code) => code.startsWith(begun));
  const byName = all.filter((code) =>
    countryName(code.toUpperCase()).toLowerCase().startsWith(begun),
  );
  return [...new Set([...byCode, ...byName])].slice(0, MAX_COMPLETIONS);
}

/** The text with the word at the cursor completed, and where the cursor stands behind it. */
export function completeFilter(
  text: string,
  cursor: number,
  word: string,
): { readonly text: string; readonly cursor: number } {
  const before = text.slice(0, cursor);
  const head = before.slice(0, before.length - begunWord(before).length);
  const tail = text.slice(cursor).replace(/^[^\s,()]*\s?/, '');
  return { text: `${head}${word} ${tail}`, cursor: head.length + word.length + 1 };
}

/** What the values of the word in front are, where the cursor stands at one. */
function valuesAt(before: string): readonly (keyof FilterNames)[] {
  const values = /(?:^|[\s(!])([a-z]+)\s+(?:[^\s,()]+\s*,\s*)*[^\s,()]*$/i.exec(before);
  const kind = VALUES[values?.[1]?.toLowerCase() ?? ''];
  return kind ? [kind] : [];
}

/** In quotation marks where it is more than one word, or a word of the language. */
function asWord(name: string): string {
  const isWord = /^[^\s,(){}"'=<>&|!#]+$/.test(name) && !/^(?:and|or|not|default|\d+)$/i.test(name);
  return isWord ? name : `"${name.replace(/["\\]/g, '\\$&')}"`;
}
