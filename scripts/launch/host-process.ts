import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Privileges, withFilterCapabilities } from '../setup/privileges.ts';
import { exitCodeOf } from '../setup/run-command.ts';

const POLL_MS = 50;
/** The kernel takes the filter off when its holder dies, so being impatient leaves nothing behind. */
const STOP_WITHIN_MS = 10_000;
const ENDED_BY_SIGTERM = 128 + 15;

/** Reports its own process id and what it writes to descriptor 3: sudo passes on neither. */
const REPORT_TO_DIRECTORY = 'echo $$ >"$0/pid" && exec "$@" 3>"$0/ready"';

/** An engine with its host, in a process of its own, which shares our terminal. */
export interface HostProcess {
  /** The line of JSON that the host wrote to descriptor 3; undefined if it ended without one. */
  readonly ready: Promise<unknown>;
  /** The exit code; an end by our own signal is a success. */
  readonly ended: Promise<number>;
  /** Has it detach and end. */
  stop(): void;
}

/** Starts `command` with what an engine needs. */
export function startHostProcess(privileges: Privileges, command: readonly string[]): HostProcess {
  const directory = mkdtempSync(join(tmpdir(), 'portcullis-'));
  const [program = '', ...args] = withFilterCapabilities(privileges, [
    ...['sh', '-c', REPORT_TO_DIRECTORY, directory],
    ...command,
  ]);
  const child = spawn(program, args, { stdio: 'inherit' });
  let running = true;
  let stopping = false;
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      const exitCode = exitCodeOf(code, signal);
      resolve(stopping && exitCode === ENDED_BY_SIGTERM ? 0 : exitCode);
    });
  }).finally(() => {
    running = false;
    rmSync(directory, { recursive: true, force: true });
  });

  function signal(name: NodeJS.Signals): void {
    const pid = Number(read(join(directory, 'pid')));
    // Before it has a process id, it is sudo that waits for a password.
    if (pid > 0) sendSignal(pid, name);
    else child.kill(name);
  }

  return {
    ready: waitForLine(join(directory, 'ready'), () => running),
    ended,
    stop: () => {
      if (!running || stopping) return;
      stopping = true;
      signal('SIGTERM');
      const impatience = setTimeout(() => running && signal('SIGKILL'), STOP_WITHIN_MS);
      void ended.finally(() => clearTimeout(impatience));
    },
  };
}

/** The host may be gone already while sudo, which waited for it, is still there. */
function sendSignal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function waitForLine(path: string, running: () => boolean): Promise<unknown> {
  while (running()) {
    const text = read(path);
    if (text.endsWith('\n')) return JSON.parse(text);
    await delay(POLL_MS);
  }
  return undefined;
}

function read(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
