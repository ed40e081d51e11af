/**
 * Which tests failed, and the beginning of why. Printed last: a log that keeps only its end must not
 * lose what went wrong.
 */
import { existsSync, readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import type { SuiteOutcome } from './suite-outcome.ts';

export interface FailedTest {
  /** The file, the groups and the test itself. */
  readonly name: string;
  readonly error: string;
}

interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
      readonly failureMessages?: readonly string[] | null;
    }[];
  }[];
}

interface PlaywrightSuite {
  readonly title: string;
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs?: readonly {
    readonly title: string;
    readonly tests: readonly {
      readonly status: string;
      readonly results: readonly { readonly errors?: readonly { readonly message?: string }[] }[];
    }[];
  }[];
}

interface PlaywrightReport {
  readonly suites: readonly PlaywrightSuite[];
  readonly errors: readonly { readonly message?: string }[];
}

const ERROR_LINES = 8;
const MAX_LISTED = 50;
/** In a stack, what is not ours. */
const FRAME_OF_TOOL = /^\s+at .*(node_modules\/|<anonymous>|node:internal)/;

/** Empty if the tool left no report. `root` is cut off the paths of files. */
export function readVitestFailures(path: string, root: string): FailedTest[] {
  const { testResults = [] } = readReport<VitestReport>(path) ?? {};
  return testResults.flatMap(({ name, status, message = '', assertionResults }) => {
    const file = name.startsWith(root) ? name.slice(root.length).replace(/^\//, '') : name;
    const failed = assertionResults
      .filter((test) => test.status === 'failed')
      .map(({ ancestorTitles, title, failureMessages }) => ({
        name: join(file, ...ancestorTitles, title),
        error: failureMessages?.[0] ?? '',
      }));
    // It did not load, or what it does around its tests failed.
    if (status === 'failed' && failed.length === 0) return [{ name: file, error: message }];
    return failed;
  });
}

/** Empty if the tool left no report. */
export function readPlaywrightFailures(path: string): FailedTest[] {
  const { suites = [], errors = [] } = readReport<PlaywrightReport>(path) ?? {};
  return [
    ...suites.flatMap((suite) => failuresOf(suite, [])),
    ...errors.map(({ message = '' }) => ({ name: 'outside of the tests', error: message })),
  ];
}

function failuresOf(suite: PlaywrightSuite, parents: readonly string[]): FailedTest[] {
  const titles = [...parents, suite.title];
  const own = (suite.specs ?? []).flatMap(({ title, tests }) =>
    tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ results }) => ({
        name: join(...titles, title),
        error: results.flatMap(({ errors = [] }) => errors)[0]?.message ?? '',
      })),
  );
  return [...own, ...(suite.suites ?? []).flatMap((inner) => failuresOf(inner, titles))];
}

/** Lines for a person: each test that failed, and the first lines of its error below it. */
export function formatFailures(suite: string, { failed, failures }: SuiteOutcome): string {
  const listed = failures.slice(0, MAX_LISTED);
  const unlisted = failed - listed.length;
  return [
    ...listed.map(({ name, error }) => [`✗ ${suite}: ${name}`, ...firstLines(error)].join('\n')),
    ...(unlisted > 0 ? [`✗ ${suite}: ${unlisted} not listed here, see what it printed`] : []),
  ].join('\n');
}

function firstLines(error: string): string[] {
  const lines = stripVTControlCharacters(error)
    .split('\n')
    .filter((line) => !FRAME_OF_TOOL.test(line));
  return lines.slice(0, ERROR_LINES).map((line) => `    ${line}`.trimEnd());
}

function join(...titles: readonly string[]): string {
  return titles.filter(Boolean).join(' › ');
}

/** Undefined if the tool did not live to write it. */
function readReport<T>(path: string): T | undefined {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : undefined;
}
