/** Asks the compiler whether constants of the filter's headers have the values that TypeScript says. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { ROOT } from './paths.ts';
import { headerOptions } from './with-bpf-object.ts';

const HEADERS = `${ROOT}bpf/include`;

/** Those of `claims` (C expression to value) that do not hold, as the compiler words them. */
export function falseClaims(claims: Readonly<Record<string, number>>): string[] {
  const asserts = Object.entries(claims).map(
    ([expression, value]) =>
      `_Static_assert((${expression}) == ${value}, "${expression} is not ${value}");`,
  );
  const includes = readdirSync(HEADERS).map((name) => `#include "${name}"`);
  const options = ['-x', 'c', '-target', 'bpf', '-fsyntax-only', '-ferror-limit=0'];
  const { error, status, stderr } = spawnSync(
    'clang',
    [...options, '-I', HEADERS, ...headerOptions(), '-'],
    { input: [...includes, ...asserts].join('\n'), encoding: 'utf8' },
  );
  if (error) throw error;
  const faults = stderr.split('\n').filter((line) => line.includes('error:'));
  if (status !== 0 && faults.length === 0) throw new Error(stderr);
  return faults;
}
