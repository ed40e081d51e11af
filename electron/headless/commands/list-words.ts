/** `portcullis list ...`: what its words ask for. */
import * as v from 'valibot';
import { listNameSchema } from '../../contract/list.ts';
import { parseWords, UsageError } from '../usage-error.ts';
import { demand, refuseMore } from './operands.ts';
import { readTimeOption } from './time-option.ts';

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
  const refresh = every === undefined ? {} : { refreshSeconds: readTimeOption(INTERVAL, every) };
  if (what === 'add') {
    const [source, ...rest] = more;
    refuseMore(rest);
    return {
      do: 'add',
      name: demandName(name),
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
    return { do: 'edit', name: demandName(name), refreshSeconds };
  }
  if (every !== undefined) throw new UsageError('--every goes with "list add" and "list edit".');
  switch (what) {
    // The second is what many type.
    case 'show':
    case 'list':
      return { do: 'show', ...(name === undefined ? {} : { name }) };
    case 'refresh':
    case 'remove':
      return { do: what, name: demandName(name) };
    case undefined:
      throw new UsageError('Say what to do with the lists.');
    default:
      throw new UsageError(`There is no "list ${what}".`);
  }
}

function demandName(word: string | undefined): string {
  const read = v.safeParse(listNameSchema, demand(word, 'Name the list.'));
  if (read.success) return read.output;
  throw new UsageError(`${read.issues[0].message.replace(/\.$/, '')}, not "${word}".`);
}

/** The bounds are those of the engine. */
const INTERVAL = {
  option: '--every',
  examples: '30m, 6h or 1d',
  none: 'never',
  minimumSeconds: 60,
  maximumSeconds: 30 * 24 * 3600,
};
