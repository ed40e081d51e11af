import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { findBrowser } from '../../scripts/launch/find-browser.ts';
import { asSpareUser, endProcessesOf, findSpareUid } from '../../scripts/launch/spare-user.ts';
import { findProgram, searchPath } from '../../scripts/setup/find-program.ts';

export interface TestBrowserOptions {
  /** A named network namespace, as `ip netns` knows it. Absent: the one that the test runs in. */
  readonly networkNamespace?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
}

/** A headless Chromium as root must run it: under a spare uid, without capabilities, sandbox on. */
export interface TestBrowser extends AsyncDisposable {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Of the browser's main process. */
  readonly pid: number;
  /** Hand files to this user (owner, mode 0600) that the browser is to open. */
  readonly uid: number;
}

export async function launchTestBrowser(options: TestBrowserOptions = {}): Promise<TestBrowser> {
  if (process.getuid?.() !== 0) {
    throw new Error('Browser tests need root, for namespaces and a spare uid. Run `npm test`.');
  }
  const browser = findBrowser();
  if (!browser) {
    throw new Error('Browser tests need Chromium or Chrome, not as a snap. Run `npm test`.');
  }
  const uid = findSpareUid();
  // Not the test's own temporary directory, which others may be kept out of.
  const profile = mkdtempSync('/tmp/portcullis-browser-');
  const downloadsPath = join(profile, 'downloads');
  mkdirSync(downloadsPath);
  for (const path of [profile, downloadsPath]) chownSync(path, uid, uid);
  const launcher = writeLauncher(browser, uid, profile, options.networkNamespace);
  const remove = (): void => {
    endProcessesOf(uid);
    for (const directory of [profile, launcher.directory]) {
      rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    }
  };
  try {
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: launcher.path,
      // Playwright's default is --no-sandbox.
      chromiumSandbox: true,
      headless: true,
      // Where the browser's user may write.
      downloadsPath,
      viewport: options.viewport ?? { width: 1440, height: 900 },
      colorScheme: options.colorScheme ?? 'light',
    });
    return {
      context,
      page: context.pages()[0] ?? (await context.newPage()),
      pid: Number(readFileSync(launcher.pidPath, 'utf8')),
      uid,
      [Symbol.asyncDispose]: async () => {
        await context.close();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** An X server without a screen, for a browser that shows its window. */
export interface VirtualDisplay extends AsyncDisposable {
  /** As in `DISPLAY`. */
  readonly display: string;
  /** The file with the cookie that it lets in, for root only; as in `XAUTHORITY`. */
  readonly cookies: string;
}

export async function startVirtualDisplay(): Promise<VirtualDisplay> {
  const directory = mkdtempSync('/tmp/portcullis-display-');
  const cookies = join(directory, 'cookies');
  writeFileSync(cookies, displayCookie(), { mode: 0o600 });
  const server = spawn(
    requireProgram('Xvfb'),
    ['-displayfd', '3', '-auth', cookies, '-nolisten', 'tcp', '-screen', '0', '1600x1000x24'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  );
  const ended = once(server, 'exit');
  const first = once(server.stdio[3] as Readable, 'data').then(([text]) => String(text).trim());
  const number = await Promise.race([first, ended.then(() => undefined)]);
  const remove = (): void => rmSync(directory, { recursive: true, force: true });
  if (number === undefined) {
    remove();
    throw new Error('Xvfb ended at once.');
  }
  return {
    display: `:${number}`,
    cookies,
    [Symbol.asyncDispose]: async () => {
      server.kill();
      await ended;
      remove();
    },
  };
}

/** One entry of an Xauthority file that holds for every display: family, then four counted fields. */
function displayCookie(): Buffer {
  const anyHost = Buffer.from([0xff, 0xff]);
  const texts = ['', '', 'MIT-MAGIC-COOKIE-1'].map((text) => Buffer.from(text));
  const fields = [...texts, randomBytes(16)].map((bytes) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(bytes.length);
    return Buffer.concat([length, bytes]);
  });
  return Buffer.concat([anyHost, ...fields]);
}

/**
 * What Playwright starts in place of the browser: a script that gives root up. Every step is an
 * exec, so the browser has the process id that the script began with.
 */
function writeLauncher(
  browser: string,
  uid: number,
  profile: string,
  networkNamespace: string | undefined,
) {
  const directory = mkdtempSync('/tmp/portcullis-launcher-');
  const path = join(directory, 'browser');
  const pidPath = join(directory, 'pid');
  const environment = { PATH: searchPath().join(':'), HOME: profile, LANG: 'C.UTF-8' };
  const command = [
    ...(networkNamespace === undefined
      ? []
      : [requireProgram('ip'), 'netns', 'exec', networkNamespace]),
    ...asSpareUser(uid, environment, [browser]),
  ];
  writeFileSync(
    path,
    `#!/bin/sh\necho $$ >${quote(pidPath)}\nexec ${command.map(quote).join(' ')} "$@"\n`,
  );
  chmodSync(path, 0o755);
  return { directory, path, pidPath };
}

function requireProgram(name: string): string {
  const path = findProgram(name);
  if (!path) throw new Error(`Browser tests need ${name}. Run \`npm test\`, which installs it.`);
  return path;
}

/** For a POSIX shell. */
function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
