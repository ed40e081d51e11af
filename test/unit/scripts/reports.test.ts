import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPlaywrightTotals, readVitestTotals } from '../../../scripts/testing/reports.ts';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'portcullis-reports-'));
});

afterAll(() => rmSync(directory, { recursive: true }));

function write(report: object): string {
  const path = join(directory, 'report.json');
  writeFileSync(path, JSON.stringify(report));
  return path;
}

const VITEST = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1 };

test('counts what ran', () => {
  const path = write({ ...VITEST, testResults: [] });
  expect(readVitestTotals(path, 0)).toEqual({ passed: 5, failed: 0, skipped: 2 });
});

test('a file that does not load is a failure', () => {
  const path = write({ ...VITEST, testResults: [{ status: 'failed', assertionResults: [] }] });
  expect(readVitestTotals(path, 1).failed).toBe(1);
});

test('a tool that fails although its tests passed is a failure', () => {
  const path = write({ ...VITEST, testResults: [] });
  expect(readVitestTotals(path, 1)).toEqual({ passed: 5, failed: 1, skipped: 2 });
});

test('a tool that leaves no report is a failure, whatever it answers', () => {
  const path = join(directory, 'none.json');
  expect(readVitestTotals(path, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(readPlaywrightTotals(path, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test('a browser test that passed only at a second try is a failure', () => {
  const path = write({
    stats: { expected: 3, unexpected: 0, flaky: 1, skipped: 2 },
    errors: [],
  });
  expect(readPlaywrightTotals(path, 0)).toEqual({ passed: 3, failed: 1, skipped: 2 });
});
