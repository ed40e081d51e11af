import { type ParseArgsConfig, parseArgs } from 'node:util';

/** The command line asks for something that does not exist. Shown to the user as it is. */
export class UsageError extends Error {}

/** As `parseArgs`, with a {@link UsageError} for words that do not fit. */
export function parseWords<const T extends ParseArgsConfig>(
  config: T,
): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    // "Unknown option '--x'. To specify a positional argument ...": the first sentence is enough.
    throw new UsageError(`${String((error as Error).message).split('. ', 1)[0]}.`);
  }
}

/** A whole number in a range, from the text of an option. */
export function parseCount(
  option: string,
  text: string | undefined,
  minimum: number,
  maximum: number,
): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= minimum && value <= maximum) return value;
  throw new UsageError(`${option} takes a number from ${minimum} to ${maximum}, not "${text}".`);
}
