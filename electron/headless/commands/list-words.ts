/** `portcullis list ...`: what its words ask for. */
import { parseDuration } from '../../contract/duration.ts';
import { parseWords, UsageError } from '../usage-error.ts';
import { demand, refuseMore } from './operands.ts';

export type ListCommand =
  /** Absent: all. */
  | { readonly do: 'show'; readonly name?: string }
  | {
      readonly do: 'add';
      readonly name: string;
      /** An address, a file's name, or `-` for standard input. */
      readonly source: string;
      readonly refreshSeconds?: number | null;
    }
  | { readonly do: 'edit'; readonly name: string; readonly refreshSeconds: number | null }
  | { readonly do: 'refresh'; readonly name: string }
  | { readonly do: 'remove'; readonly name: string };

export interface ListRequest {
  readonly command: ListCommand;
  readonly json: boolean;
}

/** Throws a {@link UsageError} for words that ask for nothing there is. */
export function readListWords([what, ...words]: readonly string[]): ListRequest {
  const { values, positionals } = parseWords({
    args: words,
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, every: { type: 'string' } },
  });
  const command = readCommand(what, positionals, values.every);
  return { command, json: values.json };
}

function readCommand(
  what: string | undefined,
  [name, ...more]: readonly string[],
  every: string | undefined,
): ListCommand {
  const refresh = every === undefined ? {} : { refreshSeconds: readInterval(every) };
  if (what === 'add') {
    const [source, ...rest] = more;
    refuseMore(rest);
    return {
      do: 'add',
      name: demand(name, A_NAME),
      source: demand(
        source,
        'Say where the list is: an https address, a file, or - for standard input.',
      ),
      ...refresh,
    };
  }
  refuseMore(more);
  if (what === 'edit') {
    const { refreshSeconds } = refresh;
    if (refreshSeconds === undefined) throw new UsageError('Say how often, with --every.');
    return { do: 'edit', name: demand(name, A_NAME), refreshSeconds };
  }
  if (every !== undefined) throw new UsageError('--every goes with "list add" and "list edit".');
  switch (what) {
    // The second is what many type.
    case 'show':
    case 'list':
      return { do: 'show', ...(name === undefined ? {} : { name }) };
    case 'refresh':
    case 'remove':
      return { do: what, name: demand(name, A_NAME) };
    case undefined:
      throw new UsageError('Say what to do with the lists.');
    default:
      throw new UsageError(`There is no "list ${what}".`);
  }
}

const A_NAME = 'Name the list.';

function readInterval(text: string): number | null {
  if (text === 'never') return null;
  const seconds = parseDuration(text);
  if (seconds !== undefined) return seconds;
  throw new UsageError(`--every takes a time such as 30m, 6h or 1d, or "never", not "${text}".`);
}
