/**
 * What a host leaves for the launcher that started it. A host that was started through sudo is no child
 * of the launcher, and one that is succeeded ends before the app does.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endWith } from './end-with.ts';
import { isRunning } from './is-running.ts';

/** Names a private directory of the launcher's. Not for the programs that we start. */
const VARIABLE = 'PORTCULLIS_REPORT';

const REMOVE = { recursive: true, force: true } as const;

let directory: string | undefined;

/**
 * To be called first. If a launcher started this process, that is told the exit code, and this process
 * ends with it: nobody else would take the filter off.
 */
export function reportToLauncher(): void {
  directory = process.env[VARIABLE];
  delete process.env[VARIABLE];
  if (directory === undefined) return;
  const launcher = Number(readFileSync(join(directory, 'launcher'), 'utf8'));
  endWith(launcher);
  process.on('exit', (code) => {
    leave('exit', code);
    // Its own to remove, but it is gone.
    if (directory !== undefined && !isRunning(launcher)) rmSync(directory, REMOVE);
  });
}

/** Another process takes this one's place, and is what the launcher is to wait for. */
export function reportSuccessor(pid: number): void {
  leave('successor', pid);
}

function leave(name: string, value: number): void {
  if (directory !== undefined && existsSync(directory))
    writeFileSync(join(directory, name), `${value}\n`);
}
