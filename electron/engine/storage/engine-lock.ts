import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as v from 'valibot';
import { fail, ok, type Result } from '../../contract/result.ts';
import { flock, LOCK_EX, LOCK_NB, LOCK_SH } from '../ffi/libc.ts';
import { ensurePrivateDirectory } from './private-directory.ts';

/** Somebody who only asks who holds the lock has it for a moment. */
const MIN_PATIENCE_MS = 60;
const LOCK_PAUSE_MS = 20;

const holderSchema = v.object({
  pid: v.number(),
  host: v.string(),
  /** What it filters. */
  interfaces: v.array(v.string()),
});

/** Who has the lock, by their own account. */
export type LockHolder = v.InferOutput<typeof holderSchema>;

export interface EngineLock extends Disposable {
  /** Tells others what this engine holds. */
  noteInterfaces(names: readonly string[]): void;
}

/**
 * One engine per user: two would fight over interfaces and overwrite each other's rules. The lock
 * is the kernel's, so it is free as soon as its holder is dead, and the file says who that is.
 * Waits `patienceMs` for the one that has the lock. Fails with `engine-locked`, naming the holder, or `storage-failed`.
 */
export async function takeEngineLock(
  directory: string,
  host: string,
  patienceMs = 0,
): Promise<Result<EngineLock>> {
  const path = lockPath(directory);
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
  if (!(await tryLock(fd, Math.max(patienceMs, MIN_PATIENCE_MS)))) {
    closeSync(fd);
    return fail(
      'engine-locked',
      `Portcullis is already running (${describeHolder(readHolder(path))}).`,
      'Use that window, or quit it first.',
    );
  }
  const write = (interfaces: readonly string[]): void => {
    ftruncateSync(fd, 0);
    writeSync(fd, `${JSON.stringify({ pid: process.pid, host, interfaces })}\n`);
  };
  write([]);
  // The file stays: removing it would let two engines lock two files of the same name.
  let held = true;
  return ok({
    // A closed descriptor's number may be somebody else's by now.
    noteInterfaces: (names) => {
      if (held) write(names);
    },
    [Symbol.dispose]: () => {
      if (held) closeSync(fd);
      held = false;
    },
  });
}

async function tryLock(fd: number, patienceMs: number): Promise<boolean> {
  const startedAtMs = performance.now();
  while (flock(fd, LOCK_EX | LOCK_NB) !== 0) {
    if (performance.now() - startedAtMs > patienceMs) return false;
    await setTimeout(LOCK_PAUSE_MS);
  }
  return true;
}

/** The engine of this user that is running now, if there is one. */
export function findLockHolder(directory: string): LockHolder | undefined {
  let fd: number;
  try {
    fd = openSync(lockPath(directory), 'r');
  } catch {
    return undefined;
  }
  try {
    // A shared lock is refused while the engine has its own.
    const isFree = flock(fd, LOCK_SH | LOCK_NB) === 0;
    return isFree ? undefined : readHolder(lockPath(directory));
  } finally {
    closeSync(fd);
  }
}

export function describeHolder(holder: LockHolder | undefined): string {
  return holder ? `process ${holder.pid}, ${holder.host}` : 'its process is starting';
}

function lockPath(directory: string): string {
  return join(directory, 'engine.lock');
}

function readHolder(path: string): LockHolder | undefined {
  try {
    const holder = v.safeParse(holderSchema, JSON.parse(readFileSync(path, 'utf8')));
    return holder.success ? holder.output : undefined;
  } catch {
    return undefined;
  }
}
