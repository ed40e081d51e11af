import { type SpawnOptions, spawn } from 'node:child_process';
import { exitCodeOf } from '../../electron/engine/host-process/exit-code.ts';

export interface CommandOutcome {
  /** As a shell counts: 127 if there is no such program, 128 and more for signals. */
  readonly exitCode: number;
  /** Both outputs, in the order they came. Empty if they were not caught. */
  readonly output: string;
  /** The standard output alone, which a warning on the other cannot spoil. */
  readonly stdout: string;
}

/** Runs a command to its end and keeps what it prints. It has no input. */
export function runCommand(
  command: readonly string[],
  options: Pick<SpawnOptions, 'cwd' | 'env'> = {},
): Promise<CommandOutcome> {
  return finish(command, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Runs a command to its end in front of the user: its input and outputs are ours. */
export async function runVisibly(
  command: readonly string[],
  options: Pick<SpawnOptions, 'cwd' | 'env'> = {},
): Promise<number> {
  return (await finish(command, { ...options, stdio: 'inherit' })).exitCode;
}

function finish(command: readonly string[], options: SpawnOptions): Promise<CommandOutcome> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, options);
  let output = '';
  let stdout = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ exitCode: 127, output: error.message, stdout: '' }));
    child.once('close', (code, signal) =>
      resolve({ exitCode: exitCodeOf(code, signal), output: output.trimEnd(), stdout }),
    );
  });
}
