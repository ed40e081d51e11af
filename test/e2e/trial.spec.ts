/** A default that drops: on trial in every view, kept or taken back from any. */
import { expect, type Page, test } from '@playwright/test';
import { ServedApp } from '../support/served-app.ts';
import { TestNetwork } from '../support/test-network.ts';
import { AppPage } from './app-page.ts';

let network: TestNetwork;
let app: ServedApp;
let view: AppPage;

test.beforeEach(async () => {
  network = await TestNetwork.open();
  app = await ServedApp.start(network, { words: ['--interface', 'desk0'] });
  view = new AppPage(app.page);
  await view.seesPackets(network);
});

test.afterEach(async () => {
  await app?.[Symbol.asyncDispose]();
  await network?.[Symbol.asyncDispose]();
});

const QUESTION = 'Keep this change? default in drop';

async function dropByDefault(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Rules', exact: true }).click();
  await page
    .getByRole('radiogroup', { name: 'Incoming packets that no rule decided' })
    .getByRole('radio', { name: 'Drop' })
    .click();
  await expect(view.notices).toContainText(QUESTION);
}

test('it drops what nobody asked for, lets replies in, and goes with a click from elsewhere', async () => {
  const { page } = app;
  await dropByDefault(page);
  expect(await network.ping()).toBe(false);
  expect(await network.succeeds('desk', 'ping', '-c', '1', '-W', '1', network.peerV4)).toBe(true);
  await page.getByRole('button', { name: 'Doctor', exact: true }).click();
  await expect(view.notices).toContainText(QUESTION);
  await view.notices.getByRole('button', { name: 'Take back' }).click();
  await expect(view.notices.getByText(QUESTION)).toBeHidden();
  expect(await network.ping()).toBe(true);
});

test('kept by a key, it stays; its drops say so in their rows, and panic lifts it', async () => {
  const { page } = app;
  await dropByDefault(page);
  await page.getByRole('button', { name: 'Live', exact: true }).click();
  await page.keyboard.press('Control+Enter');
  await expect(view.notices.getByText(QUESTION)).toBeHidden();
  expect(await network.ping()).toBe(false);
  await expect(view.row('Echo request', 'drop')).toContainText('default');
  await expect(view.blocked).toContainText('And all that no rule lets in');
  await view.panic.click();
  await expect(view.panic).toHaveAttribute('aria-pressed', 'true');
  expect(await network.ping()).toBe(true);
});
