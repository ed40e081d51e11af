/** Menu, tray and theme, as Electron makes them. */
import { join } from 'node:path';
import { type ElectronApplication, expect, type Page, test } from '@playwright/test';
import { RESOURCES } from '../support/paths.ts';
import { AppHome, callEngine } from './launched-app.ts';

let home: AppHome;
let app: ElectronApplication;
let page: Page;

test.beforeAll(async () => {
  home = new AppHome();
  ({ app, page } = await home.launch());
  await expect(page.locator('body')).not.toBeEmpty();
});

test.afterAll(async () => {
  await home?.[Symbol.asyncDispose]();
});

/** Labels of the application menu and of what is in it. */
function menuLabels(): Promise<string[]> {
  return app.evaluate(({ Menu }) =>
    (Menu.getApplicationMenu()?.items ?? []).flatMap((item) => [
      item.label,
      ...(item.submenu?.items ?? []).map((entry) => entry.label),
    ]),
  );
}

function clickMenu(label: string): Promise<void> {
  return app.evaluate(({ Menu }, wanted) => {
    const items = (Menu.getApplicationMenu()?.items ?? []).flatMap((item) => [
      ...(item.submenu?.items ?? []),
    ]);
    items.find((item) => item.label === wanted)?.click();
  }, label);
}

test('the menu is there and out of sight', async () => {
  expect(await menuLabels()).toEqual(
    expect.arrayContaining([
      ...['&File', '&View', 'Fi&lter', '&Help', '&Unlock…', '&Rules'],
      'Panic: let everything through',
    ]),
  );
  const isHidden = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.isMenuBarAutoHide(),
  );
  expect(isHidden).toBe(true);
});

test('the menu lets everything through, and says how to end that', async () => {
  await clickMenu('Panic: let everything through');
  await expect.poll(menuLabels).toContain('Enforce rules again');
  await clickMenu('Enforce rules again');
  await expect.poll(menuLabels).toContain('Panic: let everything through');
});

test('the menu opens the doctor without loading the page anew', async () => {
  await page.evaluate(() => {
    (globalThis as { untouched?: boolean }).untouched = true;
  });
  for (const _turn of ['first', 'second']) {
    await clickMenu('&Doctor');
    await expect.poll(() => new URL(page.url()).hash).toBe('#doctor');
  }
  expect(await page.evaluate(() => 'untouched' in globalThis)).toBe(true);
});

test('the menu shows the keys', async () => {
  await page.evaluate(() => {
    addEventListener('keydown', ({ key }) => {
      (globalThis as { lastKey?: string }).lastKey = key;
    });
  });
  await clickMenu('&Keyboard Shortcuts');
  await expect
    .poll(() => page.evaluate(() => (globalThis as { lastKey?: string }).lastKey))
    .toBe('?');
});

test('the theme of the page is the theme of the desktop parts', async () => {
  const source = () => app.evaluate(({ nativeTheme }) => nativeTheme.themeSource);
  for (const [theme, expected] of [
    ['dark', 'dark'],
    ['light', 'light'],
    ['contrast', 'dark'],
    ['system', 'system'],
  ] as const) {
    await callEngine(page, 'updateSettings', { theme });
    await expect.poll(source).toBe(expected);
  }
});

test.describe('the tray', () => {
  for (const name of ['tray-light.png', 'tray-dark.png']) {
    test(`has ${name} for every screen`, async () => {
      const factors = await app.evaluate(
        ({ nativeImage }, path) => {
          const image = nativeImage.createFromPath(path);
          return image.isEmpty() ? [] : image.getScaleFactors();
        },
        join(RESOURCES, 'icons', name),
      );
      expect(factors).toEqual(expect.arrayContaining([1, 2]));
    });
  }
});
