import { formatDuration, parseDuration } from '../../contract/duration.ts';
import { UsageError } from '../usage-error.ts';

export interface TimeOption {
  readonly option: string;
  /** Times as one writes them here: `90s, 15m or 6h`. */
  readonly examples: string;
  /** The word that stands for no time at all. */
  readonly none: string;
  readonly minimumSeconds: number;
  readonly maximumSeconds: number;
}

/** Seconds, or null for {@link TimeOption.none}. Throws a {@link UsageError} for anything else. */
export function readTimeOption(
  { option, examples, none, minimumSeconds, maximumSeconds }: TimeOption,
  text: string,
): number | null {
  if (text === none) return null;
  const seconds = parseDuration(text);
  if (seconds === undefined) {
    throw new UsageError(
      `${option} takes a time such as ${examples}, or "${none}", not "${text}".`,
    );
  }
  if (seconds >= minimumSeconds && seconds <= maximumSeconds) return seconds;
  const bounds = `from ${formatDuration(minimumSeconds)} to ${formatDuration(maximumSeconds)}`;
  throw new UsageError(`${option} takes a time ${bounds}, or "${none}", not "${text}".`);
}
