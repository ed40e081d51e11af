import { parseArgs } from 'node:util';
import type { EngineOptions } from '../engine/engine-options.ts';

/**
 * What the user asked for on the command line: `--interface NAME`, as often as wanted, and
 * `--playground`. Electron and Chromium have switches of their own there, which are left alone.
 */
export function readArguments(
  argv: readonly string[],
): Pick<EngineOptions, 'interfaces' | 'playground'> {
  const { values } = parseArgs({
    args: [...argv.slice(1)],
    strict: false,
    options: {
      interface: { type: 'string', multiple: true },
      playground: { type: 'boolean' },
    },
  });
  const interfaces = values.interface?.filter((name) => typeof name === 'string');
  return {
    ...(interfaces && interfaces.length > 0 ? { interfaces } : {}),
    ...(values.playground === true ? { playground: true } : {}),
  };
}
