/** Who talked and how much, and the charts, from packets on the wire. */
import { expect, type Locator, test } from '@playwright/test';
import { ServedApp } from '../support/served-app.ts';
import { TestNetwork } from '../support/test-network.ts';
import { AppPage } from './app-page.ts';

const ECHO_PORT = 5300;
const REFUSED = /Content Security Policy|Refused to/;

let network: TestNetwork;
let app: ServedApp;
let view: AppPage;
const refusals: string[] = [];

test.beforeAll(async () => {
  network = await TestNetwork.open();
  app = await ServedApp.start(network, { words: ['--interface', 'desk0'] });
  app.page.on('console', (message) => {
    if (REFUSED.test(message.text())) refusals.push(message.text());
  });
  view = new AppPage(app.page);
  await view.seesPackets(network);
  await network.startHost('desk', 'echo', String(ECHO_PORT));
});

test.afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await network?.[Symbol.asyncDispose]();
});

test.beforeEach(() => view.letGo());

async function open(name: 'Live' | 'Talkers' | 'Traffic'): Promise<void> {
  const rail = app.page.getByRole('navigation', { name: 'Views' });
  await rail.getByRole('button', { name, exact: true }).click();
}

async function show(kind: string): Promise<void> {
  await app.page.getByRole('radio', { name: kind, exact: true }).click();
}

function talker(label: string): Locator {
  const name = app.page.getByRole('rowheader', { name: label, exact: true });
  return app.page.getByRole('row').filter({ has: name });
}

test('talkers: what was sent is what is counted, both ways, under its port', async () => {
  for (let sent = 0; sent < 4; sent += 1) expect(await network.udpAnswers(ECHO_PORT)).toBe(true);
  await open('Talkers');
  await show('Ports');
  const port = talker(`${ECHO_PORT}/udp`);
  await expect(port.getByRole('gridcell').nth(1)).toHaveText('8');
  await expect(port.getByRole('gridcell').nth(3)).toHaveText('0');
  await show('Destinations');
  await app.page.getByRole('textbox', { name: 'Find talkers' }).fill(network.deskV4);
  await expect(talker(network.deskV4)).toBeVisible();
  await expect(talker(network.peerV4)).toHaveCount(0);
  await app.page.getByRole('textbox', { name: 'Find talkers' }).fill('');
  await expect(talker(network.peerV4)).toContainText(/[1-9]/);
});

test('talkers: one click blocks a sender, its packets are counted as dropped, undo lets it in', async () => {
  await open('Talkers');
  await show('Sources');
  const row = talker(network.peerV4);
  await expect(row.getByRole('gridcell').nth(3)).toHaveText('0');
  await row.getByRole('button', { name: `Block ${network.peerV4}` }).click();
  const said = app.page.getByRole('status').filter({ hasText: `Blocked ${network.peerV4}` });
  await expect(said).toHaveCount(1);
  await view.letGo();
  expect(await network.ping()).toBe(false);
  await expect(row).toContainText('blocked');
  await expect(row.getByRole('gridcell').nth(3)).not.toHaveText('0');

  await app.page.keyboard.press('u');
  await expect(row).not.toContainText('blocked');
  expect(await network.ping()).toBe(true);
});

test('talkers: by keyboard, from a row to its packets', async () => {
  await open('Talkers');
  await show('Flows');
  const table = app.page.getByRole('grid', { name: 'Flows' });
  await app.page.getByRole('textbox', { name: 'Find talkers' }).fill(`${ECHO_PORT}`);
  await expect(table.getByRole('rowheader').first()).toContainText(`:${ECHO_PORT}`);
  await table.getByRole('button', { name: 'Packets' }).press('Enter');
  await expect(table.getByRole('columnheader', { name: 'Packets' })).toHaveAttribute(
    'aria-sort',
    'ascending',
  );
  await table.focus();
  await app.page.keyboard.press('ArrowDown');
  await app.page.keyboard.press('p');
  await expect(view.row(String(ECHO_PORT), 'UDP')).toBeVisible();
  await expect(app.page.getByRole('row').filter({ hasText: 'Echo request' })).toHaveCount(0);
  await clearFilter();
});

test('traffic: a stretch is zoomed into in all charts, and the table follows it', async () => {
  await open('Traffic');
  const charts = app.page.getByRole('group', { name: /^Charts/ });
  await expect(app.page.getByTestId('figure-udp')).toHaveText(/\/s$/);
  await charts.focus();
  for (let press = 0; press < 6; press += 1) await app.page.keyboard.press('+');
  await expect(app.page.getByTestId('traffic-when')).toHaveText(/–.*average$/);
  await app.page.getByRole('button', { name: 'Show these packets' }).click();
  await expect(app.page.getByRole('grid', { name: 'Live packets' })).toBeVisible();

  // What comes now is of no stretch that was looked at.
  expect(await network.udpAnswers(5999)).toBe(false);
  await expect(view.status).toContainText('seen');
  await expect(view.row('5999')).toHaveCount(0);
  await open('Traffic');
  await app.page.getByRole('button', { name: /^Follow/ }).click();
  await open('Live');
  await expect(view.row('5999').first()).toBeVisible();
});

test('traffic: a drag over one chart zooms all of them, a double click follows again', async () => {
  await open('Traffic');
  const chart = app.page.getByRole('region', { name: 'By verdict' });
  const box = await chart.locator('.u-over').boundingBox();
  if (!box) throw new Error('no chart');
  const y = box.y + box.height / 2;
  await app.page.mouse.move(box.x + box.width * 0.5, y);
  await app.page.mouse.down();
  await app.page.mouse.move(box.x + box.width * 0.7, y, { steps: 4 });
  await app.page.mouse.up();
  await expect(app.page.getByRole('button', { name: 'Show these packets' })).toBeVisible();
  await chart.locator('.u-over').dblclick();
  await expect(app.page.getByRole('radio', { name: '5 min', exact: true })).toBeVisible();
  await view.letGo();
  // A change of rules stands on the axis, and what it drops in a chart of its own.
  await open('Live');
  await view.addField.fill(`${ECHO_PORT}/udp`);
  await view.addField.press('Enter');
  await expect(view.blockedSwitch(`${ECHO_PORT}/udp`)).toBeChecked();
  expect(await network.udpAnswers(ECHO_PORT)).toBe(false);
  await open('Traffic');
  const marks = app.page.getByRole('list', { name: /^Rule changes/ });
  await expect(marks).toContainText(`Blocked ${ECHO_PORT}/udp`);
  await expect(app.page.getByRole('region', { name: 'Dropped by rule' })).toContainText(
    `${ECHO_PORT}/udp`,
  );
  expect(refusals).toEqual([]);
});

async function clearFilter(): Promise<void> {
  await app.page.getByRole('button', { name: 'Clear the filter' }).click();
}
