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
  /** Where it lies until something is in it. */
  beside: { readonly temporary: string; readonly place: string } | undefined;
}

/**
 * Begins the file anew. It is made beside the old one and takes its place as soon as something is in
 * it, so it is never anything but private, whoever reads the old one goes on reading that, and a disk
 * that is full from the start takes nothing away. Pipes and devices are written to as they are. Each
 * write holds whole blocks; where the disk is full, the file ends with the last one that fits. Fails
 * with `write-failed`.
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
    return { handle: await open(path, flags, PRIVATE), isRegular: false, beside: undefined };
  }
  const place = found?.place ?? path;
  const temporary = join(dirname(place), `.${basename(place)}.${randomBytes(6).toString('hex')}`);
  const handle = await open(temporary, 'wx', PRIVATE);
  return { handle, isRegular: true, beside: { temporary, place } };
}

/** Takes the place of the old file, if it has not yet. */
async function takePlace(file: OpenedFile): Promise<void> {
  if (!file.beside) return;
  await rename(file.beside.temporary, file.beside.place);
  file.beside = undefined;
}

/** Takes its place if something is in it, else goes away. Answers whether anything is left of it. */
async function settle(file: OpenedFile): Promise<boolean> {
  if (!file.beside) return true;
  try {
    const { size } = await file.handle.stat();
    if (size > 0) await takePlace(file);
  } catch {
    // What made it necessary to settle is told, and this comes of it.
  }
  await removeTemporary(file);
  return file.beside === undefined;
}

/** If it has not taken its place. */
async function removeTemporary({ beside }: OpenedFile): Promise<void> {
  if (beside) await rm(beside.temporary, { force: true }).catch(() => {});
}

function outputTo(file: OpenedFile, path: string, maxWaitingBytes: number): Output {
  const { promise: closed, resolve: close } = Promise.withResolvers<Failure | undefined>();
  let waitingBytes = 0;
  let writing: Promise<void> = Promise.resolve();
  let isOver = false;
  let isFailed = false;

  async function fail(error: unknown): Promise<void> {
    isOver = true;
    isFailed = true;
    const isBegun = await settle(file);
    const failed = error as NodeJS.ErrnoException;
    close(failed.code === 'EPIPE' ? undefined : writeFailure(path, failed, isBegun));
  }

  async function writeNext(data: Uint8Array): Promise<void> {
    if (isOver) return;
    try {
      await writeBlocks(file, data);
      await takePlace(file);
    } catch (error) {
      await fail(error);
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
      // Nothing was written, and that is what was to be written.
      if (!isFailed) await takePlace(file).catch(fail);
      await file.handle.close();
    },
    discard: async () => {
      await writing;
      isOver = true;
      await removeTemporary(file);
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
