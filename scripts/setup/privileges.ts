/** What needs more than an ordinary user may do, and how it is had. */

import { spawnSync } from 'node:child_process';
import type { HostRights } from '../../electron/engine/host-process/host-process.ts';
import {
  FILTER_CAPABILITIES,
  isBarredFromRights,
  missingCapabilities,
} from '../../electron/engine/privileges/capabilities.ts';
import { findSystemProgram } from '../../electron/engine/privileges/elevation.ts';
import { keptEnvironment } from '../../electron/engine/privileges/environment.ts';
import { becomingUser, capabilityList } from '../../electron/engine/privileges/setpriv.ts';
import { findProgram, searchPath } from './find-program.ts';
import { runCommand, runVisibly } from './run-command.ts';
import {
  askYesOrNo,
  isContinuousIntegration,
  listInWords,
  say,
  someoneIsThere,
} from './terminal.ts';

export type Privileges =
  | { readonly kind: 'root' }
  /** The user has agreed, and sudo knows the password. */
  | { readonly kind: 'sudo' }
  /** `why` ends a sentence that begins with what is not possible: `..., because ${why}.` */
  | { readonly kind: 'none'; readonly why: string };

/** Read files of whatever owner: for root in a checkout that its owner keeps closed. */
const CAP_DAC_READ_SEARCH = 2;

/** For {@link obtainPrivileges}. */
export const FILTER_PURPOSE =
  'let the filter into the kernel; Portcullis runs as you, with three capabilities and no more';

/** Asks once, whatever the number of purposes; each is the end of `Portcullis needs sudo to ...`. */
export async function obtainPrivileges(purposes: readonly string[]): Promise<Privileges> {
  if (process.getuid?.() === 0) return { kind: 'root' };
  if (purposes.length === 0) return { kind: 'none', why: 'nothing needed them' };
  if (!findProgram('sudo')) return { kind: 'none', why: 'there is no sudo here' };
  if (isBarredFromRights()) {
    return { kind: 'none', why: 'this session is barred from sudo (no_new_privs is set)' };
  }
  if (isContinuousIntegration()) {
    const { exitCode } = await runCommand(['sudo', '-n', 'true']);
    return exitCode === 0
      ? { kind: 'sudo' }
      : { kind: 'none', why: 'sudo wants a password and nobody is there to give it' };
  }
  if (!someoneIsThere()) return { kind: 'none', why: 'there is no terminal to ask for sudo on' };

  say('Portcullis needs sudo');
  for (const purpose of purposes) say(`  - to ${purpose}`);
  if (!(await askYesOrNo('Go on with sudo?'))) return { kind: 'none', why: 'sudo was declined' };
  const known = await runVisibly(['sudo', '-v']);
  return known === 0 ? { kind: 'sudo' } : { kind: 'none', why: 'sudo refused' };
}

/** The command that runs `command` as root. */
export function asRoot(privileges: Privileges, command: readonly string[]): readonly string[] {
  return privileges.kind === 'sudo' ? ['sudo', '--', ...command] : command;
}

/**
 * The command that runs `command` with what the engine needs: for an ordinary user his own uid with
 * three ambient capabilities and an environment made afresh; for root, uid 0 with nothing but the
 * three.
 */
export function withFilterCapabilities(
  privileges: Privileges,
  command: readonly string[],
): readonly string[] {
  if (privileges.kind === 'none') return command;
  if (privileges.kind === 'root') return [...rootConfinement(), ...command];
  return [
    ...[
      'sudo',
      '--',
      ...becomingUser(systemProgram('setpriv'), process.getuid?.() ?? 0, process.getgid?.() ?? 0),
    ],
    ...[systemProgram('env'), '-i', ...environmentWords(), ...command],
  ];
}

/** What root runs is never looked for on the user's own path. */
function systemProgram(name: string): string {
  return findSystemProgram(name) ?? name;
}

/** {@link withFilterCapabilities} for a host of the app. */
export function hostRights(privileges: Privileges): HostRights {
  return {
    staysBehind: privileges.kind === 'sudo',
    command: (command) => withFilterCapabilities(privileges, command),
  };
}

/**
 * What to put in front of a command so that root keeps the three capabilities in every set and
 * cannot regain another, and so that what it starts has them only if they are handed on: without
 * `noroot` the kernel gives uid 0 everything in the bounding set with every program. Uid 0 alone does
 * not open other users' files, so where the checkout is closed to it one more lets it read. Empty
 * where root may not even drop its powers, as in some containers.
 */
function rootConfinement(): readonly string[] {
  const three = Object.values<number>(FILTER_CAPABILITIES);
  const probe = [
    'sh',
    '-c',
    'test -x "$0" && test -r "$1"',
    process.execPath,
    import.meta.filename,
  ];
  const ways = [three, [...three, CAP_DAC_READ_SEARCH]].map(confinedTo);
  return ways.find((way) => succeeds([...way, ...probe])) ?? [];
}

function confinedTo(capabilities: readonly number[]): readonly string[] {
  const list = `-all,${capabilityList(capabilities)}`;
  return [
    ...['setpriv', '--securebits=+noroot,+noroot_locked', `--bounding-set=${list}`],
    ...[`--inh-caps=${list}`, `--ambient-caps=${list}`, '--'],
  ];
}

function succeeds([program = '', ...args]: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}

/** `NAME=value` for every variable that goes along through sudo. */
export function environmentWords(): readonly string[] {
  return [`PATH=${searchPath().join(':')}`, ...keptEnvironment()];
}

/** Tells the user if the filter cannot work with these, and why. `plays`: the app shows a recording then. */
export function explainLimits(privileges: Privileges, plays: boolean): void {
  if (privileges.kind === 'none') {
    const what = plays ? 'starts locked, with a recording' : 'cannot see packets';
    say(`Portcullis ${what}, because ${privileges.why}.`);
  } else if (privileges.kind === 'root') {
    const lacking = missingCapabilities();
    if (lacking.length > 0)
      say(`Portcullis cannot filter here: root lacks ${listInWords(lacking)}.`);
  }
}
