/**
 * The last good content of every list, one file each, so that lists are in force before any network
 * is there. A file is read back whole and unharmed, or not at all.
 */
import { open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../contract/result.ts';
import { ensurePrivateDirectory } from '../storage/private-directory.ts';
import { type CachedList, readCached, writeCached } from './cached-list.ts';

const SUFFIX = '.list';
const UNFINISHED = '.new';

export class ListCache {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Nothing if there is none. Fails with `storage-failed` if it is damaged. */
  async read(name: string): Promise<Result<CachedList | undefined>> {
    const path = this.#pathOf(name);
    try {
      await using file = await open(path);
      const list = await readCached(file);
      if (list) return ok(list);
      return fail(
        'storage-failed',
        `What was kept of the list ${name} is damaged, so none of it is in force.`,
        'Refresh the list.',
        path,
      );
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ok(undefined);
      return fail(
        'storage-failed',
        `What was kept of the list ${name} cannot be read, so none of it is in force.`,
        'Check the owner and permissions of the file, or refresh the list.',
        String(error),
      );
    }
  }

  /** Durable once it resolves. What was there before stays if it fails. */
  async write(name: string, list: CachedList): Promise<Result<null>> {
    const path = this.#pathOf(name);
    const unfinished = `${path}${UNFINISHED}`;
    try {
      await ensurePrivateDirectory(this.#directory);
      {
        await using file = await open(unfinished, 'w', 0o600);
        await writeCached(file, list);
        await file.sync();
      }
      await rename(unfinished, path);
      await using directory = await open(this.#directory);
      await directory.sync();
      return ok(null);
    } catch (error) {
      await rm(unfinished, { force: true }).catch(() => {});
      return fail(
        'storage-failed',
        `The list ${name} is in force, but could not be saved to ${path}.`,
        'Make room on the disk or check the permissions; the next refresh tries again.',
        String(error),
      );
    }
  }

  /** Removes what belongs to no list of these names. */
  async keepOnly(names: readonly string[]): Promise<void> {
    const kept = new Set(names.map((name) => `${name}${SUFFIX}`));
    const files = await readdir(this.#directory).catch(() => []);
    const ours = files.filter((file) => file.endsWith(SUFFIX) || file.endsWith(UNFINISHED));
    for (const file of ours.filter((candidate) => !kept.has(candidate))) {
      await rm(join(this.#directory, file), { force: true }).catch(() => {});
    }
  }

  /** List names have neither slashes nor a dot in front. */
  #pathOf(name: string): string {
    return join(this.#directory, `${name}${SUFFIX}`);
  }
}
