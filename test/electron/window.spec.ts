/**
 * What only Electron itself can prove: that the built app opens its window, and how that window is
 * fenced in. Without privileges the engine explains that it cannot filter, which is enough here.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, expect, type Page, test } from '@playwright/test';
import { findElectron } from '../../scripts/launch/electron-runtime.ts';
import { ROOT } from '../support/paths.ts';

let home: string;
let app: ElectronApplication;
let page: Page;

test.beforeAll(async () => {
  const electron = findElectron(ROOT);
  if (!electron.found) throw new Error(electron.why);
  home = mkdtempSync(join(tmpdir(), 'portcullis-electron-'));
  app = await _electron.launch({
    executablePath: electron.program,
    args: [ROOT, '--ozone-platform=headless', `--user-data-dir=${join(home, 'data')}`],
    // Playwright's default is --no-sandbox.
    chromiumSandbox: true,
    env: { PATH: process.env.PATH ?? '', HOME: home, XDG_RUNTIME_DIR: home, XDG_CONFIG_HOME: home },
  });
  page = await app.firstWindow();
});

test.afterAll(async () => {
  await app?.close();
  if (home) rmSync(home, { recursive: true, force: true });
});

test('the window opens and shows the app', async () => {
  await expect(page).toHaveTitle('Portcullis');
  await expect(page.locator('body')).not.toBeEmpty();
  expect(app.windows()).toHaveLength(1);
});

test('the page comes from app: and can load nothing else', async () => {
  expect(new URL(page.url()).origin).toBe('app://portcullis');
  const answer = await page.evaluate(() =>
    fetch('http://127.0.0.1:9/').then(
      () => 'loaded',
      () => 'refused',
    ),
  );
  expect(answer).toBe('refused');
});

test('the bridge is two functions', async () => {
  const bridge = await page.evaluate(() => {
    const { portcullis } = globalThis as unknown as { portcullis: Record<string, unknown> };
    return Object.entries(portcullis).map(([name, value]) => [name, typeof value]);
  });
  expect(bridge.sort()).toEqual([
    ['receive', 'function'],
    ['send', 'function'],
  ]);
});

test('the page has no Node', async () => {
  const found = await page.evaluate(() =>
    ['require', 'process', 'module', 'Buffer', 'global'].filter((name) => name in globalThis),
  );
  expect(found).toEqual([]);
});

test('every process of the app keeps its sandbox', async () => {
  const commands = await app.evaluate(() => process.argv.join(' '));
  expect(commands).not.toContain('--no-sandbox');
});
