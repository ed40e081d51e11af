/** What an installation puts on the machine, as this version has it. */
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BOOTSTRAP_PATH } from '../elevation.ts';

export const HOME = dirname(BOOTSTRAP_PATH);
export const POLICY_PATH = '/usr/share/polkit-1/actions/io.github.portcullis.filter.policy';
/** For `CHROME_DEVEL_SANDBOX`. */
export const SANDBOX_HELPER_PATH = `${HOME}/chrome-sandbox`;
/** Written by the script that installs; read by the one that removes. */
export const MANIFEST_PATH = `${HOME}/manifest`;
/** Beside it while an installation is under way, or after one was killed. */
export const UNFINISHED_MANIFESTS = ['manifest.new', 'manifest.old'];
export const SET_USER_ID = 0o4000;

export interface InstalledFile {
  readonly path: string;
  readonly mode: number;
  readonly purpose: string;
  readonly content: Buffer;
  readonly isText: boolean;
}

/**
 * `resourcesDirectory` holds bootstrap/. `sandboxHelper` is Electron's, and goes along if it is
 * there: a package keeps it there, and a link to where it is installed in its usual place.
 */
export async function readInstalledFiles(
  resourcesDirectory: string,
  sandboxHelper = join(resourcesDirectory, 'bootstrap/chrome-sandbox'),
): Promise<readonly InstalledFile[]> {
  const files: InstalledFile[] = [
    {
      path: BOOTSTRAP_PATH,
      mode: 0o755,
      purpose: 'Checks what it is asked for, and starts Portcullis as you with three capabilities.',
      content: await readFile(join(resourcesDirectory, 'bootstrap/bootstrap')),
      isText: true,
    },
    {
      path: POLICY_PATH,
      mode: 0o644,
      purpose:
        'Tells polkit to ask for the password in Portcullis’s own words, with its name and icon.',
      content: await readFile(join(resourcesDirectory, 'bootstrap/polkit.policy')),
      isText: true,
    },
  ];
  if (await isFile(sandboxHelper)) {
    files.push({
      path: SANDBOX_HELPER_PATH,
      mode: 0o755 | SET_USER_ID,
      purpose: 'Gives the pages of the app their sandbox where users may not make one themselves.',
      content: await readFile(sandboxHelper),
      isText: false,
    });
  }
  return files;
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (status) => status.isFile(),
    () => false,
  );
}
