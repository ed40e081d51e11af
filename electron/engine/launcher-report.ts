/**
 * What a host leaves for the launcher that started it. A host that was started through sudo is no child
 * of the launcher, and one that is succeeded ends before the app does.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Names a private directory of the launcher's. Not for the programs that we start. */
const VARIABLE = 'PORTCULLIS_REPORT';

let directory: string | undefined;

/** To be called first. Leaves this process's exit code, if a launcher wants it. */
export function reportToLauncher(): void {
  directory = process.env[VARIABLE];
  delete process.env[VARIABLE];
  process.on('exit', (code) => leave('exit', code));
}

/** Another process takes this one's place, and is what the launcher is to wait for. */
export function reportSuccessor(pid: number): void {
  leave('successor', pid);
}

function leave(name: string, value: number): void {
  if (directory !== undefined) writeFileSync(join(directory, name), `${value}\n`);
}
