import { expectedInFilter } from '../../../electron/contract/language/filter/expected-in-filter.ts';
import type { Filter } from '../../../electron/contract/language/filter/filter.ts';
import { parseFilter } from '../../../electron/contract/language/filter/parse-filter.ts';
import type { LanguageError } from '../../../electron/contract/language/language-error.ts';

export interface FilterProblem extends LanguageError {
  /** Nothing is wrong with what is there so far; more has to follow. */
  readonly isUnfinished: boolean;
}

/** What a text says as a filter, or what keeps it from being one. Nothing is asked by an empty one. */
export type FilterReading =
  | { readonly filter: Filter | undefined; readonly problem?: undefined }
  | { readonly problem: FilterProblem };

export function readFilterText(text: string): FilterReading {
  if (text.trim() === '') return { filter: undefined };
  const parsed = parseFilter(text);
  if (parsed.ok) return { filter: parsed.value };
  const error = JSON.parse(parsed.error.details ?? '{}') as LanguageError;
  return { problem: { ...error, isUnfinished: isUnfinished(text, error) } };
}

function isUnfinished(text: string, { column, length }: LanguageError): boolean {
  const end = text.trimEnd().length;
  if (column > end) return true;
  // What is opened and not closed, or a last word that goes on.
  const opens = text[column - 1] ?? '';
  if ('("\''.includes(opens)) return true;
  return column + length > text.length && expectedInFilter(text, text.length + 1).length > 0;
}
