/** `portcullis install` and `portcullis uninstall`: the helper that root keeps for us. */
import { createInterface } from 'node:readline/promises';
import type { InstallationStep } from '../contract/privileges.ts';
import type { Result } from '../contract/result.ts';
import {
  type InstallationOutcome,
  install,
  planInstallation,
  readInstallation,
  uninstall,
} from '../engine/privileges/helper/installation.ts';
import { printFailure } from './print-failure.ts';
import { RESOURCES_DIRECTORY } from './surroundings.ts';
import { parseWords, UsageError } from './usage-error.ts';

/** Status 0 if the helper is in place at the end, 1 if not. */
export async function installHelper(words: string[]): Promise<number> {
  const { values } = parseWords({
    args: words,
    options: {
      yes: { type: 'boolean', default: false },
      show: { type: 'boolean', default: false },
    },
  });
  const { steps } = await planInstallation(RESOURCES_DIRECTORY);
  if (values.show) {
    process.stdout.write(steps.map(showStep).join('\n'));
    return 0;
  }
  const installation = await readInstallation(RESOURCES_DIRECTORY);
  if (installation === 'present') {
    tell('The helper is installed already. "portcullis uninstall" removes it.');
    return 0;
  }
  tell(
    installation === 'outdated'
      ? 'This replaces the helper of another version. In place will be, all of it root’s:'
      : 'This puts in place, all of it root’s:',
  );
  process.stdout.write(steps.map(describeStep).join(''));
  tell('"portcullis install --show" prints the files in full.');
  if (!values.yes && !(await agrees('Put it in place?'))) return declined();
  return report(await install(RESOURCES_DIRECTORY, { terminal: hasTerminal() }), [
    'Installed. The desktop asks for the password in Portcullis’s own words from now on.',
    '"portcullis uninstall" takes every trace of it away.',
  ]);
}

/** Status 0 if nothing of the helper is left at the end, 1 if something is. */
export async function uninstallHelper(words: string[]): Promise<number> {
  const { values } = parseWords({
    args: words,
    options: { yes: { type: 'boolean', default: false } },
  });
  if ((await readInstallation(RESOURCES_DIRECTORY)) === 'absent') {
    tell('Nothing of Portcullis is installed on this machine.');
    return 0;
  }
  tell('This removes what "portcullis install" put in place, listed in /opt/portcullis/manifest.');
  if (!values.yes && !(await agrees('Remove it?'))) return declined();
  return report(await uninstall(RESOURCES_DIRECTORY, { terminal: hasTerminal() }), [
    'Removed. Portcullis works without it; the password is asked for in general words then.',
  ]);
}

function report(outcome: Result<InstallationOutcome>, done: readonly string[]): number {
  if (!outcome.ok) return printFailure(outcome.error);
  if (outcome.value === 'cancelled') return declined();
  for (const line of done) tell(line);
  return 0;
}

function declined(): 1 {
  tell('Nothing was changed.');
  return 1;
}

function describeStep({ path, mode, purpose }: InstallationStep): string {
  return `  ${mode}  ${path}\n              ${purpose}\n`;
}

function showStep(step: InstallationStep): string {
  return describeStep(step) + (step.text === undefined ? '' : `\n${step.text}`);
}

function hasTerminal(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** Enter means no, and so does the end of the input. */
async function agrees(question: string): Promise<boolean> {
  if (!hasTerminal()) throw new UsageError('There is no terminal to ask on; add --yes to go on.');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  try {
    const answer = await Promise.race([lines.question(`${question} [y/N] `), ended]);
    return /^\s*(y|yes)\s*$/i.test(answer);
  } finally {
    lines.close();
  }
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}
