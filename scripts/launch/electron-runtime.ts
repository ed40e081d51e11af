/** Electron's runtime, which is not in its npm package: it is fetched when it is first needed. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isContinuousIntegration, showStep } from '../setup/terminal.ts';

const POLL_MS = 1_000;
/** A download that stands still for this long is given up. */
const STALL_MS = 20_000;
const LONGEST_MS = 15 * 60_000;
/** After a failure the next starts are quick. */
const RETRY_AFTER_MS = 24 * 3600_000;

export type ElectronRuntime =
  | { readonly found: true; readonly program: string }
  /** `why` is a whole sentence. */
  | { readonly found: false; readonly why: string };

/** The runtime's program, if it is here and works here. */
export function findElectron(root: string): ElectronRuntime {
  const electron = join(root, 'node_modules/electron');
  const obstacle = whyElectronCannotRun(electron);
  if (obstacle !== undefined) return missing(obstacle);
  if (!isInstalled(electron)) return missing("Electron's runtime has not been fetched.");
  return { found: true, program: join(electron, 'dist/electron') };
}

/** The runtime's program, fetched if need be and possible. */
export async function provideElectron(root: string): Promise<ElectronRuntime> {
  const electron = join(root, 'node_modules/electron');
  const found = findElectron(root);
  if (found.found || whyElectronCannotRun(electron) !== undefined) return found;

  const failedBefore = join(root, 'node_modules/.cache/portcullis/electron-not-fetched');
  const unreachable = "Electron's runtime could not be fetched.";
  if (ageMs(failedBefore) < RETRY_AFTER_MS || isContinuousIntegration())
    return missing(unreachable);
  const fetched = await showStep(
    "Fetching Electron's runtime (once, about 110 MB)",
    (report) => fetchRuntime(electron, report),
    (done) => done,
  );
  if (fetched && isInstalled(electron)) {
    rmSync(failedBefore, { force: true });
    return findElectron(root);
  }
  mkdirSync(dirname(failedBefore), { recursive: true });
  writeFileSync(failedBefore, '');
  return missing(unreachable);
}

/** A whole sentence. Undefined if nothing is in the way of its runtime. */
function whyElectronCannotRun(electron: string): string | undefined {
  if (process.getuid?.() === 0) return "Electron's sandbox does not work for root.";
  if (restrictsUserNamespaces() && !isSetuidRoot(join(electron, 'dist/chrome-sandbox'))) {
    return "This system does not let Electron's sandbox work from a checkout.";
  }
  return existsSync(electron) ? undefined : 'Electron is not installed.';
}

function missing(why: string): ElectronRuntime {
  return { found: false, why };
}

/** The same question that Electron's own installer asks first. */
function isInstalled(electron: string): boolean {
  const manifest = JSON.parse(readFileSync(join(electron, 'package.json'), 'utf8')) as {
    version: string;
  };
  const version = join(electron, 'dist/version');
  return (
    existsSync(version) &&
    readFileSync(version, 'utf8').trim().replace(/^v/, '') === manifest.version &&
    existsSync(join(electron, 'dist/electron'))
  );
}

/**
 * Runs Electron's installer. A slow line may take as long as it needs; a line where nothing comes
 * is given up soon. What the installer has read so far tells the two apart.
 */
function fetchRuntime(electron: string, report: (progress: string) => void): Promise<boolean> {
  const child = spawn(process.execPath, [join(electron, 'install.js')], { stdio: 'ignore' });
  const startedAt = performance.now();
  let bytesRead = 0;
  let progressAt = startedAt;
  const timer = setInterval(() => {
    const now = performance.now();
    const total = bytesReadBy(child.pid);
    if (total > bytesRead + 100_000) {
      bytesRead = total;
      progressAt = now;
      report(`${Math.floor(total / 1e6)} MB`);
    }
    if (now - progressAt > STALL_MS || now - startedAt > LONGEST_MS) child.kill('SIGKILL');
  }, POLL_MS);
  return new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
  }).finally(() => clearInterval(timer)) as Promise<boolean>;
}

/** Files and sockets together. 0 if that cannot be known. */
function bytesReadBy(pid: number | undefined): number {
  try {
    return Number(/^rchar: (\d+)/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Ubuntu, from 24.04 on, keeps them to programs that it knows. */
function restrictsUserNamespaces(): boolean {
  const setting = '/proc/sys/kernel/apparmor_restrict_unprivileged_userns';
  return existsSync(setting) && readFileSync(setting, 'utf8').trim() === '1';
}

function isSetuidRoot(path: string): boolean {
  const status = statSync(path, { throwIfNoEntry: false });
  return status !== undefined && status.uid === 0 && (status.mode & 0o4000) !== 0;
}

function ageMs(path: string): number {
  const status = statSync(path, { throwIfNoEntry: false });
  return status ? Date.now() - status.mtimeMs : Number.POSITIVE_INFINITY;
}
