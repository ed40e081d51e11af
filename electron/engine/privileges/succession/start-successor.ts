/** Asks for the rights by starting a process that has them, and waits for what comes of it. */
import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { UnlockOutcome } from '../../../contract/privileges.ts';
import { fail, ok, type Result } from '../../../contract/result.ts';
import { isRunning } from '../../host-process/is-running.ts';
import { steppingAside } from '../../host-process/step-aside.ts';
import { type Elevation, SYSTEM_PATH } from '../elevation.ts';
import { DISMISSED, NOT_AUTHORIZED } from '../pkexec-status.ts';
import type { Succession } from './succession.ts';
import { type Ticket, writeTicket } from './take-over.ts';

const POLL_MS = 100;
/** From the password to the first line of the successor; packages take a while to open. */
const MAX_START_MS = 30_000;

/**
 * Answers `unlocked` once the successor has the rights and waits for us to go, which
 * `succession.makeWay` is then told; `cancelled` if the user closed the question. Fails with
 * `unlock-refused`.
 */
export async function startSuccessor(
  elevation: Elevation,
  succession: Succession,
  runtimeDirectory: string,
): Promise<Result<UnlockOutcome>> {
  using ticket = writeTicket(runtimeDirectory, succession.legacy());
  const successor = [...succession.command(), '--take-over', ticket.name];
  const [program = '', ...words] = elevation.command(
    elevation.staysBehind ? steppingAside(successor) : successor,
  );
  // The terminal, if there is one, is where a question without a desktop is asked.
  const child = spawn(program, words, {
    stdio: ['inherit', 'inherit', 'inherit'],
    // Where sudo does not set a path of its own, the helper is particular about the user's.
    env: { ...process.env, PATH: SYSTEM_PATH.join(':') },
  });
  let exitCode: number | undefined;
  child.once('error', () => {
    exitCode = NOT_AUTHORIZED;
  });
  child.once('exit', (code) => {
    exitCode = code ?? 1;
  });

  let endedAtMs: number | undefined;
  for (;;) {
    const taker = ticket.taker();
    if (taker !== undefined) {
      if (!isRunning(taker)) return explain(1, elevation);
      succession.makeWay(taker, untilGone(taker, ticket));
      return ok('unlocked');
    }
    if (exitCode !== undefined && exitCode !== 0) return explain(exitCode, elevation);
    // Whoever asked may be gone while what it started is still opening.
    if (exitCode === 0) endedAtMs ??= performance.now();
    if (endedAtMs !== undefined && performance.now() - endedAtMs > MAX_START_MS) {
      return explain(exitCode ?? 0, elevation);
    }
    await delay(POLL_MS);
  }
}

function explain(exitCode: number, { way }: Elevation): Result<UnlockOutcome> {
  if (way !== 'sudo' && exitCode === DISMISSED) return ok('cancelled');
  if (way !== 'sudo' && exitCode === NOT_AUTHORIZED) {
    return fail(
      'unlock-refused',
      'This user may not unlock Portcullis.',
      'Ask an administrator, or start it from a terminal: that says why.',
    );
  }
  if (way === 'sudo' && process.stdin.isTTY) {
    return fail(
      'unlock-refused',
      'sudo did not give Portcullis the rights to filter.',
      'Its reason is in the terminal that Portcullis was started in.',
    );
  }
  if (way === 'sudo') {
    return fail(
      'unlock-refused',
      'Without polkit there is nothing that could ask for a password here.',
      'Start Portcullis from a terminal, where sudo asks, or install pkexec.',
    );
  }
  return fail(
    'unlock-refused',
    'Portcullis could not be started with the rights to filter.',
    'Start it from a terminal: what went wrong is printed there.',
    `status ${exitCode}`,
  );
}

/** It is no child of ours, so it is looked at. Gives its exit code. */
async function untilGone(pid: number, ticket: Ticket): Promise<number> {
  while (isRunning(pid)) await delay(POLL_MS);
  return ticket.exitCode();
}
