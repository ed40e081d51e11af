import { UsageError } from '../usage-error.ts';

/** The word that a verb cannot do without, or a {@link UsageError} that asks for it. */
export function demand(word: string | undefined, request: string): string {
  if (word === undefined || word === '') throw new UsageError(request);
  return word;
}

/** A {@link UsageError} if there are words that nobody asked for. */
export function refuseMore([word]: readonly string[]): void {
  if (word !== undefined) throw new UsageError(`There is nothing to do with "${word}".`);
}
