import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import koffi from 'koffi';
import { fail, ok, type Result } from '../../contract/result.ts';

export type Library = ReturnType<typeof koffi.load>;

const SYSTEM_DIRECTORIES = [
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/lib64',
  '/usr/lib',
  '/lib64',
  '/lib',
];

/** In a package: the names of the libraries beside it, one per line, each after those it needs. */
const LOAD_ORDER = 'load-order';

/** Held for good: a library whose handle is collected is closed. */
const companions = new Map<string, Library>();

/**
 * Opens a shared library: first the copy that ships with the application, then the system's.
 * Fails with `missing-library`, naming every place that was looked at.
 */
export function openLibrary(fileName: string, shippedDirectory: string): Result<Library> {
  const tried: string[] = [];
  loadCompanions(fileName, shippedDirectory, tried);
  for (const directory of [shippedDirectory, ...SYSTEM_DIRECTORIES]) {
    const path = join(directory, fileName);
    if (!existsSync(path)) {
      tried.push(`${path}: not there`);
      continue;
    }
    try {
      return ok(koffi.load(path));
    } catch (error) {
      tried.push(refusal(path, error));
    }
  }
  return fail(
    'missing-library',
    `The library ${fileName} is missing, and packets cannot be filtered without it.`,
    'Install libbpf from your distribution (Debian, Ubuntu: apt install libbpf1) and start again.',
    tried.join('\n'),
  );
}

/**
 * The loader looks for what a library needs in the system's directories and not beside it, but takes
 * what is loaded already under that name. So what ships with a library is loaded before it.
 */
function loadCompanions(fileName: string, directory: string, tried: string[]): void {
  const list = join(directory, LOAD_ORDER);
  if (!existsSync(list)) return;
  const names = readFileSync(list, 'utf8').split('\n').filter(Boolean);
  for (const name of names.slice(0, Math.max(0, names.indexOf(fileName)))) {
    const path = join(directory, name);
    try {
      if (!companions.has(path)) companions.set(path, koffi.load(path));
    } catch (error) {
      // The system may have one that fits.
      tried.push(refusal(path, error));
    }
  }
}

function refusal(path: string, error: unknown): string {
  return `${path}: ${error instanceof Error ? error.message : String(error)}`;
}
