import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { type SourceFile, violations } from './import-rules.ts';
import { importsOf } from './imports-of.ts';
import { COMPUTED, LAYERS } from './layer-table.ts';

const root = join(import.meta.dirname, '../..');
const NO_SOURCES = new Set([
  'node_modules',
  'build',
  'out',
  'test-results',
  'docs',
  'resources',
  'bpf',
]);
const SOURCE = /\.(ts|tsx|mts|cts|js|mjs|cjs)$/;

async function sourceFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const found = entries
    .filter(({ name }) => !NO_SOURCES.has(name) && !name.startsWith('.'))
    .map(async (entry) => {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) return sourceFiles(path);
      return SOURCE.test(entry.name) ? [path] : [];
    });
  return (await Promise.all(found)).flat();
}

async function readSources(): Promise<SourceFile[]> {
  const paths = await sourceFiles(root);
  return Promise.all(
    paths.map(async (path) => ({
      path: relative(root, path),
      imports: importsOf(path, await readFile(path, 'utf8')),
    })),
  );
}

it('keeps to the table of who may import whom', async () => {
  const sources = await readSources();
  // A search that finds nothing would find no violation either.
  for (const folder of ['electron/contract/', 'electron/engine/', 'electron/headless/']) {
    expect(sources.filter(({ path }) => path.startsWith(folder)).length).toBeGreaterThan(5);
  }
  expect(sources.flatMap((source) => violations(source, LAYERS))).toEqual([]);
});

it('names packages that package.json declares', async () => {
  const text = await readFile(join(root, 'package.json'), 'utf8');
  const manifest = JSON.parse(text) as Record<string, Record<string, string> | undefined>;
  const declared = { ...manifest.dependencies, ...manifest.devDependencies };
  const named = LAYERS.flatMap(({ packages }) => packages).filter((name) => name !== COMPUTED);
  expect(named.filter((name) => !Object.hasOwn(declared, name))).toEqual([]);
});

it.each([
  ['electron/contract/a.ts', 'node:fs', /may not import Node's modules/],
  ['electron/contract/a.ts', '../engine/engine.ts', /may not import electron\/engine\//],
  ['electron/contract/a.ts', 'zustand', /may not import the package zustand/],
  ['electron/engine/a.ts', 'koffi', /may not import the package koffi/],
  ['electron/engine/a.ts', 'koffi/indirect.js', /may not import the package koffi/],
  ['electron/engine/a.ts', 'electron', /may not import the package electron/],
  ['electron/engine/ffi/a.ts', '../engine.ts', /may not import electron\/engine\//],
  ['electron/engine/a.ts', 'fs', /node: in front/],
  ['electron/headless/a.ts', '../main/window.ts', /may not import electron\/main\//],
  ['electron/main/a.ts', '../headless/access.ts', /may not import electron\/headless\//],
  ['electron/main/a.ts', 'ws', /may not import the package ws/],
  ['electron/preload/a.ts', '../contract/wire.ts', /may not import electron\/contract\//],
  ['renderer/app.tsx', '../electron/engine/engine.ts', /may not import electron\/engine\//],
  ['renderer/model/a.ts', '../stores/b.ts', /may not import renderer\/stores\//],
  ['renderer/features/packets/a.ts', '../status/b.ts', /may not import renderer\/features\/status/],
  ['renderer/features/new/a.ts', '../status/b.ts', /may not import/],
  ['renderer/new/a.ts', './b.ts', /belongs to no layer/],
  ['electron/engine/a.ts', '../../test/support/b.ts', /may not import test\//],
  ['elsewhere/a.ts', './b.ts', /belongs to no layer/],
  ['electron/contract/a.ts', '../../../outside.ts', /belongs to no layer/],
])('notices that %s imports %s', (path, specifier, sentence) => {
  const found = violations({ path, imports: [specifier] }, LAYERS);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(sentence);
});

it('sees every way to import', () => {
  const source = `
    import type { A } from 'a';
    import 'b';
    export * from 'c';
    export { d } from 'd';
    export const local = 1; // import 'comment'
    const text = "import 'text'";
    const e = await import('e');
    type F = import('f').F;
    const g = require('g');
  `;
  expect(importsOf('synthetic.ts', source)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  expect(importsOf('synthetic.ts', 'await import(name); require(`x`)')).toEqual([
    COMPUTED,
    COMPUTED,
  ]);
});
