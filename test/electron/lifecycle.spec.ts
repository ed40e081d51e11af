/** How the app begins and ends: one instance, a remembered window, an end in order. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { NODE, ROOT } from '../support/paths.ts';
import { AppHome } from './launched-app.ts';

let home: AppHome;

test.beforeEach(() => {
  home = new AppHome();
});

test.afterEach(async () => {
  await home[Symbol.asyncDispose]();
});

/** As a user starts it, without Playwright's hand in it. */
function start(...words: string[]): ChildProcess {
  return spawn(home.program, [ROOT, ...home.switches, ...words], {
    env: home.environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

async function exitCode(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

test('a second start brings the first window forward and ends', async () => {
  const { app } = await home.launch();
  await app.evaluate(({ app, BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.minimize();
    app.once('second-instance', () => {
      (globalThis as { wasCalled?: boolean }).wasCalled = true;
    });
  });
  expect(await exitCode(start())).toBe(0);
  await expect
    .poll(() => app.evaluate(() => (globalThis as { wasCalled?: boolean }).wasCalled))
    .toBe(true);
  const isMinimized = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.isMinimized(),
  );
  expect(isMinimized).toBe(false);
});

test('the window opens as large as it was', async () => {
  const first = await home.launch();
  await first.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.setSize(1000, 700),
  );
  await first.app.close();
  const remembered = JSON.parse(
    readFileSync(join(home.path, 'portcullis/window.json'), 'utf8'),
  ) as { width: number; height: number };
  expect(remembered).toMatchObject({ width: 1000, height: 700 });
  const second = await home.launch();
  const size = await second.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.getSize(),
  );
  expect(size).toEqual([1000, 700]);
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} ends it in order`, async () => {
    const { app } = await home.launch();
    const child = app.process();
    const ended = exitCode(child);
    child.kill(signal);
    expect(await ended).toBe(0);
  });
}

test('it does not start with its sandbox off', async () => {
  const child = start('--no-sandbox');
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words += text;
  });
  expect(await exitCode(child)).toBe(1);
  expect(words).toContain('Portcullis does not run with --no-sandbox.');
});

test('verbs without a window run on the same binary', async () => {
  const version = await run(['--version']);
  expect(version.trim()).toBe(
    (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }).version,
  );
  // The same as under Node, where it is a runtime of its own.
  expect(await run(['help'])).toBe(await run(['help'], NODE));
});

async function run(words: readonly string[], program = home.program): Promise<string> {
  const child = spawn(program, [join(ROOT, 'build/main/headless.js'), ...words], {
    env: { ...home.environment, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  expect(await exitCode(child)).toBe(0);
  return output;
}
