import { parseArgs } from 'node:util';
import type { EngineOptions } from '../engine/engine-options.ts';

/** What the user asked for on the command line, and what a predecessor did. */
export interface MainArguments extends Pick<EngineOptions, 'interfaces' | 'playground'> {
  /** The ticket of the process whose place this one takes. */
  readonly takeOver?: string;
}

/**
 * `--interface NAME`, as often as wanted, `--playground` and `--take-over TICKET`. Electron and
 * Chromium have switches of their own there, which are left alone.
 */
export function readArguments(argv: readonly string[]): MainArguments {
  const { values } = parseArgs({
    args: [...argv.slice(1)],
    strict: false,
    options: {
      interface: { type: 'string', multiple: true },
      playground: { type: 'boolean' },
      'take-over': { type: 'string' },
    },
  });
  const interfaces = values.interface?.filter((name) => typeof name === 'string');
  const takeOver = values['take-over'];
  return {
    ...(interfaces && interfaces.length > 0 ? { interfaces } : {}),
    ...(values.playground === true ? { playground: true } : {}),
    ...(typeof takeOver === 'string' ? { takeOver } : {}),
  };
}

/** The words that make {@link readArguments} read the same again, but for the ticket. */
export function writeArguments({ interfaces, playground }: MainArguments): readonly string[] {
  return [
    ...(interfaces ?? []).flatMap((name) => ['--interface', name]),
    ...(playground ? ['--playground'] : []),
  ];
}
