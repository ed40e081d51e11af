/** The JSON reports of the test tools, as totals. A tool that failed counts as one failure at least. */
import { existsSync, readFileSync } from 'node:fs';
import { NOTHING_RAN, type Totals } from './totals.ts';

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly unknown[];
  }[];
}

interface PlaywrightReport {
  readonly stats: {
    readonly expected: number;
    readonly unexpected: number;
    readonly flaky: number;
    readonly skipped: number;
  };
  readonly errors: readonly unknown[];
}

export function readVitestTotals(path: string, exitCode: number): Totals {
  const report = readReport<VitestReport>(path);
  if (!report) return unfinished();
  // A file that does not even load holds no test that could be counted.
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  return atLeastOneFailure(exitCode, {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken,
    skipped: report.numPendingTests + report.numTodoTests,
  });
}

export function readPlaywrightTotals(path: string, exitCode: number): Totals {
  const report = readReport<PlaywrightReport>(path);
  if (!report) return unfinished();
  const { expected, unexpected, flaky, skipped } = report.stats;
  return atLeastOneFailure(exitCode, {
    passed: expected,
    failed: unexpected + flaky + report.errors.length,
    skipped,
  });
}

function atLeastOneFailure(exitCode: number, totals: Totals): Totals {
  return exitCode !== 0 && totals.failed === 0 ? { ...totals, failed: 1 } : totals;
}

function unfinished(): Totals {
  return { ...NOTHING_RAN, failed: 1 };
}

/** Undefined if the tool did not live to write it. */
function readReport<T>(path: string): T | undefined {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : undefined;
}
