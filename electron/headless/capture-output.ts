/** A capture file on disk, written block by block while packets arrive. */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { blocksEnd } from '../contract/capture-file/blocks-end.ts';
import type { Failure } from '../contract/failure.ts';
import { err, ok, type Result } from '../contract/result.ts';
import { type Output, writeFailure } from './output.ts';

/** Nobody else may read what was captured. */
const PRIVATE = 0o600;

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

async function openFile(path: string): Promise<OpenedFile> {
  const existing = await realpath(path).catch(() => path);
  const status = await stat(existing).catch(() => undefined);
  if (status && !status.isFile()) {
    return { handle: await open(existing, constants.O_WRONLY), isRegular: false };
  }
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
