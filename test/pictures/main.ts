/**
 * npm run pictures [-- rules talkers]: docs/pictures, the window in every view, size and theme. The
 * engine is made up and so is the clock.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { createServer } from 'vite';
import type { Settings } from '../../electron/contract/settings.ts';
import { launchTestBrowser } from '../support/browser.ts';
import { ROOT } from '../support/paths.ts';
import { SCENES, type Scene } from './scenes.ts';
import { smallPng } from './small-png.ts';

const DIRECTORY = join(ROOT, 'docs/pictures');
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1100, height: 700 },
] as const;
const THEMES = ['light', 'dark'] as const satisfies readonly Settings['theme'][];

/** When the made-up engine starts, and how long it has run when the first picture is taken. */
const START = new Date('2026-11-30T13:50:00Z');
const HISTORY_S = 300;
/** In the page: traffic that comes and goes, and somebody who blocks an address, so that charts have a mark. */
const HISTORY = `{
  let second = 0;
  setInterval(() => {
    second += 1;
    demo.engine.send(Math.round(60 + 35 * Math.sin(second / 41) + 20 * Math.sin(second / 7)));
    if (second !== ${HISTORY_S - 40}) return;
    const line = 'drop both remote 198.51.100.61';
    demo.engine.handlers.addRule({ line, lifetimeSeconds: 3600, origin: 'row' });
  }, 1000);
}`;

async function main(names: readonly string[]): Promise<void> {
  const scenes = SCENES.filter(({ name }) => names.length === 0 || names.includes(name));
  mkdirSync(DIRECTORY, { recursive: true });
  const server = await createServer({
    configFile: join(ROOT, 'test/support/demo-page/vite.config.ts'),
    server: { port: 0, hmr: false, watch: null },
    logLevel: 'warn',
  });
  await server.listen();
  try {
    await using browser = await launchTestBrowser();
    const { page } = browser;
    // A busy machine is waited for.
    page.setDefaultTimeout(120_000);
    page.on('pageerror', (error) => console.error(error.message));
    const address = server.resolvedUrls?.local[0];
    if (!address) throw new Error('The page is served nowhere.');
    await openPage(page, address);
    for (const scene of scenes) await takeAll(page, scene);
  } finally {
    await server.close();
  }
}

async function openPage(page: Page, address: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setTimezoneOverride', { timezoneId: 'UTC' });
  await page.clock.install({ time: START });
  await page.clock.pauseAt(START.getTime() + 1000);
  await page.goto(`${address}?rate=90&theme=light&attached=enp5s0,wlp3s0&doctor=able#doctor`);
  await page.getByRole('heading', { name: 'Doctor' }).waitFor();
  await page.evaluate(HISTORY);
  // In a view that draws no packets, so that it is quick.
  await page.clock.runFor(HISTORY_S * 1000);
}

async function takeAll(page: Page, scene: Scene): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await setTheme(page, THEMES[0]);
    await scene.open(page);
    for (const theme of THEMES) {
      await setTheme(page, theme);
      const png = await page.screenshot({ animations: 'disabled', caret: 'hide' });
      const name = `${scene.name}-${size.width}x${size.height}-${theme}.png`;
      writeFileSync(join(DIRECTORY, name), smallPng(png));
      console.log(name);
    }
    await scene.close?.(page);
  }
}

async function setTheme(page: Page, theme: Settings['theme']): Promise<void> {
  await page.evaluate(`demo.engine.handlers.updateSettings({ theme: '${theme}' })`);
  await page.clock.runFor(200);
}

await main(process.argv.slice(2));
