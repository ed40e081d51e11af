import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where administrators' tools are; the PATH of an ordinary user often leaves these out. */
const ALSO = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/bin', '/bin'];

/** The first executable file of that name, as an absolute path. */
export function findProgram(name: string): string | undefined {
  return findPrograms(name)[0];
}

/** All of them, in the order of the PATH. */
export function findPrograms(name: string): readonly string[] {
  return searchPath()
    .map((directory) => join(directory, name))
    .filter(isExecutableFile);
}

/** The user's own PATH, with the administrators' directories at its end. */
export function searchPath(): readonly string[] {
  const own = (process.env.PATH ?? '').split(delimiter).filter((path) => path.startsWith('/'));
  return [...new Set([...own, ...ALSO])];
}

function isExecutableFile(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
