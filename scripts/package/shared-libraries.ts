/** libbpf and what it needs, taken from the machine that the package is made on. */
import { copyFile, mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { findProgram } from '../setup/find-program.ts';
import { runCommand } from '../setup/run-command.ts';
import { PackagingError } from './packaging-error.ts';

const WANTED = 'libbpf.so.1';
/** Part of glibc, which every system has; mixing two of them does not work. */
const PART_OF_GLIBC = /^(ld-linux.*|linux-(vdso|gate)|lib(c|m|dl|rt|pthread|resolv))\.so/;
/** Of Ubuntu 22.04, the oldest system that a package is for. */
const NEWEST_GLIBC = [2, 35] as const;
/** In this order, as ../../electron/engine/ffi/library.ts reads it. */
const LOAD_ORDER = 'load-order';

/**
 * Copies the libraries into a directory, with the list of the order to load them in. Answers where
 * they came from. Throws a {@link PackagingError} if one is missing.
 */
export async function collectLibraries(directory: string): Promise<readonly string[]> {
  const paths = await inLoadOrder(await findLibbpf());
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  for (const path of paths) await copyFile(await realpath(path), join(directory, basename(path)));
  await writeFile(
    join(directory, LOAD_ORDER),
    `${paths.map((path) => basename(path)).join('\n')}\n`,
  );
  return paths;
}

async function findLibbpf(): Promise<string> {
  const ldconfig = findProgram('ldconfig');
  const { stdout } = ldconfig ? await runCommand([ldconfig, '-p']) : { stdout: '' };
  const path = new RegExp(`^\\s*${WANTED.replaceAll('.', '\\.')} .*=> (\\S+)$`, 'm').exec(
    stdout,
  )?.[1];
  if (path) return path;
  throw new PackagingError(`${WANTED} is missing. Install libbpf: apt install libbpf1`);
}

/** Each after all that it needs: whoever needs another needs everything that the other does. */
async function inLoadOrder(path: string): Promise<readonly string[]> {
  const needs = new Map<string, number>();
  const waiting = [path];
  for (const library of waiting) {
    const needed = await neededBy(library);
    needs.set(library, needed.length);
    waiting.push(...needed.filter((other) => !waiting.includes(other)));
  }
  return [...needs].sort(([, a], [, b]) => a - b).map(([library]) => library);
}

/** All libraries that this one draws in, at whatever remove, but for glibc's. */
async function neededBy(path: string): Promise<readonly string[]> {
  const { exitCode, output } = await runCommand(['ldd', path]);
  if (exitCode !== 0) throw new PackagingError(`ldd cannot read ${path}: ${output.trim()}`);
  const lines = output.split('\n').map((line) => /^\s*(\S+) => (.*?)( \(0x|$)/.exec(line));
  return lines.flatMap((found) => {
    const [, name = '', target = ''] = found ?? [];
    if (!found || PART_OF_GLIBC.test(name)) return [];
    if (!target.startsWith('/'))
      throw new PackagingError(`${path} needs ${name}, which is missing.`);
    return [target];
  });
}

/** Throws if a library or module asks for a newer glibc than the oldest supported system has. */
export async function checkGlibc(path: string): Promise<void> {
  const [major, minor] = newestGlibc(await readFile(path, 'latin1'));
  const [newestMajor, newestMinor] = NEWEST_GLIBC;
  if (major < newestMajor || (major === newestMajor && minor <= newestMinor)) return;
  throw new PackagingError(
    `${path} needs glibc ${major}.${minor}, and a package is to start on systems with ` +
      `${NEWEST_GLIBC.join('.')}. Make it on an older one, such as Debian 12 or Ubuntu 22.04.`,
  );
}

/** The newest symbol version that a binary names; those of glibc are in no library but its own. */
export function newestGlibc(binary: string): readonly [major: number, minor: number] {
  const versions = [...binary.matchAll(/GLIBC_(\d+)\.(\d+)/g)].map(
    ([, major, minor]) => [Number(major), Number(minor)] as const,
  );
  return versions.sort((a, b) => b[0] - a[0] || b[1] - a[1])[0] ?? [2, 0];
}
