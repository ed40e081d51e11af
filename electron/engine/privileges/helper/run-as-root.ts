/** Runs one shell script as root, once, with what it needs on its input. */
import { spawn } from 'node:child_process';
import { fail, ok, type Result } from '../../../contract/result.ts';
import { type ElevationPlaces, findRootCommand } from '../elevation.ts';
import { DISMISSED, NOT_AUTHORIZED } from '../pkexec-status.ts';

/** What the scripts end with when they refuse or fail; sudo ends with 1 when it does. */
const SCRIPT_FAILED = 2;
const MAX_ERROR_CHARACTERS = 4_096;

export interface RootScript {
  /** What `$0` is: it shows up in the records of who did what. */
  readonly name: string;
  readonly text: string;
  readonly words: readonly string[];
  readonly input?: Uint8Array;
  /** A sentence on what it means that the script failed. */
  readonly ifFailed: string;
}

export interface RootScriptOptions {
  /** Somebody sits at the terminal, whom sudo may ask. */
  readonly terminal?: boolean;
  readonly places?: ElevationPlaces;
}

/**
 * `done`, or `cancelled` if the user closed the question. Fails with `installation-failed` where
 * nobody can ask, where the answer was no, and where the script fails, with its words as details.
 */
export async function runAsRoot(
  script: RootScript,
  { terminal = false, places }: RootScriptOptions = {},
): Promise<Result<'done' | 'cancelled'>> {
  const root = findRootCommand({ terminal }, places);
  if (!root) {
    return fail(
      'installation-failed',
      'Portcullis cannot ask for root’s rights from here.',
      'Install pkexec (of polkit) or sudo, or do it as root.',
    );
  }
  // -p: a shell of root's takes nothing over from the environment.
  const shell = ['/bin/sh', '-p', '-c', script.text, script.name, ...script.words];
  const { status, errors } = await run(root.command(shell), script.input);
  if (status === 0) return ok('done');
  if (root.askedBy === 'pkexec' && status === DISMISSED) return ok('cancelled');
  if (root.askedBy === 'pkexec' && status === NOT_AUTHORIZED) {
    return fail(
      'installation-failed',
      'This user may not change the machine.',
      'Ask an administrator to do it.',
      errors,
    );
  }
  // sudo also warns of this and that before it lets the script run: that is no refusal.
  const reasons = withoutWarningsOfSudo(errors);
  const scriptFailed = status === SCRIPT_FAILED && reasons !== '';
  if (root.askedBy === 'sudo' && !scriptFailed && reasons !== errors) {
    return fail(
      'installation-failed',
      'sudo did not let Portcullis change the machine.',
      'Do it in a terminal, where sudo can ask for a password, or ask an administrator.',
      errors,
    );
  }
  return fail(
    'installation-failed',
    script.ifFailed,
    'Mend what the details name, and try again.',
    reasons || `status ${status}`,
  );
}

function withoutWarningsOfSudo(errors: string): string {
  const lines = errors.split('\n').filter((line) => !line.startsWith('sudo: '));
  return lines.join('\n').trim();
}

function run(
  [program = '', ...words]: readonly string[],
  input: Uint8Array | undefined,
): Promise<{ readonly status: number; readonly errors: string }> {
  // Passwords are asked for on the terminal itself, or by a window: the standard files are ours.
  const child = spawn(program, words, { cwd: '/', stdio: ['pipe', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(0, MAX_ERROR_CHARACTERS);
  });
  // Who fails early reads no more; its status says the rest.
  child.stdin.on('error', () => {});
  child.stdin.end(input ?? new Uint8Array());
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ status: 1, errors: error.message }));
    child.once('close', (code) => resolve({ status: code ?? 1, errors: errors.trim() }));
  });
}
