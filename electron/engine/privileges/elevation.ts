/** Who can ask the user for the rights to filter, or for root's, and what to tell them. */
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import type { UnlockWay } from '../../contract/privileges.ts';
import { isBarredFromRights } from './capabilities.ts';
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

/** A way to run one command as root. */
export interface RootCommand {
  /** `none`: this process is root. */
  readonly askedBy: 'none' | 'pkexec' | 'sudo';
  command(command: readonly string[]): readonly string[];
}

/** What is looked at to find a way. */
export interface ElevationPlaces {
  readonly path: readonly string[];
  readonly bootstrap: string;
  /** Of this process: its user, and whether it is barred from ever gaining rights (no_new_privs). */
  readonly uid: number;
  readonly gid: number;
  readonly barred: boolean;
}

/**
 * The best way there is, or `undefined` where neither polkit nor sudo can ask. `terminal`: somebody
 * sits there, whom sudo may ask.
 */
export function findElevation(
  places: ElevationPlaces = currentPlaces(),
  { terminal }: { readonly terminal: boolean } = { terminal: false },
): Elevation | undefined {
  const asker = findAsker(places, { terminal });
  if (!asker) return undefined;
  const staysBehind = asker.askedBy === 'sudo';
  if (isExecutable(places.bootstrap)) {
    return {
      way: 'bootstrap',
      staysBehind,
      command: (command) =>
        asker.command([
          ...[places.bootstrap, 'start'],
          ...keptEnvironment().flatMap((variable) => ['--env', variable]),
          ...['--', ...command],
        ]),
    };
  }
  const setpriv = find('setpriv', places.path);
  const env = find('env', places.path);
  if (!setpriv || !env) return undefined;
  return {
    way: asker.askedBy,
    staysBehind,
    command: (command) =>
      asker.command([
        ...becomingUser(setpriv, places.uid, places.gid),
        ...[env, '-i', `PATH=${places.path.join(':')}`, ...keptEnvironment(), ...command],
      ]),
  };
}

/**
 * The way to root for a change of the machine. `terminal`: somebody sits there, whom sudo may ask.
 * Undefined where nobody can ask.
 */
export function findRootCommand(
  { terminal }: { readonly terminal: boolean },
  places: ElevationPlaces = currentPlaces(),
): RootCommand | undefined {
  if (places.uid === 0) return { askedBy: 'none', command: (command) => command };
  return findAsker(places, { terminal });
}

interface Asker extends RootCommand {
  readonly askedBy: 'pkexec' | 'sudo';
}

function findAsker(
  { path, barred }: ElevationPlaces,
  { terminal }: { readonly terminal: boolean },
): Asker | undefined {
  if (barred) return undefined;
  const pkexec = find('pkexec', path);
  const sudo = find('sudo', path);
  if (sudo && terminal) return { askedBy: 'sudo', command: (words) => [sudo, '--', ...words] };
  if (pkexec) return { askedBy: 'pkexec', command: (words) => [pkexec, ...words] };
  // -n: there may be no terminal, so only a password that it knows already, or needs not, will do.
  if (sudo) return { askedBy: 'sudo', command: (words) => [sudo, '-n', '--', ...words] };
  return undefined;
}

function currentPlaces(): ElevationPlaces {
  return {
    path: SYSTEM_PATH,
    bootstrap: BOOTSTRAP_PATH,
    uid: process.getuid?.() ?? 0,
    gid: process.getgid?.() ?? 0,
    barred: isBarredFromRights(),
  };
}

/** One of the system's own programs, as an absolute path. */
export function findSystemProgram(name: string): string | undefined {
  return find(name, SYSTEM_PATH);
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
