/** Who may do what while root runs the app or these tests: the browser nothing, the engine little. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { openBrowserWindow } from '../../scripts/launch/browser-window.ts';
import { findBrowser } from '../../scripts/launch/find-browser.ts';
import { findSpareUid } from '../../scripts/launch/spare-user.ts';
import { launchTestBrowser, startVirtualDisplay } from '../support/browser.ts';
import { type ProcessStatus, processTree, readStatus } from '../support/process-status.ts';

const NAMESPACE = `pc-sandbox-${process.pid}`;

test.beforeAll(() => {
  execFileSync('ip', ['netns', 'add', NAMESPACE]);
  execFileSync('ip', ['-netns', NAMESPACE, 'link', 'set', 'lo', 'up']);
});

test.afterAll(() => {
  execFileSync('ip', ['netns', 'delete', NAMESPACE]);
});

test('the browser of these tests has no privileges, and its sandbox is on', async () => {
  await using browser = await launchTestBrowser({ networkNamespace: NAMESPACE });
  await browser.page.setContent('<p>hello</p>');
  await expect(browser.page.getByText('hello')).toBeVisible();

  await expectConfinement(() => processTree(browser.pid), browser.uid);
});

test('the browser of these tests is inside the namespace it was given', async () => {
  await using browser = await launchTestBrowser({ networkNamespace: NAMESPACE });
  const inside = execFileSync('ip', ['netns', 'pids', NAMESPACE], { encoding: 'utf8' });
  expect(inside.split('\n')).toContain(String(browser.pid));
});

test('nothing of the browser is left after its end', async () => {
  let pid: number;
  {
    await using browser = await launchTestBrowser();
    pid = browser.pid;
    expect(readStatus(pid)).toBeDefined();
  }
  expect(readStatus(pid)).toBeUndefined();
});

test("the app's own window has no privileges, and leaves nothing behind", async () => {
  await using display = await startVirtualDisplay();
  const page = createServer((_request, response) => response.end('<title>hello</title>'));
  page.listen(0, '127.0.0.1');
  await once(page, 'listening');
  const { port } = page.address() as AddressInfo;
  const directory = mkdtempSync(join(tmpdir(), 'portcullis-page-'));
  const entrance = join(directory, 'open.html');
  // As the engine writes it: a file that nobody but root can read.
  const forward = `<meta http-equiv="refresh" content="0; url=http://127.0.0.1:${port}/">`;
  writeFileSync(entrance, forward, { mode: 0o600 });
  using _environment = setEnvironment({
    DISPLAY: display.display,
    XAUTHORITY: display.cookies,
  });
  const arrived = once(page, 'request').then(() => 'the page was asked for');
  const spareUid = findSpareUid();
  const window = openBrowserWindow({ browser: findBrowser() ?? '', page: entrance, spareUid });
  try {
    expect(await Promise.race([arrived, window.closed])).toBe('the page was asked for');
    // By their uid: this test is their ancestor, but not the browser itself.
    const members = () => processTree(process.pid).filter(({ uid }) => uid === spareUid);
    await expectConfinement(members, spareUid);
    const shown = appPath(members());
    expect(ownerAndMode(shown)).toEqual([spareUid, 0o600]);
    expect(ownerAndMode(dirname(shown))).toEqual([0, 0o711]);

    window.close();
    expect(await window.closed).toBeUndefined();
    await expect.poll(() => members()).toEqual([]);
    expect(existsSync(dirname(shown))).toBe(false);
    const left = readdirSync('/tmp').filter((name) => ownerOf(join('/tmp', name)) === spareUid);
    expect(left).toEqual([]);
  } finally {
    window.close();
    await window.closed;
    page.close();
    rmSync(directory, { recursive: true });
  }
});

/**
 * Of a browser's processes: sandboxed, of that user, and without power over anything. A renderer that
 * is just starting puts on its seccomp filter before it sees any page, so it gets a moment.
 */
async function expectConfinement(
  browser: () => readonly ProcessStatus[],
  uid: number,
): Promise<void> {
  const own = readStatus(process.pid)?.userNamespace;
  await expect(() => {
    const members = browser();
    const renderers = members.filter((member) => member.arguments.includes('--type=renderer'));
    expect(renderers.length).toBeGreaterThan(0);
    expect(renderers.filter((renderer) => !renderer.hasSeccompFilter)).toEqual([]);
    // The sandbox lives in user namespaces of its own; what counts is power over the real one.
    const powerful = members.filter(
      (member) => member.effectiveCapabilities !== 0n && member.userNamespace === own,
    );
    expect(powerful).toEqual([]);
    expect(renderers.filter((renderer) => renderer.effectiveCapabilities !== 0n)).toEqual([]);
    expect(members.filter((member) => member.uid !== uid)).toEqual([]);
    expect(members.filter((member) => member.arguments.includes('--no-sandbox'))).toEqual([]);
  }).toPass({ timeout: 10_000 });
}

/** Until it is disposed of. */
function setEnvironment(variables: Readonly<Record<string, string>>): Disposable {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  return {
    [Symbol.dispose]: () => {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    },
  };
}

/** The file that the browser was told to show. */
function appPath(browser: readonly ProcessStatus[]): string {
  const words = browser.flatMap((member) => member.arguments);
  const url = words.find((word) => word.startsWith('--app=file://'));
  return url?.slice('--app=file://'.length) ?? '';
}

function ownerAndMode(path: string): [number, number] {
  const { uid, mode } = statSync(path);
  return [uid, mode & 0o777];
}

/** Undefined if it is gone. */
function ownerOf(path: string): number | undefined {
  return lstatSync(path, { throwIfNoEntry: false })?.uid;
}
