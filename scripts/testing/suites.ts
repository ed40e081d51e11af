/** What `npm test` runs, in this order. */
import { join } from 'node:path';
import { findElectron } from '../launch/electron-runtime.ts';
import { runVisibly } from '../setup/run-command.ts';
import { readPlaywrightFailures, readVitestFailures } from './failures.ts';
import { readPlaywrightTotals, readVitestTotals } from './reports.ts';
import { type RunContext, runTestTool } from './run-test-tool.ts';
import { runStaticChecks } from './static-checks.ts';
import type { SuiteOutcome } from './suite-outcome.ts';
import { NOTHING_RAN } from './totals.ts';

export interface Suite {
  readonly name: string;
  /** For network namespaces, programs in the kernel, and a browser under another uid. */
  readonly needsRoot: boolean;
  /**
   * Why this machine has not got what the suite is about, as a whole sentence; then it does not run,
   * and counts as nothing. Undefined if it has.
   */
  whyAbsent?(root: string): string | undefined;
  run(context: RunContext): Promise<SuiteOutcome>;
}

/** What comes after it in the list needs it to have passed. */
export const BUILD: Suite = { name: 'build', needsRoot: false, run: build };

export const SUITES: readonly Suite[] = [
  { name: 'static', needsRoot: false, run: runStaticChecks },
  BUILD,
  vitest('architecture', { minutes: 3 }),
  vitest('unit', { minutes: 10 }),
  vitest('contract', { minutes: 5 }),
  vitest('bpf', { minutes: 15, needsRoot: true }),
  vitest('netns', { minutes: 30, needsRoot: true }),
  vitest('privileges', { minutes: 8, needsRoot: true }),
  vitest('package', { minutes: 10, needsRoot: true }),
  playwright('e2e', 'playwright.config.ts', { minutes: 40, needsRoot: true }),
  {
    ...playwright('electron', 'test/electron/playwright.config.ts', { minutes: 5 }),
    whyAbsent: (root) => {
      const electron = findElectron(root);
      return electron.found ? undefined : electron.why;
    },
  },
];

interface Limits {
  /** A suite that hangs must not take the others with it. */
  readonly minutes: number;
  readonly needsRoot?: boolean;
}

async function build({ root }: RunContext): Promise<SuiteOutcome> {
  const exitCode = await runVisibly([process.execPath, 'scripts/build.ts'], { cwd: root });
  const totals = exitCode === 0 ? { passed: 1 } : { failed: 1 };
  return { ...NOTHING_RAN, ...totals, failures: [] };
}

function vitest(name: string, { minutes, needsRoot = false }: Limits): Suite {
  return {
    name,
    needsRoot,
    run: async (context) => {
      const report = join(context.reports, `${name}.json`);
      const args = ['run', `--project=${name}`, '--reporter=default', '--reporter=json'];
      const exitCode = await runTestTool(context, needsRoot, minutes, {}, [
        'node_modules/vitest/vitest.mjs',
        ...[...args, `--outputFile.json=${report}`],
      ]);
      const failures = readVitestFailures(report, context.root);
      return { ...readVitestTotals(report, exitCode), failures };
    },
  };
}

function playwright(name: string, config: string, { minutes, needsRoot = false }: Limits): Suite {
  return {
    name,
    needsRoot,
    run: async (context) => {
      const report = join(context.reports, `${name}.json`);
      const exitCode = await runTestTool(
        context,
        needsRoot,
        minutes,
        { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
        [
          ...['node_modules/@playwright/test/cli.js', 'test'],
          ...[`--config=${config}`, '--reporter=list,json'],
        ],
      );
      const failures = readPlaywrightFailures(report);
      return { ...readPlaywrightTotals(report, exitCode), failures };
    },
  };
}
