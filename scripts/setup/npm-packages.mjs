/** The npm packages of this checkout. Plain JavaScript for Node 20: it runs before any is there. */
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Whether the last install is newer than the lock file. npm writes its own copy of the lock at the
 * very end of an install, so an interrupted one does not count.
 */
export function npmPackagesAreCurrent() {
  const installedAt = modifiedAt('node_modules/.package-lock.json');
  return installedAt !== undefined && installedAt >= (modifiedAt('package-lock.json') ?? 0);
}

/** Answers false, with the exit code set and npm's own words printed, when that failed. */
export async function installNpmPackages() {
  if (npmPackagesAreCurrent()) return true;
  console.error('Installing the npm packages (a minute or two, the first time only)');
  // Only errors: packages that are for other machines, or ask for a newer Node than runs npm here,
  // are not the user's concern. What is run later runs under the Node of typescript-runtime.mjs.
  const npm = npmCommand();
  const { status } = spawnSync(
    npm.program,
    [...npm.arguments, 'ci', '--loglevel=error', '--no-engine-strict'],
    { cwd: root, stdio: ['ignore', 2, 2] },
  );
  if (status === 0) return true;
  console.error(
    '\nnpm could not install the packages; its reason is above. Mend it and run again.',
  );
  process.exitCode = 1;
  return false;
}

/** The npm that started us, run by the Node that runs it: an install replaces our own Node. */
function npmCommand() {
  const { npm_execpath: script, npm_node_execpath: node } = process.env;
  return script?.endsWith('.js') && node
    ? { program: node, arguments: [script] }
    : { program: 'npm', arguments: [] };
}

/** Milliseconds since 1970; undefined if there is no such file. */
function modifiedAt(path) {
  return statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs;
}
