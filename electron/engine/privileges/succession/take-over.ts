/**
 * How a process with the rights takes the place of one without. The one that goes writes a ticket
 * into its private runtime directory and starts the other, through whoever asks for the password; the
 * other takes the ticket, which tells the first that it has the rights, and waits until the engine's
 * lock is free. The ticket's content is for nobody else, so it is on no command line.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../../contract/result.ts';
import { exitCodeOf } from '../../host-process/exit-code.ts';

const TICKET_BYTES = 16;
const KILLED = exitCodeOf(null, 'SIGKILL');

export interface Ticket {
  readonly name: string;
  /** The process that took it, once it has. */
  taker(): number | undefined;
  /** Of the taker, once it has ended; as if killed where it left none. */
  exitCode(): number;
  /** Makes it worthless. */
  [Symbol.dispose](): void;
}

/** `legacy` is what the successor is to know, as JSON. The directory is this user's alone. */
export function writeTicket(runtimeDirectory: string, legacy: unknown): Ticket {
  const name = randomBytes(TICKET_BYTES).toString('hex');
  const path = ticketPath(runtimeDirectory, name);
  writeFileSync(path, JSON.stringify(legacy), { mode: 0o600, flag: 'wx' });
  return {
    name,
    taker: () => readNumber(receiptPath(runtimeDirectory, name)),
    exitCode: () => {
      const exit = exitPath(runtimeDirectory, name);
      const code = readNumber(exit) ?? KILLED;
      rmSync(exit, { force: true });
      return code;
    },
    [Symbol.dispose]: () => {
      rmSync(path, { force: true });
      rmSync(receiptPath(runtimeDirectory, name), { force: true });
    },
  };
}

/**
 * Takes a ticket and gives its content. `isAwaited`: the predecessor stays until this process has
 * ended, and wants its exit code. Fails with `bad-request` if there is no ticket of that name.
 */
export function takeOver(
  runtimeDirectory: string,
  name: string,
  { isAwaited }: { readonly isAwaited: boolean } = { isAwaited: false },
): Result<unknown> {
  if (!/^[0-9a-f]{32}$/.test(name)) return noTicket();
  const path = ticketPath(runtimeDirectory, name);
  try {
    const legacy: unknown = JSON.parse(readFileSync(path, 'utf8'));
    rmSync(path);
    // Complete before it can be seen.
    const unfinished = `${path}.new`;
    writeFileSync(unfinished, String(process.pid), { mode: 0o600, flag: 'wx' });
    renameSync(unfinished, receiptPath(runtimeDirectory, name));
    if (isAwaited) {
      process.on('exit', (code) => {
        writeFileSync(exitPath(runtimeDirectory, name), String(code), { mode: 0o600 });
      });
    }
    return ok(legacy);
  } catch {
    return noTicket();
  }
}

function noTicket(): Result<never> {
  return fail(
    'bad-request',
    'There is no Portcullis that this one could take over from.',
    'Start Portcullis without --take-over.',
  );
}

function ticketPath(directory: string, name: string): string {
  return join(directory, `successor-${name}.json`);
}

function receiptPath(directory: string, name: string): string {
  return join(directory, `successor-${name}.pid`);
}

function exitPath(directory: string, name: string): string {
  return join(directory, `successor-${name}.exit`);
}

function readNumber(path: string): number | undefined {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
