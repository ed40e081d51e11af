import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  formatFailures,
  readPlaywrightFailures,
  readVitestFailures,
} from '../../../scripts/testing/failures.ts';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'portcullis-failures-'));
});

afterAll(() => rmSync(directory, { recursive: true }));

function write(report: object): string {
  const path = join(directory, 'report.json');
  writeFileSync(path, JSON.stringify(report));
  return path;
}

describe('of vitest', () => {
  const passed = { ancestorTitles: [], title: 'good', status: 'passed', failureMessages: [] };

  test('a test is named by its file, its groups and its title', () => {
    const failed = {
      ancestorTitles: ['a trial', 'of a rule'],
      title: 'ends',
      status: 'failed',
      failureMessages: ['Error: it goes on\n    at somewhere'],
    };
    const path = write({
      testResults: [
        { name: '/c/test/a.test.ts', status: 'failed', assertionResults: [passed, failed] },
        { name: '/c/test/b.test.ts', status: 'passed', assertionResults: [passed] },
      ],
    });
    expect(readVitestFailures(path, '/c')).toEqual([
      {
        name: 'test/a.test.ts › a trial › of a rule › ends',
        error: 'Error: it goes on\n    at somewhere',
      },
    ]);
  });

  test('a file that fails as a whole is named itself', () => {
    const path = write({
      testResults: [
        { name: '/c/a.test.ts', status: 'failed', message: 'no such file', assertionResults: [] },
        { name: '/c/b.test.ts', status: 'failed', message: 'hook', assertionResults: [passed] },
      ],
    });
    expect(readVitestFailures(path, '/c/')).toEqual([
      { name: 'a.test.ts', error: 'no such file' },
      { name: 'b.test.ts', error: 'hook' },
    ]);
  });
});

describe('of Playwright', () => {
  test('tests in groups, those that passed at a second try only, and errors beside the tests', () => {
    const spec = (title: string, status: string, ...messages: string[]) => ({
      title,
      tests: [{ status, results: [{ errors: messages.map((message) => ({ message })) }] }],
    });
    const path = write({
      suites: [
        {
          title: 'block.spec.ts',
          specs: [spec('a ping', 'expected'), spec('a port', 'unexpected', 'closed', 'twice')],
          suites: [{ title: 'by key', specs: [spec('undo', 'flaky', 'late')] }],
        },
      ],
      errors: [{ message: 'no server' }],
    });
    expect(readPlaywrightFailures(path)).toEqual([
      { name: 'block.spec.ts › a port', error: 'closed' },
      { name: 'block.spec.ts › by key › undo', error: 'late' },
      { name: 'outside of the tests', error: 'no server' },
    ]);
  });
});

test('a tool that left no report names nothing', () => {
  const path = join(directory, 'none.json');
  expect(readVitestFailures(path, '/c')).toEqual([]);
  expect(readPlaywrightFailures(path)).toEqual([]);
});

describe('printed', () => {
  const totals = { passed: 1, skipped: 0 };

  test('they have the first lines of their errors, without colours and the stack of the tool', () => {
    const error = [
      '\u001b[31mError: 1\u001b[39m',
      '    at chain (file:///c/node_modules/vitest/run.js:1:2)',
      ...'23456789',
    ].join('\n');
    const text = formatFailures('netns', {
      ...totals,
      failed: 1,
      failures: [{ name: 'a', error }],
    });
    expect(text.split('\n')).toEqual([
      '✗ netns: a',
      '    Error: 1',
      ...[...'2345678'].map((line) => `    ${line}`),
    ]);
  });

  test('what has no name, or is one too many, is counted', () => {
    expect(formatFailures('e2e', { ...totals, failed: 1, failures: [] })).toBe(
      '✗ e2e: 1 not listed here, see what it printed',
    );
    const failures = Array.from({ length: 60 }, (_, index) => ({ name: `${index}`, error: '' }));
    const lines = formatFailures('e2e', { ...totals, failed: 61, failures }).split('\n');
    expect(lines.at(-1)).toBe('✗ e2e: 11 not listed here, see what it printed');
  });
});
