/**
 * What only Electron itself can prove: that the built app opens its window, and how that window is
 * fenced in. Without privileges the engine plays a recording, which is enough here.
 */
import { readFileSync } from 'node:fs';
import { type ElectronApplication, expect, type Page, test } from '@playwright/test';
import { AppHome } from './launched-app.ts';

let home: AppHome;
let app: ElectronApplication;
let page: Page;

test.beforeAll(async () => {
  home = new AppHome();
  ({ app, page } = await home.launch());
});

test.afterAll(async () => {
  await home?.[Symbol.asyncDispose]();
});

test('the window opens and shows the app', async () => {
  await expect(page).toHaveTitle('Portcullis');
  await expect(page.locator('body')).not.toBeEmpty();
  expect(app.windows()).toHaveLength(1);
});

test('without the right to filter it plays a recording and offers to unlock', async () => {
  await expect(page.getByRole('button', { name: /Unlock/ }).first()).toBeVisible();
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

test('the page comes from app: and can load nothing else', async () => {
  expect(new URL(page.url()).origin).toBe('app://portcullis');
  const outcomes = await page.evaluate(async () => {
    const load = (url: string) =>
      fetch(url).then(
        () => 'loaded',
        () => 'refused',
      );
    const image = await new Promise((resolve) => {
      const element = new Image();
      element.onload = () => resolve('loaded');
      element.onerror = () => resolve('refused');
      element.src = 'http://127.0.0.1:9/picture.png';
    });
    return [
      await load('http://127.0.0.1:9/'),
      await load('file:///etc/hostname'),
      await load('app://other/index.html'),
      image,
    ];
  });
  expect(outcomes).toEqual(['refused', 'refused', 'refused', 'refused']);
});

test('the page goes nowhere and opens nothing', async () => {
  const address = page.url();
  const opened = await page.evaluate(() => window.open('app://portcullis/') === null);
  expect(opened).toBe(true);
  await page.evaluate(() => {
    location.href = 'about:blank';
  });
  await page.evaluate(() => {
    location.href = 'https://example.org/';
  });
  await expect(page.locator('body')).not.toBeEmpty();
  expect(page.url()).toBe(address);
  expect(app.windows()).toHaveLength(1);
});

test('the page is granted nothing', async () => {
  const states = await page.evaluate(async () => {
    const names = ['geolocation', 'notifications', 'camera', 'microphone', 'midi'];
    const query = async (name: string) =>
      (await navigator.permissions.query({ name: name as PermissionName })).state;
    return Promise.all(names.map(query));
  });
  expect(states).not.toContain('granted');
});

test('a policy keeps scripts and styles out that are not its own', async () => {
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'globalThis.injected = true';
    document.body.append(script);
    script.remove();
    return 'injected' in globalThis;
  });
  expect(ran).toBe(false);
});

test('every process of the app keeps its sandbox', async () => {
  const processes = await app.evaluate(({ app }) =>
    app.getAppMetrics().map(({ pid, type }) => ({ pid, type })),
  );
  for (const { pid } of processes) {
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).not.toContain('--no-sandbox');
  }
  const pages = processes.filter(({ type }) => type === 'Tab');
  expect(pages.length).toBeGreaterThan(0);
  for (const { pid } of pages) {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    expect(status).toMatch(/^Seccomp:\t2$/m);
    expect(status).toMatch(/^CapEff:\t0+$/m);
    expect(status).toMatch(/^NoNewPrivs:\t1$/m);
  }
});

test('a crashed page is loaded once more', async () => {
  const crashed = page.waitForEvent('crash');
  await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
  );
  await crashed;
  await expect
    .poll(() =>
      app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('document.title'),
      ),
    )
    .toBe('Portcullis');
});
