/** docs/security-checklist.md names its proofs; they have to be there. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../support/paths.ts';

const text = readFileSync(join(ROOT, 'docs/security-checklist.md'), 'utf8');
const files = [
  ...new Set([...text.matchAll(/`((?:test|scripts)\/[^`]+\.ts)`/g)].map(([, path]) => path ?? '')),
];

it('has every point, each with its tests or why there is none', () => {
  const points = text.split(/^(?=\d+\. \*\*)/m).slice(1, 21);
  expect(points.map((point) => Number.parseInt(point, 10))).toEqual(
    Array.from({ length: 20 }, (_, index) => index + 1),
  );
  for (const point of points) expect(point).toMatch(/Tests?:\s|No test:\s|As 11\./);
});

it.each(files)('names %s, which exists', (path) => {
  expect(existsSync(join(ROOT, path))).toBe(true);
});

it('quotes names of tests that exist', () => {
  const tests = files
    .filter((path) => path.startsWith('test/'))
    .map((path) => readFileSync(join(ROOT, path), 'utf8'))
    .join('\n');
  const quoted = [...text.matchAll(/"([^"]+)"/g)].map(
    ([, name]) => name?.replace(/\s+/g, ' ').replace(/ \.\.\.$/, '') ?? '',
  );
  expect(quoted.length).toBeGreaterThan(5);
  expect(quoted.filter((name) => !tests.includes(name))).toEqual([]);
});
