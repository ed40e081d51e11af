/** The end of a process that is no child of ours, because it stepped aside. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { exitCodeOf } from './exit-code.ts';
import { isRunning } from './is-running.ts';

const POLL_MS = 50;
/** Between sudo's end and the first words of what it started. */
const MAX_START_MS = 5_000;
const KILLED = exitCodeOf(null, 'SIGKILL');

/**
 * Waits until the process whose id comes to be in `directory`/pid is gone. Answers its exit code,
 * which it leaves in `directory`/exit.
 */
export async function untilDetachedEnds(directory: string): Promise<number> {
  const pid = await waitForPid(join(directory, 'pid'));
  if (pid === undefined) return KILLED;
  while (isRunning(pid)) await delay(POLL_MS);
  const exit = join(directory, 'exit');
  return existsSync(exit) ? Number(readFileSync(exit, 'utf8')) : KILLED;
}

/**
 * Waits for the process that took the place of one that has ended, if there is one. Answers the exit
 * code of the last: a successor was started by somebody else, so its end is as good as any.
 */
export async function untilSuccessorEnds(directory: string, exitCode: number): Promise<number> {
  const path = join(directory, 'successor');
  if (!existsSync(path)) return exitCode;
  const pid = Number(readFileSync(path, 'utf8'));
  while (isRunning(pid)) await delay(POLL_MS);
  return 0;
}

async function waitForPid(path: string): Promise<number | undefined> {
  const startedAtMs = performance.now();
  while (performance.now() - startedAtMs < MAX_START_MS) {
    if (existsSync(path)) return Number(readFileSync(path, 'utf8'));
    await delay(POLL_MS);
  }
  return undefined;
}
