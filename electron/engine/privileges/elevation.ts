/** Who can ask the user for the rights to filter, and what to tell them. */
import { accessSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { UnlockWay } from '../../contract/privileges.ts';
import { keptEnvironment } from './environment.ts';
import { becomingUser } from './setpriv.ts';

/** Where root keeps what it runs; never the user's own PATH. */
export const SYSTEM_PATH = [
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/bin',
  '/sbin',
  '/bin',
];

/** What an installation puts there. A directory that only root can write on every distribution. */
export const BOOTSTRAP_PATH = '/opt/portcullis/bootstrap';

export interface Elevation {
  readonly way: UnlockWay;
  /** Whether whoever asks stays, as root, for as long as what it started runs: sudo does, pkexec not. */
  readonly staysBehind: boolean;
  /** The command that runs `command`, whose program is an absolute path, as this user with the three capabilities. */
  command(command: readonly string[]): readonly string[];
}

/** What {@link findElevation} looks at. */
export interface ElevationPlaces {
  readonly path: readonly string[];
  readonly bootstrap: string;
}

const PLACES: ElevationPlaces = { path: SYSTEM_PATH, bootstrap: BOOTSTRAP_PATH };

/** The best way there is, or `undefined` where neither polkit nor sudo is installed. */
export function findElevation(places: ElevationPlaces = PLACES): Elevation | undefined {
  const pkexec = find('pkexec', places.path);
  const setpriv = find('setpriv', places.path);
  const env = find('env', places.path);
  if (pkexec && existsSync(places.bootstrap)) {
    return {
      way: 'bootstrap',
      staysBehind: false,
      command: (command) => [
        ...[pkexec, places.bootstrap, 'start'],
        ...keptEnvironment().flatMap((variable) => ['--env', variable]),
        ...['--', ...command],
      ],
    };
  }
  if (!setpriv || !env) return undefined;
  const asUser = (command: readonly string[]) => [
    ...becomingUser(setpriv, process.getuid?.() ?? 0, process.getgid?.() ?? 0),
    ...[env, '-i', `PATH=${places.path.join(':')}`, ...keptEnvironment(), ...command],
  ];
  if (pkexec)
    return {
      way: 'pkexec',
      staysBehind: false,
      command: (command) => [pkexec, ...asUser(command)],
    };
  const sudo = find('sudo', places.path);
  if (!sudo) return undefined;
  // -n: there may be no terminal, so only a password that it knows already, or needs not, will do.
  return {
    way: 'sudo',
    staysBehind: true,
    command: (command) => [sudo, '-n', '--', ...asUser(command)],
  };
}

function find(name: string, path: readonly string[]): string | undefined {
  return path.map((directory) => join(directory, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
