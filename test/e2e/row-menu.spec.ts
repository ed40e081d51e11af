/** What the menu of a row, the letters and the palette do, each with real packets. */
import { expect, type Locator, test } from '@playwright/test';
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
  await network.startHost('desk', 'listen', '8080');
});

test.afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await network?.[Symbol.asyncDispose]();
});

test.beforeEach(() => view.letGo());

/** Each test leaves no rule behind. `what`: how what is taken back begins. */
async function undo(what: string): Promise<void> {
  await app.page.keyboard.press('u');
  await expect(app.page.getByRole('status')).toHaveText(new RegExp(`^Undone: ${what}`));
}

async function openMenu(name: string, ...words: readonly string[]): Promise<void> {
  await view.row(...words).click({ button: 'right' });
  await app.page.getByRole('menuitem', { name, exact: true }).click();
}

function scope(name: string): Locator {
  return app.page.getByRole('menuitem', { name });
}

test('allowed by a letter, an address gets through a rule that drops its network', async () => {
  await view.addField.fill('192.0.2.0/24');
  await view.addField.press('Enter');
  await expect(view.blockedSwitch('192.0.2.0/24')).toBeChecked();
  expect(await network.ping()).toBe(false);
  await view.row(network.peerV4, 'Echo request', 'drop').click({ position: { x: 400, y: 12 } });
  await app.page.keyboard.press('a');
  await expect(app.page.getByRole('status')).toHaveText(`Allowed ${network.peerV4} for 1 h`);
  expect(await network.ping()).toBe(true);
  await undo('Allowed');
  expect(await network.ping()).toBe(false);
  await undo('Blocked');
  expect(await network.ping()).toBe(true);
});

test('one conversation is blocked, and the next one gets through', async () => {
  expect(await network.tcpConnects(8080)).toBe(true);
  await openMenu('Block', '8080', 'SYN', 'pass');
  await scope('This conversation').click();
  await expect(app.page.getByRole('status')).toHaveText(
    new RegExp(`^Blocked rule drop both tcp remote ${network.peerV4} port \\d+ port \\d+ for 1 h$`),
  );
  expect(await network.tcpConnects(8080)).toBe(true);
  await undo('Blocked');
});

test('the menu says what else a rule would hit, and a rule may end with Portcullis', async () => {
  expect(await network.ping()).toBe(true);
  await openMenu('Block', network.peerV4, 'Echo request', 'pass');
  await scope('Its network').hover();
  await expect(app.page.getByText(/^Matches [\d,]+ of the last [\d,]+ packets/)).toBeVisible();
  await scope('Its network').press('ArrowRight');
  await app.page.getByRole('menuitem', { name: 'Until restart' }).press('Enter');
  await expect(view.blockedLine('192.0.2.0/24')).toContainText('until restart');
  expect(await network.ping()).toBe(false);
  await undo('Blocked');
  expect(await network.ping()).toBe(true);
});

test('a row gives a filter, which leaves out what is not like it', async () => {
  const { page } = app;
  expect(await network.ping()).toBe(true);
  expect(await network.tcpConnects(8080)).toBe(true);
  await openMenu('Conversation filter', '8080', 'SYN', 'pass');
  const field = page.getByRole('combobox', { name: 'Filter packets' });
  await expect(field).toHaveValue(/^tcp remote 192\.0\.2\.2 port \d+ port \d+$/);
  await expect(view.row('8080', 'SYN', 'pass')).toBeVisible();
  await expect(view.row('Echo request')).toBeHidden();
  await page.getByRole('button', { name: 'Clear the filter' }).click();
  await expect(view.row('Echo request')).toBeVisible();
});

test('the palette blocks what is typed, and goes where it is told', async () => {
  const { page } = app;
  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox', { name: 'Command' });
  await field.fill(network.peerV4);
  await expect(page.getByRole('option', { selected: true })).toContainText('Show only');
  await field.press('ArrowDown');
  await expect(page.getByRole('option', { selected: true })).toContainText('Block');
  await field.press('Enter');
  await expect(view.blockedSwitch(network.peerV4)).toBeChecked();
  expect(await network.ping()).toBe(false);
  await undo('Blocked');
  await page.keyboard.press('Control+k');
  await field.fill('doct');
  await field.press('Enter');
  await expect(page.getByRole('heading', { name: 'Doctor' })).toBeVisible();
  await page.keyboard.press('Control+k');
  await field.fill('live');
  await field.press('Enter');
  await expect(page.getByRole('grid', { name: 'Live packets' })).toBeVisible();
  await page.keyboard.press('Control+k');
  await field.press('Escape');
  await expect(field).toBeHidden();
});
