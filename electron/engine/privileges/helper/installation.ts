/**
 * The helper that root keeps for us: what it consists of, put in place, looked at, taken away. One
 * command of root's does it, and all that it needs is sent to it: root may be unable to look into our
 * package (an AppImage is mounted for its user alone), and what lies in files could be exchanged
 * between the look and the use.
 */
import { existsSync } from 'node:fs';
import { lstat, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  InstallationPlan,
  InstallationStep,
  PrivilegesState,
} from '../../../contract/privileges.ts';
import { fail, type Result } from '../../../contract/result.ts';
import { BOOTSTRAP_PATH } from '../elevation.ts';
import {
  HOME,
  type InstalledFile,
  MANIFEST_PATH,
  POLICY_PATH,
  readInstalledFiles,
  SET_USER_ID,
  UNFINISHED_MANIFESTS,
} from './installed-files.ts';
import { type RootScriptOptions, runAsRoot } from './run-as-root.ts';

export type InstallationOutcome = 'done' | 'cancelled';

const PERMISSION_BITS = 0o7777;

export interface InstallationOptions extends RootScriptOptions {
  /** What every path begins with, without a slash at its end; for tests. */
  readonly root?: string;
  /** Electron's sandbox helper, which goes along if it is there. Usually with the rest. */
  readonly sandboxHelper?: string;
}

/**
 * What an installation puts in place, and what text is in it; shown before it happens.
 * `resourcesDirectory` holds bootstrap/ with the files.
 */
export async function planInstallation(
  resourcesDirectory: string,
  options: InstallationOptions = {},
): Promise<InstallationPlan> {
  const { root = '' } = options;
  const files = await readInstalledFiles(resourcesDirectory, options.sandboxHelper);
  const home: InstallationStep = {
    path: HOME,
    kind: 'directory',
    mode: modeInWords('directory', 0o755),
    purpose: 'Holds the helper; only root can write there.',
  };
  const missing = directoriesAbove(POLICY_PATH, HOME)
    .filter((path) => path !== HOME && !existsSync(root + path))
    .map((path) => ({ ...home, path, purpose: 'Is missing on this machine.' }));
  const steps = files.map(
    ({ path, mode, purpose, content, isText }): InstallationStep => ({
      ...{ path, kind: 'file', mode: modeInWords('file', mode), purpose },
      ...(isText ? { text: content.toString('utf8') } : {}),
    }),
  );
  const manifest: InstallationStep = {
    path: MANIFEST_PATH,
    kind: 'file',
    mode: modeInWords('file', 0o644),
    purpose: 'Lists what was put in place, so that all of it can be removed.',
  };
  return { steps: [...missing, home, ...steps, manifest] };
}

/**
 * `present` if every file is there as this version would write it: content, owner and mode.
 * `outdated` also if an installation was killed: both another one and an uninstallation mend that.
 */
export async function readInstallation(
  resourcesDirectory: string,
  options: InstallationOptions = {},
): Promise<PrivilegesState['installation']> {
  const { root = '' } = options;
  const places = [BOOTSTRAP_PATH, POLICY_PATH, MANIFEST_PATH];
  if (!places.some((path) => existsSync(root + path)) && !(await isUnfinished(root + HOME))) {
    return 'absent';
  }
  // A copy of Portcullis without the files cannot have put them there.
  const files = await readInstalledFiles(resourcesDirectory, options.sandboxHelper).catch(() => []);
  if (files.length === 0) return 'outdated';
  const current = await Promise.all(files.map((file) => isCurrent(root + file.path, file)));
  return current.every(Boolean) && existsSync(root + MANIFEST_PATH) ? 'present' : 'outdated';
}

/**
 * Puts everything in place, or nothing; also over another version. Fails with `installation-failed`.
 */
export async function install(
  resourcesDirectory: string,
  options: InstallationOptions = {},
): Promise<Result<InstallationOutcome>> {
  const files = await readInstalledFiles(resourcesDirectory, options.sandboxHelper);
  return await runAsRoot(
    {
      name: 'portcullis-install',
      text: await readFile(join(resourcesDirectory, 'bootstrap/install.sh'), 'utf8'),
      words: [
        options.root ?? '',
        ...files.flatMap(({ path, mode, content }) => [
          path,
          mode.toString(8),
          String(content.length),
        ]),
      ],
      input: Buffer.concat(files.map((file) => file.content)),
      ifFailed: 'The helper could not be installed, and nothing was changed.',
    },
    options,
  );
}

/** Takes away what was put in place, by whatever version. Fails with `installation-failed`. */
export async function uninstall(
  resourcesDirectory: string,
  options: InstallationOptions = {},
): Promise<Result<InstallationOutcome>> {
  if ((await readInstallation(resourcesDirectory, options)) === 'absent') {
    return fail(
      'installation-failed',
      'Nothing of Portcullis is installed on this machine.',
      'Nothing has to be done.',
    );
  }
  return await runAsRoot(
    {
      name: 'portcullis-uninstall',
      text: await readFile(join(resourcesDirectory, 'bootstrap/uninstall.sh'), 'utf8'),
      words: [options.root ?? ''],
      ifFailed: 'Not all of the helper could be removed.',
    },
    options,
  );
}

/** Whether an installation was killed so early that its directory holds no finished file. */
async function isUnfinished(home: string): Promise<boolean> {
  try {
    const { uid, mode } = await lstat(home);
    if (uid !== 0 || (mode & PERMISSION_BITS) !== 0o755) return false;
    return (await readdir(home)).every((name) => UNFINISHED_MANIFESTS.includes(name));
  } catch {
    return false;
  }
}

async function isCurrent(path: string, { mode, content }: InstalledFile): Promise<boolean> {
  try {
    await using file = await open(path);
    const status = await file.stat();
    const looksRight =
      status.isFile() &&
      status.uid === 0 &&
      status.gid === 0 &&
      (status.mode & PERMISSION_BITS) === mode &&
      status.size === content.length;
    return looksRight && (await file.readFile()).equals(content);
  } catch {
    return false;
  }
}

/** From the top down, each once. */
function directoriesAbove(...paths: readonly string[]): readonly string[] {
  const above = paths.flatMap((path) =>
    path.split('/').map((_, index, parts) => parts.slice(0, index).join('/')),
  );
  return [...new Set(above)].filter((path) => path !== '').sort();
}

/** As `ls -l` shows it: `-rwxr-xr-x`. */
function modeInWords(kind: InstallationStep['kind'], mode: number): string {
  const bits = [...'rwxrwxrwx'].map((letter, index) => ((mode >> (8 - index)) & 1 ? letter : '-'));
  if (mode & SET_USER_ID) bits[2] = 's';
  return `${kind === 'directory' ? 'd' : '-'}${bits.join('')}`;
}
