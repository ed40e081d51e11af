import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { exitCodeOf } from '../../electron/engine/host-process/exit-code.ts';
import { say } from '../setup/terminal.ts';
import { makeOwnProfile, makeSpareProfile } from './browser-profile.ts';

/** A browser that cannot show a window ends sooner than anybody closes one. */
const FAILED_WITHIN_MS = 15_000;
/** In characters. Browsers talk a lot; only what a failed start says at its end is of use. */
const MAX_LAST_WORDS = 16_384;
const SETTLE_MS = 100;

/** The window shows one page of this machine and has no business with any other. */
const FLAGS = [
  '--no-first-run',
  '--no-default-browser-check',
  '--no-pings',
  '--disable-background-mode',
  '--disable-background-networking',
  '--disable-breakpad',
  '--disable-component-update',
  '--disable-crash-reporter',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-extensions',
  '--disable-sync',
  '--disable-features=AutofillServerCommunication,MediaRouter,OptimizationHints,Translate',
  // Nobody listens there. Loopback needs no proxy; whatever else the browser wants to tell, it cannot.
  '--proxy-server=127.0.0.1:9',
  '--password-store=basic',
  '--class=portcullis',
  '--window-size=1440,900',
];

export interface BrowserWindow {
  /** Answers undefined when the user closed the window, or else why there never was one. */
  readonly closed: Promise<string | undefined>;
  close(): void;
}

export interface WindowOptions {
  readonly browser: string;
  /** The page to show, a file that we can read. Never an address with a secret. */
  readonly page: string;
  /** Whom to run the browser as. Absent: as ourselves, which root must not. */
  readonly spareUid?: number;
}

/** Opens one page as a window of its own, with a profile that is gone with the window. */
export function openBrowserWindow({ browser, page, spareUid }: WindowOptions): BrowserWindow {
  const profile = spareUid === undefined ? makeOwnProfile(page) : makeSpareProfile(page, spareUid);
  const [program = '', ...args] = profile.startingWith([
    browser,
    `--user-data-dir=${join(profile.home, 'data')}`,
    `--app=${pathToFileURL(profile.page).href}`,
    ...FLAGS,
  ]);
  const openedAt = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let lastWords = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-MAX_LAST_WORDS);
  });

  const exitCode = new Promise<number>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('exit', (code, signal) => resolve(exitCodeOf(code, signal)));
  });
  let closing = false;
  const closed = exitCode.then(async (code) => {
    // Helpers of the browser may outlive it for a moment and hold the pipe, so its end is no sign.
    await delay(SETTLE_MS);
    child.stderr.destroy();
    const failed = !closing && code !== 0 && performance.now() - openedAt < FAILED_WITHIN_MS;
    const why = failed ? whyItFailed(lastWords) : undefined;
    await profile.remove().catch((error: Error) => {
      say(`What the window left in /tmp could not be removed: ${error.message}`);
    });
    return why;
  });
  return {
    closed,
    close: () => {
      closing = true;
      child.kill();
    },
  };
}

function whyItFailed(output: string): string {
  if (/No usable sandbox/i.test(output)) return 'its sandbox does not work on this system';
  if (/Missing X server|cannot open display|Failed to connect to Wayland/i.test(output)) {
    return 'it could not reach the display';
  }
  const fatal = output.split('\n').find((line) => line.includes('FATAL'));
  return fatal?.replace(/^\[.*?\]\s*/, '') ?? 'it ended at once';
}
