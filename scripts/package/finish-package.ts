/** What is done to a packaged folder before an AppImage is made of it. */
import { chmod, copyFile, mkdir, readdir, rename, stat, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';

/** Electron's binary; `portcullis`, which starts it, is a script. */
export const WINDOW_PROGRAM = 'portcullis-window';
export const DESKTOP_ID = 'io.github.portcullis.Portcullis';
/** What `portcullis install` puts there belongs to root and is setuid, as a sandbox helper must. */
const SANDBOX_HELPER = '/opt/portcullis/chrome-sandbox';

/** `sources` holds the files beside the app: the start script, the desktop's entry and description. */
export async function finishPackage(directory: string, sources: string): Promise<void> {
  // What an AppImage starts. The one that electron-builder would write in its place switches the
  // sandbox off where it finds no user namespaces, and changes the environment of what we start.
  for (const name of ['portcullis', 'AppRun']) {
    await copyFile(join(sources, 'portcullis.sh'), join(directory, name));
    await chmod(join(directory, name), 0o755);
  }
  await copyFile(join(sources, `${DESKTOP_ID}.desktop`), join(directory, `${DESKTOP_ID}.desktop`));
  for (const [name, place] of [
    [`${DESKTOP_ID}.metainfo.xml`, `usr/share/metainfo/${DESKTOP_ID}.metainfo.xml`],
    ['icons/portcullis.svg', 'usr/share/icons/hicolor/scalable/apps/portcullis.svg'],
  ] as const) {
    await mkdir(dirname(join(directory, place)), { recursive: true });
    await copyFile(join(sources, name), join(directory, place));
  }
  await replaceSandboxHelper(directory);
  await setFuses(join(directory, WINDOW_PROGRAM));
  await setModes(directory);
}

/**
 * An image cannot hold a setuid program, and Chromium refuses to start beside a helper that is none.
 * A link to where an installation puts it is followed if it leads somewhere and else not there. (The
 * variable CHROME_DEVEL_SANDBOX would not do: it counts only where the browser's binary belongs to
 * the user, and in a mounted image everything belongs to root.)
 */
async function replaceSandboxHelper(directory: string): Promise<void> {
  const kept = join(directory, 'resources/bootstrap/chrome-sandbox');
  await mkdir(dirname(kept), { recursive: true });
  await rename(join(directory, 'chrome-sandbox'), kept);
  await symlink(SANDBOX_HELPER, join(directory, 'chrome-sandbox'));
}

async function setFuses(program: string): Promise<void> {
  await flipFuses(program, {
    version: FuseVersion.V1,
    // The verbs without a window and the playground's other side run on it.
    [FuseV1Options.RunAsNode]: true,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: false,
    // Plain files: plain Node can run them, and in an image nobody can write them.
    [FuseV1Options.OnlyLoadAppFromAsar]: false,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: false,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
    // There is no cookie, and a keyring would be asked for its key.
    [FuseV1Options.EnableCookieEncryption]: false,
  });
}

/** Whatever the umask of the checkout: in an image all belongs to root, and everybody must read it. */
async function setModes(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    const isProgram = ((await stat(path)).mode & 0o100) !== 0;
    await chmod(path, isProgram ? 0o755 : 0o644);
  }
}
