import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmdirSync,
  rmSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { searchPath } from '../setup/find-program.ts';
import { asSpareUser, endProcessesOf } from './spare-user.ts';

const PREFIX = 'portcullis-window-';
const MAX_TRIES = 10;
const RETRY_MS = 50;

/** Should we be killed, nobody else would close the window. */
const ENDING_WITH_US = ['--pdeathsig', 'TERM'];

/** What one browser lives in, gone with its window. */
export interface BrowserProfile {
  /** The browser's own directory, closed to everybody else. */
  readonly home: string;
  /** The page, as a file that the browser can read. */
  readonly page: string;
  /** The command that runs `command` as the browser's user. */
  startingWith(command: readonly string[]): readonly string[];
  /** Ends what the browser left running, and removes everything. */
  remove(): Promise<void>;
}

/** For a browser that runs as ourselves. */
export function makeOwnProfile(page: string): BrowserProfile {
  const home = mkdtempSync(join(tmpdir(), PREFIX));
  return {
    home,
    page,
    startingWith: (command) => ['setpriv', ...ENDING_WITH_US, '--', ...command],
    remove: async () =>
      rmSync(home, {
        ...{ recursive: true, force: true },
        ...{ maxRetries: MAX_TRIES, retryDelay: RETRY_MS },
      }),
  };
}

/**
 * For a browser that root starts as another user. That user owns its home, and the copies of the page
 * and of the display's cookie, but not the directory that holds them: nothing can be put in the place
 * of another. What is in the home that user removes himself, so root follows none of his links.
 */
export function makeSpareProfile(page: string, uid: number): BrowserProfile {
  // Root's own temporary directory may be closed to others.
  const directory = mkdtempSync(join('/tmp', PREFIX));
  const home = join(directory, 'home');
  const copyOfPage = join(directory, 'open.html');
  const cookies = join(directory, 'xauthority');
  const runtime = join(home, 'run');
  mkdirSync(runtime, { mode: 0o700, recursive: true });
  copyPrivately(page, copyOfPage);
  // The X server lets in who holds the cookie. A Wayland socket cannot be shared like that.
  const ownCookies = process.env.XAUTHORITY ?? join(homedir(), '.Xauthority');
  if (existsSync(ownCookies)) copyPrivately(ownCookies, cookies);
  for (const path of [copyOfPage, cookies, runtime, home]) {
    if (existsSync(path)) chownSync(path, uid, uid);
  }
  // Last: until then the other user reaches none of it.
  chmodSync(directory, 0o711);

  const environment = {
    PATH: searchPath().join(':'),
    HOME: home,
    XDG_RUNTIME_DIR: runtime,
    TMPDIR: runtime,
    DISPLAY: process.env.DISPLAY ?? '',
    LANG: process.env.LANG ?? 'C.UTF-8',
    ...(existsSync(cookies) && { XAUTHORITY: cookies }),
  };
  return {
    home,
    page: copyOfPage,
    startingWith: (command) => asSpareUser(uid, environment, command),
    remove: async () => {
      endProcessesOf(uid);
      await removeHome(home, uid);
      for (const path of [copyOfPage, cookies]) rmSync(path, { force: true });
      rmdirSync(directory);
    },
  };
}

function copyPrivately(from: string, to: string): void {
  copyFileSync(from, to);
  chmodSync(to, 0o600);
}

/** Processes that were just ended may still write. */
async function removeHome(home: string, uid: number): Promise<void> {
  const [program = '', ...args] = asSpareUser(uid, { PATH: searchPath().join(':') }, [
    ...['find', home, '-mindepth', '1', '-delete'],
  ]);
  for (let tries = 1; ; tries += 1) {
    spawnSync(program, args, { stdio: 'ignore' });
    try {
      rmdirSync(home);
      return;
    } catch (error) {
      if (tries === MAX_TRIES) throw error;
      await delay(RETRY_MS);
    }
  }
}
