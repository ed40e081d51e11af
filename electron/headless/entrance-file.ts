import { chmod, chown, mkdtemp, rmdir, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, type Result } from '../contract/result.ts';
import { forwardingPage } from './plain-page.ts';

export interface EntranceFile {
  readonly path: string;
  /** Removes the file and its directory. */
  remove(): Promise<void>;
}

export interface EntranceFileOptions {
  /** Where the new directory is made; the browser's user must be able to pass through it. */
  readonly parentDirectory: string;
  /** The one user who may read the file. */
  readonly uid: number;
  /** The address with its one-time code. */
  readonly url: string;
}

/**
 * Writes a page that takes a browser to an address. The code in it stays off every command line,
 * because a browser is started with the path of this file: mode 0600, in a fresh directory.
 *
 * SECURITY: the directory stays ours, also when the file is another user's. That user can then put
 * nothing in the file's place, and what we remove is what we wrote.
 */
export async function writeEntranceFile(
  options: EntranceFileOptions,
): Promise<Result<EntranceFile>> {
  const directory = await mkdtemp(join(options.parentDirectory, 'portcullis-open-'));
  const path = join(directory, 'open.html');
  const remove = async () => {
    await unlink(path).catch(ignoreMissing);
    await rmdir(directory).catch(ignoreMissing);
  };
  try {
    await writeFile(path, forwardingPage(options.url), { mode: 0o600, flag: 'wx' });
    if (options.uid !== process.getuid?.()) {
      await chown(path, options.uid, -1);
      // To be passed through, and no more.
      await chmod(directory, 0o711);
    }
    return ok({ path, remove });
  } catch (error) {
    await remove();
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EPERM') throw error;
    return fail(
      'missing-privileges',
      `This process may not give a file to user ${options.uid}.`,
      'Start it with the right to change owners, or leave out --browser-uid.',
      code,
    );
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
