/** Which npm packages a bundle holds: written while it is built, read when licences are collected. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Plugin } from 'vite';

/** Up to the package that a file belongs to: the last one of its path. */
const PACKAGE_OF_FILE = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

/**
 * Writes to a file the directories of all packages that a bundle has code, fonts or styles of,
 * relative to `root`.
 */
export function recordPackages(root: string, file: string): Plugin {
  let base = root;
  return {
    name: 'portcullis:record-packages',
    configResolved: (config) => {
      base = config.root;
    },
    generateBundle: async (_options, bundle) => {
      const sources = Object.values(bundle).flatMap((output) =>
        output.type === 'chunk' ? output.moduleIds : output.originalFileNames,
      );
      const packages = sources.map((source) => packageOf(root, resolve(base, source)));
      const found = [...new Set(packages.filter((path) => path !== undefined))].sort();
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, `${JSON.stringify(found, null, 2)}\n`);
    },
  };
}

/** What {@link recordPackages} wrote, of several bundles. */
export async function readPackages(files: readonly string[]): Promise<readonly string[]> {
  const lists = await Promise.all(
    files.map(async (file) => JSON.parse(await readFile(file, 'utf8')) as string[]),
  );
  return [...new Set(lists.flat())].sort();
}

/** `node_modules/react`, for a file in it; undefined for a file of our own. */
function packageOf(root: string, path: string): string | undefined {
  if (!path.startsWith(`${root}/`)) return undefined;
  return PACKAGE_OF_FILE.exec(path)?.[0].slice(root.length + 1);
}
