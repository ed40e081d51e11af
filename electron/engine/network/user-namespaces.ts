/** Network namespaces without root, which the playground lives in: how to enter one, and what forbids it. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { type Failure, failure } from '../../contract/failure.ts';
import { TOOL_ENVIRONMENT } from './ip-command.ts';

const run = promisify(execFile);
const TIME_LIMIT_MS = 3000;

/**
 * Words in front of a command that is to run in a network namespace of its own, tried in this order.
 * The first wants nothing but user namespaces. The second does without a user mapping, which uid 0
 * may not write when it lacks CAP_SETFCAP, as ours does after dropping to three capabilities.
 */
export const NAMESPACE_WAYS: readonly (readonly string[])[] = [
  ['unshare', '--user', '--map-root-user', '--net'],
  ['unshare', '--user', '--keep-caps', '--net'],
];

/** Switches of the kernel and the distributions that forbid user namespaces, and what to do. */
const SWITCHES = [
  {
    path: '/proc/sys/kernel/apparmor_restrict_unprivileged_userns',
    forbids: '1',
    what: 'AppArmor forbids user namespaces to ordinary programs',
    remedy: 'sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0',
  },
  {
    path: '/proc/sys/kernel/unprivileged_userns_clone',
    forbids: '0',
    what: 'User namespaces are switched off for ordinary users',
    remedy: 'sudo sysctl kernel.unprivileged_userns_clone=1',
  },
  {
    path: '/proc/sys/user/max_user_namespaces',
    forbids: '0',
    what: 'User namespaces are switched off',
    remedy: 'sudo sysctl user.max_user_namespaces=15000',
  },
] as const;

/** Where no switch explains it. */
export const NO_NAMESPACE: Failure = failure(
  'playground-refused',
  'The playground’s other side could not be started in a network namespace of its own.',
  'Make sure that "unshare" and "setpriv" of the package util-linux are installed, or start Portcullis as root.',
);

/** The switch that forbids them to ordinary programs, in words; `undefined` if there is none. */
export async function forbiddenNamespaces(): Promise<Failure | undefined> {
  for (const { path, forbids, what, remedy } of SWITCHES) {
    const value = await readFile(path, 'utf8').catch(() => '');
    if (value.trim() !== forbids) continue;
    return failure(
      'playground-refused',
      `${what} on this machine, and the playground lives in one.`,
      `Start Portcullis as root, or allow them until the next restart with "${remedy}".`,
    );
  }
  return undefined;
}

/**
 * Tries it, in a namespace that is gone right afterwards: a switch may be overruled, and a container
 * may forbid what no switch does. Gives the reason, or `undefined` where it works.
 */
export async function whyNoNamespace(): Promise<Failure | undefined> {
  let refusal = '';
  for (const [program = '', ...words] of NAMESPACE_WAYS) {
    try {
      // Some systems let one enter a namespace and allow nothing in it, so something is done there.
      await run(program, [...words, 'ip', 'link', 'set', 'lo', 'up'], {
        env: TOOL_ENVIRONMENT,
        timeout: TIME_LIMIT_MS,
      });
      return undefined;
    } catch (error) {
      refusal ||= error instanceof Error ? error.message : String(error);
    }
  }
  return { ...((await forbiddenNamespaces()) ?? NO_NAMESPACE), details: refusal };
}
