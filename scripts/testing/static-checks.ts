import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CommandOutcome, runCommand } from '../setup/run-command.ts';
import { NOTHING_RAN, type Totals } from './totals.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** More only fight over memory: the compiler has threads of its own. */
const AT_ONCE = 2;

interface Check {
  readonly name: string;
  readonly command: readonly string[];
}

/** Runs every check, whatever the others find, and prints one line for each. */
export async function runStaticChecks(): Promise<Totals> {
  const waiting = listChecks();
  let totals = NOTHING_RAN;
  const work = async (): Promise<void> => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const startedAt = performance.now();
      const outcome = await runCommand(check.command, { cwd: root });
      report(check, outcome, performance.now() - startedAt);
      const { passed, failed, skipped } = totals;
      totals =
        outcome.exitCode === 0
          ? { passed: passed + 1, failed, skipped }
          : { passed, failed: failed + 1, skipped };
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return totals;
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
