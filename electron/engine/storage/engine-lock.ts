import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../contract/result.ts';
import { flock, LOCK_EX, LOCK_NB } from '../ffi/libc.ts';
import { ensurePrivateDirectory } from './private-directory.ts';

export interface EngineLock extends Disposable {
  readonly path: string;
}

/**
 * One engine per user: two would fight over interfaces and overwrite each other's rules. The lock
 * is the kernel's, so it is free as soon as its holder is dead, and the file says who that is.
 * Fails with `engine-locked`, naming the holder, or `storage-failed`.
 */
export async function takeEngineLock(directory: string, host: string): Promise<Result<EngineLock>> {
  const path = join(directory, 'engine.lock');
  let fd: number;
  try {
    await ensurePrivateDirectory(directory);
    fd = openSync(path, 'a+', 0o600);
  } catch (error) {
    return fail(
      'storage-failed',
      `The lock file ${path} cannot be opened.`,
      'Check the owner and permissions of its directory.',
      String(error),
    );
  }
  if (flock(fd, LOCK_EX | LOCK_NB) !== 0) {
    closeSync(fd);
    return fail(
      'engine-locked',
      `Portcullis is already running (${describeHolder(path)}).`,
      'Use that window, or quit it first.',
    );
  }
  ftruncateSync(fd, 0);
  writeSync(fd, `${JSON.stringify({ pid: process.pid, host, since: new Date().toISOString() })}\n`);
  // The file stays: removing it would let two engines lock two files of the same name.
  return ok({ path, [Symbol.dispose]: () => closeSync(fd) });
}

function describeHolder(path: string): string {
  try {
    const holder = JSON.parse(readFileSync(path, 'utf8')) as { pid?: unknown; host?: unknown };
    return `process ${String(holder.pid)}, ${String(holder.host)}`;
  } catch {
    return 'its process is starting';
  }
}
