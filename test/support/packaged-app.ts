/**
 * The packaged app far from the checkout, on a machine that has neither: in a mount namespace where
 * the checkout and the system's libbpf, libelf and zlib are hidden, run by a plain Node of its own.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { findProgram } from '../../scripts/setup/find-program.ts';
import type { WorkDirectory } from './package.ts';
import { ROOT } from './paths.ts';

const HIDDEN = /^\s*(?:libbpf|libelf|libz|libzstd|liblzma|libbz2)\.so\S* .*=> (\S+)$/gm;

export class PackagedApp {
  /** Where the package is. */
  readonly directory: string;
  /** Files of the system that are hidden, by their real paths. */
  readonly hidden: readonly string[];
  readonly #node: string;
  readonly #script: string;

  /** Copies a package, and what the system's own tools need of what will be hidden. */
  constructor(work: WorkDirectory, packaged: string) {
    const far = work.make('far-away');
    this.directory = join(far, 'Portcullis');
    cpSync(packaged, this.directory, { recursive: true, verbatimSymlinks: true });
    this.#node = join(far, 'node');
    copyFileSync(process.execPath, this.#node);
    const known = execFileSync(findProgram('ldconfig') ?? 'ldconfig', ['-p'], { encoding: 'utf8' });
    const paths = [...known.matchAll(HIDDEN)].map(([, path = '']) => path);
    this.hidden = [...new Set(paths.map((path) => realpathSync(path)))];
    const ip = realpathSync(findProgram('ip') ?? 'ip');
    const tools = join(far, 'tools');
    keepForIp(tools, ip, paths);
    this.#script = join(far, 'hide.sh');
    writeFileSync(
      this.#script,
      [
        'set -e',
        'cd /',
        `mount --bind '${tools}/ip.sh' '${ip}'`,
        ...this.hidden.map((path) => `mount --bind /dev/null '${path}'`),
        `mount -t tmpfs none '${ROOT}'`,
        'exec "$@"',
      ].join('\n'),
    );
  }

  /**
   * The command that runs a verb there, with `before` in front of Node's own. Execs only: the process
   * id stays that of Node.
   */
  command(words: readonly string[], before: readonly string[] = []): readonly string[] {
    const headless = join(this.directory, 'resources/app/build/main/headless.js');
    return ['unshare', '--mount', 'sh', this.#script, ...before, this.#node, headless, ...words];
  }
}

/** iproute2 is linked with libbpf as well; it gets copies of its own, that nobody else finds. */
function keepForIp(tools: string, ip: string, libraries: readonly string[]): void {
  mkdirSync(tools);
  copyFileSync(ip, join(tools, 'ip'));
  for (const path of libraries) copyFileSync(path, join(tools, basename(path)));
  const script = `#!/bin/sh\nLD_LIBRARY_PATH='${tools}' exec '${tools}/ip' "$@"\n`;
  writeFileSync(join(tools, 'ip.sh'), script, { mode: 0o755 });
}
