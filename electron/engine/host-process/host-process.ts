import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { untilDetachedEnds, untilSuccessorEnds } from './detached-child.ts';
import { exitCodeOf } from './exit-code.ts';
import { steppingAside } from './step-aside.ts';

const POLL_MS = 50;
/** The kernel takes the filter off when its holder dies, so being impatient leaves nothing behind. */
const STOP_WITHIN_MS = 10_000;
const ENDED_BY_SIGTERM = exitCodeOf(null, 'SIGTERM');

/**
 * Reports its own process id, what it writes to descriptor 3, and its exit code: sudo passes on none
 * of them.
 */
const REPORT_TO_DIRECTORY =
  'echo $$ >"$0/pid.new" && mv "$0/pid.new" "$0/pid" && ' +
  'export PORTCULLIS_REPORT="$0" && exec "$@" 3>"$0/ready"';

/** An engine with its host, in a process of its own, which shares our terminal. */
export interface HostProcess {
  /** The line of JSON that the host wrote to descriptor 3; undefined if it ended without one. */
  readonly ready: Promise<unknown>;
  /** The exit code; an end by our own signal is a success. */
  readonly ended: Promise<number>;
  /** Whether it came to run at all: whoever gives the rights may have refused. */
  started(): boolean;
  /** Whether a Ctrl-C in our terminal reaches it as well. */
  readonly sharesTerminal: boolean;
  /** Has it detach and end. */
  stop(): void;
}

/** How a host comes to have what an engine needs. */
export interface HostRights {
  /** The command that runs `command`, whose program is an absolute path, with the rights. */
  command(command: readonly string[]): readonly string[];
  /** Whether whoever gives them stays, as root, until the host ends: then the host steps aside. */
  readonly staysBehind: boolean;
}

export function startHostProcess(rights: HostRights, command: readonly string[]): HostProcess {
  const directory = mkdtempSync(join(tmpdir(), 'portcullis-'));
  writeFileSync(join(directory, 'launcher'), String(process.pid));
  const reporting = ['/bin/sh', '-c', REPORT_TO_DIRECTORY, directory, ...command];
  const detached = rights.staysBehind;
  const [program = '', ...args] = rights.command(detached ? steppingAside(reporting) : reporting);
  const child = spawn(program, args, { stdio: 'inherit' });
  let started = false;
  let running = true;
  let stopping = false;
  const childEnded = new Promise<number>((resolve, reject) => {
    // Without a process id it never began; later ones come of signals that sudo may refuse.
    child.on('error', (error) => {
      if (child.pid === undefined) reject(error);
    });
    child.once('close', (code, signal) => resolve(exitCodeOf(code, signal)));
  });
  const ended = childEnded
    .then((exitCode) => (detached && exitCode === 0 ? untilDetachedEnds(directory) : exitCode))
    .then((exitCode) => untilSuccessorEnds(directory, exitCode))
    .then((exitCode) => (stopping && exitCode === ENDED_BY_SIGTERM ? 0 : exitCode))
    .finally(() => {
      started = hasStarted();
      running = false;
      rmSync(directory, { recursive: true, force: true });
    });

  function hasStarted(): boolean {
    return started || existsSync(join(directory, 'pid'));
  }

  function signal(name: NodeJS.Signals): void {
    const pid = Number(read(join(directory, 'successor')) || read(join(directory, 'pid')));
    // Before it has a process id, it is sudo that waits for a password.
    if (pid > 0) sendSignal(pid, name);
    else child.kill(name);
  }

  return {
    ready: waitForLine(join(directory, 'ready'), () => running),
    ended,
    started: hasStarted,
    sharesTerminal: !detached,
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
