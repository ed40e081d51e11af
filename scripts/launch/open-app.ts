import { join } from 'node:path';
import {
  type HostProcess,
  startHostProcess,
} from '../../electron/engine/host-process/host-process.ts';
import { untilEnded } from '../../electron/engine/host-process/until-ended.ts';
import { hostRights, type Privileges } from '../setup/privileges.ts';
import { say } from '../setup/terminal.ts';
import type { AppWindow } from './app-window.ts';
import { type BrowserWindow, openBrowserWindow } from './browser-window.ts';
import { findSpareUid } from './spare-user.ts';

export interface AppOptions {
  /** The checkout. */
  readonly root: string;
  readonly privileges: Privileges;
  /** Passed on to the host. */
  readonly arguments: readonly string[];
}

/** Runs the app until the user ends it. Answers the exit code. */
export async function openApp(window: AppWindow, options: AppOptions): Promise<number> {
  switch (window.kind) {
    case 'electron':
      return untilEnded(
        startHostProcess(hostRights(options.privileges), [
          ...[window.program, options.root],
          ...options.arguments,
        ]),
      );
    case 'browser':
      say(`${window.why} Opening Portcullis in a browser window instead.`);
      return openInBrowser(window.program, options);
    case 'none':
      say(`${window.why} No browser that could stand in is installed either.`);
      return serveAddress(options);
    case 'no-display':
      return serveAddress(options);
  }
}

async function openInBrowser(browser: string, options: AppOptions): Promise<number> {
  const spareUid = process.getuid?.() === 0 ? findSpareUid() : undefined;
  const host = startHeadless(options, ['--ready-fd', '3']);
  const ended = untilEnded(host);
  const page = pageOf(await host.ready);
  if (page === undefined) return ended;

  const window = openBrowserWindow({ browser, page, ...(spareUid !== undefined && { spareUid }) });
  void ended.finally(() => window.close());
  const problem = await windowOrHostEnds(window, ended);
  host.stop();
  const exitCode = await ended;
  await window.closed;
  if (problem === undefined) return exitCode;
  say(`The browser did not open a window: ${problem}.`);
  return serveAddress(options);
}

/** The host prints the address itself, and how it is doing. */
function serveAddress(options: AppOptions): Promise<number> {
  return untilEnded(startHeadless(options, []));
}

function startHeadless(options: AppOptions, flags: readonly string[]): HostProcess {
  const main = join(options.root, 'electron/headless/main.ts');
  return startHostProcess(hostRights(options.privileges), [
    // Whoever was to be asked for rights has been asked.
    ...[process.execPath, main, 'serve', '--no-ask', ...flags],
    ...options.arguments,
  ]);
}

async function windowOrHostEnds(
  window: BrowserWindow,
  hostEnded: Promise<number>,
): Promise<string | undefined> {
  return Promise.race([window.closed, hostEnded.then(() => undefined)]);
}

/** The host's ready line names the file that lets its reader in; it is for our own user. */
function pageOf(ready: unknown): string | undefined {
  if (typeof ready !== 'object' || ready === null || !('enterFile' in ready)) return undefined;
  return String(ready.enterFile);
}
