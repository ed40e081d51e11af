/** A capture file on disk, written block by block while packets arrive. */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, readlink, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { blocksEnd } from '../contract/capture-file/blocks-end.ts';
import type { Failure } from '../contract/failure.ts';
import { err, ok, type Result } from '../contract/result.ts';
import { type Output, writeFailure } from './output.ts';

/** Nobody else may read what was captured. */
const PRIVATE = 0o600;
/** Finds a file without opening it. Of Linux; Node has no name for it. */
const O_PATH = 0o10000000;

interface OpenedFile {
  readonly handle: FileHandle;
  /** A pipe or a device has no places to go back to. */
  readonly isRegular: boolean;
}

/**
 * Begins the file anew. It is made beside the old one and takes its place at once, so it is never
 * anything but private, and whoever reads the old one goes on reading that. Pipes and devices are
 * written to as they are. Each write holds whole blocks; where the disk is full, the file ends with
 * the last one that fits. Fails with `write-failed`.
 */
export async function createCaptureOutput(
  path: string,
  maxWaitingBytes: number,
): Promise<Result<Output>> {
  try {
    return ok(outputTo(await openFile(path), path, maxWaitingBytes));
  } catch (error) {
    return err(writeFailure(path, error as NodeJS.ErrnoException));
  }
}

/** Where what there is lies, behind links, and whether it is a file; `undefined` if there is nothing. */
async function findExisting(
  path: string,
): Promise<{ readonly place: string; readonly isFile: boolean } | undefined> {
  try {
    // SECURITY: the kernel follows links, not we, as it refuses those that others put where everybody
    // may write (fs.protected_symlinks). The one that captures may be root.
    await using found = await open(path, O_PATH);
    const status = await found.stat();
    return { place: await readlink(`/proc/self/fd/${found.fd}`), isFile: status.isFile() };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function openFile(path: string): Promise<OpenedFile> {
  const found = await findExisting(path);
  if (found && !found.isFile) {
    // With O_CREAT it refuses pipes that others put there (fs.protected_fifos).
    const flags = constants.O_WRONLY | constants.O_CREAT;
    return { handle: await open(path, flags, PRIVATE), isRegular: false };
  }
  const existing = found?.place ?? path;
  const temporary = join(
    dirname(existing),
    `.${basename(existing)}.${randomBytes(6).toString('hex')}`,
  );
  const handle = await open(temporary, 'wx', PRIVATE);
  try {
    await rename(temporary, existing);
  } catch (error) {
    await handle.close();
    await rm(temporary, { force: true });
    throw error;
  }
  return { handle, isRegular: true };
}

function outputTo(file: OpenedFile, path: string, maxWaitingBytes: number): Output {
  const { promise: closed, resolve: close } = Promise.withResolvers<Failure | undefined>();
  let waitingBytes = 0;
  let writing: Promise<void> = Promise.resolve();
  let isOver = false;

  async function writeNext(data: Uint8Array): Promise<void> {
    if (isOver) return;
    try {
      await writeBlocks(file, data);
    } catch (error) {
      isOver = true;
      const { code } = error as NodeJS.ErrnoException;
      close(code === 'EPIPE' ? undefined : writeFailure(path, error as NodeJS.ErrnoException));
    } finally {
      waitingBytes -= data.length;
    }
  }

  return {
    closed,
    get isBehind() {
      return isOver || waitingBytes > maxWaitingBytes;
    },
    write: (data) => {
      const bytes = typeof data === 'string' ? Buffer.from(data) : data;
      waitingBytes += bytes.length;
      writing = writing.then(() => writeNext(bytes));
    },
    flush: async () => {
      await writing;
      isOver = true;
      await file.handle.close();
    },
  };
}

/** All of them, or else as many whole ones as there is room for. */
async function writeBlocks({ handle, isRegular }: OpenedFile, data: Uint8Array): Promise<void> {
  let written = 0;
  try {
    while (written < data.length) {
      const { bytesWritten } = await handle.write(data, written);
      written += bytesWritten;
    }
  } catch (error) {
    if (isRegular) {
      const { size } = await handle.stat();
      await handle.truncate(size - (written - blocksEnd(data, written)));
    }
    throw error;
  }
}
