/** `npm run make` as a test runs it, and what comes of it. */
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { NODE, ROOT } from './paths.ts';
import { writeElectronZip } from './stand-in-electron.ts';

const execute = promisify(execFile);

/** An empty directory that every user can enter, and that goes with the test. */
export class WorkDirectory implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'portcullis-package-'));

  constructor() {
    chmodSync(this.path, 0o755);
  }

  /** A new directory in it. */
  make(name: string): string {
    mkdirSync(join(this.path, name));
    return join(this.path, name);
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

export interface MakeOutcome {
  readonly status: number;
  /** All that it printed. */
  readonly output: string;
}

/**
 * Makes into a directory, without a network and with empty caches, so that nothing but what
 * `environment` names can be found. For this system, whichever the tests run on.
 */
export async function runMake(
  out: string,
  environment: Readonly<Record<string, string>>,
  words: readonly string[] = ['--this-system'],
): Promise<MakeOutcome> {
  // A namespace that has no way out: whoever tries the network fails at once.
  const command = ['--net', NODE, `${ROOT}scripts/make.mjs`, ...words];
  const env = {
    PATH: process.env.PATH,
    HOME: out,
    XDG_CACHE_HOME: join(out, 'cache'),
    ELECTRON_FORGE_OUT_DIR: out,
    // One line per step instead of a moving picture.
    CI: '1',
    ...environment,
  };
  try {
    const { stdout, stderr } = await execute('unshare', command, { cwd: ROOT, env });
    return { status: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { status: code, output: stdout + stderr };
  }
}

/** Packages the app with the stand-in for Electron. Answers the folder that an image is made of. */
export async function makePackage(directory: WorkDirectory): Promise<string> {
  const zips = directory.make('zips');
  await writeElectronZip(zips);
  const out = directory.make('out');
  const { output } = await runMake(out, { ELECTRON_ZIP_DIR: zips });
  const [name] = readdirSync(out).filter((entry) => entry.startsWith('Portcullis-'));
  if (!name) throw new Error(`There is no package:\n${output}`);
  return join(out, name);
}

/** All files below a directory, by their path from there; links too, but no directories. */
export function filesBelow(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .sort();
}
