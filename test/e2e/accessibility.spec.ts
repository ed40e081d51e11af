/** What axe finds in each view and theme: nothing serious, with real packets in it. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { VIEW_LABELS, VIEWS } from '../../renderer/use-view.ts';
import { ServedApp } from '../support/served-app.ts';
import { TestNetwork } from '../support/test-network.ts';
import { AppPage } from './app-page.ts';

let network: TestNetwork;
let app: ServedApp;
let view: AppPage;

test.beforeAll(async () => {
  network = await TestNetwork.open();
  app = await ServedApp.start(network, { words: ['--interface', 'desk0'] });
  view = new AppPage(app.page);
  await view.seesPackets(network);
  await view.addField.fill(network.peerV6);
  await view.addField.press('Enter');
  await expect(view.blockedSwitch(network.peerV6)).toBeChecked();
});

test.afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await network?.[Symbol.asyncDispose]();
});

/** `color-contrast button 3`, for what is serious or worse. */
async function seriousFaults(): Promise<readonly string[]> {
  // Without a page of its own for its work, which the app's window could not open.
  const { violations } = await new AxeBuilder({ page: app.page }).setLegacyMode(true).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

for (const theme of ['light', 'dark', 'contrast'] as const) {
  test(`every view, ${theme}`, async () => {
    const { page } = app;
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Command' }).fill(theme);
    await page.getByRole('combobox', { name: 'Command' }).press('Enter');
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    for (const each of VIEWS) {
      const label = VIEW_LABELS[each];
      await page.getByRole('navigation').getByRole('button', { name: label, exact: true }).click();
      await page.mouse.move(0, 0);
      expect({ view: label, faults: await seriousFaults() }).toEqual({ view: label, faults: [] });
    }
  });
}

test('the menu of a row, the palette and the keys', async () => {
  const { page } = app;
  await page.getByRole('navigation').getByRole('button', { name: 'Live', exact: true }).click();
  await network.ping();
  await view.row('Echo request').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Block', exact: true }).press('ArrowRight');
  await expect(page.getByText(/^Matches /)).toBeVisible();
  expect(await seriousFaults()).toEqual([]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Command' })).toBeVisible();
  expect(await seriousFaults()).toEqual([]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  expect(await seriousFaults()).toEqual([]);
});
