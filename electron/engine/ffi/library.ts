import { existsSync } from 'node:fs';
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

/**
 * Opens a shared library: first the copy that ships with the application, then the system's.
 * Fails with `missing-library`, naming every place that was looked at.
 */
export function openLibrary(fileName: string, shippedDirectory: string): Result<Library> {
  const tried: string[] = [];
  for (const directory of [shippedDirectory, ...SYSTEM_DIRECTORIES]) {
    const path = join(directory, fileName);
    if (!existsSync(path)) {
      tried.push(`${path}: not there`);
      continue;
    }
    try {
      return ok(koffi.load(path));
    } catch (error) {
      tried.push(`${path}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return fail(
    'missing-library',
    `The library ${fileName} is missing, and packets cannot be filtered without it.`,
    'Install libbpf from your distribution (Debian, Ubuntu: apt install libbpf1) and start again.',
    tried.join('\n'),
  );
}
