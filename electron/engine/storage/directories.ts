/** Where an engine keeps what stays (rules, settings) and what ends with it (lock, private files). */
import { lstat, mkdir } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { fail, ok, type Result } from '../../contract/result.ts';

/** What the directories follow from. Hosts pass {@link processSurroundings}; tests what they like. */
export interface Surroundings {
  readonly uid: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The home directory that the user database names. */
  readonly accountHome: string;
  /** For everyone's short-lived files: `/tmp`. */
  readonly temporaryDirectory: string;
}

/** Those of this process. */
export function processSurroundings(): Surroundings {
  return {
    uid: process.getuid?.() ?? 0,
    environment: process.env,
    accountHome: accountHome(),
    temporaryDirectory: tmpdir(),
  };
}

/** Containers run programs as users that have no account. */
function accountHome(): string {
  try {
    return userInfo().homedir;
  } catch {
    return '/';
  }
}

const NAME = 'portcullis';
const PRIVATE = 0o700;

/** `$XDG_CONFIG_HOME/portcullis`, by default `~/.config/portcullis`. It need not exist. */
export async function configDirectory(at: Surroundings): Promise<string> {
  const { XDG_CONFIG_HOME, HOME } = at.environment;
  if (await isOwn(at, XDG_CONFIG_HOME, true)) return join(XDG_CONFIG_HOME as string, NAME);
  const home = (await isOwn(at, HOME, true)) ? (HOME as string) : at.accountHome;
  return join(home, '.config', NAME);
}

/**
 * A directory that only this user can enter and that does not outlive the machine's uptime:
 * `$XDG_RUNTIME_DIR/portcullis`, or `/run/user/UID/portcullis`, or for root `/run/portcullis`, or else
 * `/tmp/portcullis-UID`. Makes it, and fails where somebody else has got there first.
 */
export async function runtimeDirectory(at: Surroundings): Promise<Result<string>> {
  return makePrivate(at, await runtimePath(at));
}

/** The same, for those who only look: `undefined` where it is not there, or not this user's alone. */
export async function existingRuntimeDirectory(at: Surroundings): Promise<string | undefined> {
  const path = await runtimePath(at);
  return (await isPrivate(at, path).catch(() => false)) ? path : undefined;
}

async function runtimePath(at: Surroundings): Promise<string> {
  const { XDG_RUNTIME_DIR } = at.environment;
  if (await isOwn(at, XDG_RUNTIME_DIR, false)) return join(XDG_RUNTIME_DIR as string, NAME);
  if (at.uid === 0) return join('/run', NAME);
  const byUid = `/run/user/${at.uid}`;
  if (await isOwn(at, byUid, false)) return join(byUid, NAME);
  return join(at.temporaryDirectory, `${NAME}-${at.uid}`);
}

/**
 * Whether the path is absolute and belongs to this user. After `sudo` the variables may still name
 * the other user's directories; root's files in them would lock that user out of their own.
 */
async function isOwn(
  at: Surroundings,
  path: string | undefined,
  orMissing: boolean,
): Promise<boolean> {
  if (!path || !isAbsolute(path)) return false;
  try {
    return (await lstat(path)).uid === at.uid;
  } catch {
    return orMissing;
  }
}

async function makePrivate(at: Surroundings, path: string): Promise<Result<string>> {
  try {
    await mkdir(path, { mode: PRIVATE });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST') {
      return fail(
        'storage-failed',
        `The directory ${path} cannot be made.`,
        'Make the directory above it writable, or set XDG_RUNTIME_DIR to one of your own.',
        code,
      );
    }
  }
  // SECURITY: in a shared directory anybody may have made this name first, also as a symbolic link.
  if (await isPrivate(at, path)) return ok(path);
  return fail(
    'storage-failed',
    `${path} is not a private directory of this user.`,
    `Remove it, or close it to others with: chmod 700 ${path}`,
  );
}

async function isPrivate(at: Surroundings, path: string): Promise<boolean> {
  const status = await lstat(path);
  return status.isDirectory() && status.uid === at.uid && (status.mode & 0o077) === 0;
}
