import { searchPath } from '../setup/find-program.ts';
import type { Privileges } from '../setup/privileges.ts';
import { runVisibly } from '../setup/run-command.ts';

export interface RunContext {
  /** The checkout. */
  readonly root: string;
  readonly privileges: Privileges;
  /** A directory for the reports, outside of the checkout. */
  readonly reports: string;
}

/** What `timeout` answers when it had to act. */
const TIMED_OUT = 124;
const PASSED_ON = ['CI', 'TERM', 'COLORTERM', 'FORCE_COLOR', 'NO_COLOR', 'LANG'];

/** Runs a script of a test tool, as root if it must be, for so many minutes. Answers its exit code. */
export async function runTestTool(
  { root, privileges }: RunContext,
  needsRoot: boolean,
  minutes: number,
  environment: Readonly<Record<string, string>>,
  script: readonly string[],
): Promise<number> {
  const command = [
    ...['timeout', '--foreground', '--kill-after=10', String(minutes * 60)],
    ...[process.execPath, ...script],
  ];
  const exitCode =
    needsRoot && privileges.kind === 'sudo'
      ? await runVisibly(throughSudo(environment, command), { cwd: root })
      : await runVisibly(command, { cwd: root, env: { ...process.env, ...environment } });
  if (exitCode === TIMED_OUT) console.error(`Stopped: not done after ${minutes} minutes.`);
  return exitCode;
}

/** sudo gives root's own home, and passes on next to nothing else. */
function throughSudo(
  environment: Readonly<Record<string, string>>,
  command: readonly string[],
): readonly string[] {
  const passedOn = Object.entries(process.env).filter(([name]) => PASSED_ON.includes(name));
  const variables = [...passedOn, ...Object.entries(environment), ['PATH', searchPath().join(':')]];
  return ['sudo', '-H', '--', 'env', ...variables.map((pair) => pair.join('=')), ...command];
}
