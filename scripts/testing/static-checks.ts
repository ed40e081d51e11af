import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CommandOutcome, runCommand } from '../setup/run-command.ts';
import type { FailedTest } from './failures.ts';
import type { SuiteOutcome } from './suite-outcome.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** More only fight over memory: the compiler has threads of its own. */
const AT_ONCE = 2;

interface Check {
  readonly name: string;
  readonly command: readonly string[];
}

/** Runs every check, whatever the others find, and prints one line for each. */
export async function runStaticChecks(): Promise<SuiteOutcome> {
  const waiting = listChecks();
  let passed = 0;
  const failures: FailedTest[] = [];
  const work = async (): Promise<void> => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const startedAt = performance.now();
      const outcome = await runCommand(check.command, { cwd: root });
      report(check, outcome, performance.now() - startedAt);
      if (outcome.exitCode === 0) passed += 1;
      else failures.push({ name: check.name, error: outcome.output });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { passed, failed: failures.length, skipped: 0, failures };
}

function listChecks(): Check[] {
  return [
    { name: 'biome', command: nodeTool('@biomejs/biome/bin/biome', 'check', '.') },
    {
      name: 'clang-format',
      command: ['clang-format', '--dry-run', '-Werror', ...filesOf(/^(bpf|test)\/.*\.[ch]$/)],
    },
    ...layers().map((layer) => ({
      name: `types of ${layer}`,
      command: nodeTool('typescript/bin/tsc', '-p', layer),
    })),
  ];
}

/** The directories with a tsconfig of their own. */
function layers(): readonly string[] {
  return filesOf(/(^|\/)tsconfig\.json$/).map((file) => file.slice(0, file.lastIndexOf('/')));
}

function nodeTool(script: string, ...args: string[]): readonly string[] {
  return [process.execPath, join(root, 'node_modules', script), ...args];
}

/** Our own sources by their path from the root. */
function filesOf(pattern: RegExp): readonly string[] {
  return ['bpf', 'electron', 'renderer', 'test']
    .flatMap((directory) =>
      readdirSync(join(root, directory), { recursive: true, encoding: 'utf8' }).map((file) =>
        join(directory, file),
      ),
    )
    .filter((file) => pattern.test(file))
    .sort();
}

function report(check: Check, { exitCode, output }: CommandOutcome, tookMs: number): void {
  const seconds = (tookMs / 1000).toFixed(1);
  console.log(`${exitCode === 0 ? '✓' : '✗'} ${check.name}  ${seconds} s`);
  if (exitCode !== 0) console.log(`${output.replace(/^/gm, '    ')}\n`);
}
