/** The filter over the live list, against real packets: what it shows, says, keeps, and becomes. */
import { readFileSync, rmSync } from 'node:fs';
import { expect, type Locator, test } from '@playwright/test';
import { makeHome } from '../support/make-home.ts';
import { ServedApp } from '../support/served-app.ts';
import { TestNetwork } from '../support/test-network.ts';
import { AppPage } from './app-page.ts';

let network: TestNetwork;
let app: ServedApp;
let view: AppPage;

const home = makeHome();

/** What the engine keeps for the next start. */
function rememberedFilters(): readonly string[] {
  const { settings } = JSON.parse(readFileSync(`${home}/config/portcullis/config.json`, 'utf8'));
  return settings.recentFilters;
}

test.beforeAll(async () => {
  network = await TestNetwork.open();
  app = await ServedApp.start(network, { words: ['--interface', 'desk0'], home });
  view = new AppPage(app.page);
  await view.seesPackets(network);
  await network.startHost('desk', 'echo', '5300');
  await network.startHost('desk', 'listen', '8080');
});

test.afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await network?.[Symbol.asyncDispose]();
  rmSync(home, { recursive: true, force: true });
});

const field = (): Locator => app.page.getByRole('combobox', { name: 'Filter packets' });

/** Rows of packets; the first row is the head. */
const rows = (): Locator =>
  app.page.getByRole('row').filter({ has: app.page.getByRole('gridcell') });

async function filter(text: string): Promise<void> {
  await field().fill(text);
  await field().press('Enter');
}

test.afterEach(async () => {
  await app.page.evaluate(() => {
    location.hash = '#live';
  });
  await filter('');
  await expect(view.row('Echo request')).toBeVisible();
});

test('shows what it lets through, also of what arrives', async () => {
  expect(await network.udpAnswers(5300)).toBe(true);
  expect(await network.tcpConnects(8080)).toBe(true);
  await filter('tcp dport 8080 and not flags rst');
  await expect(view.row('8080', 'SYN')).toBeVisible();
  await expect(rows().filter({ hasText: 'Echo request' })).toHaveCount(0);
  await expect(rows().filter({ hasText: 'UDP' })).toHaveCount(0);
  await expect(app.page.getByText(/^valid$/)).toBeVisible();
  await expect(app.page.getByText(/\d of the last \d/)).toBeVisible();
  const before = await rows().count();
  expect(await network.udpAnswers(5300)).toBe(true);
  expect(await network.tcpConnects(8080)).toBe(true);
  await expect(async () => expect(await rows().count()).toBeGreaterThan(before)).toPass();
  await expect(rows().filter({ hasText: 'UDP' })).toHaveCount(0);
});

test('says while it is typed what is wrong, and completes words', async () => {
  await filter('icmp');
  await field().fill('icmp and dprt 22');
  await expect(field()).toHaveAttribute('aria-invalid', 'true');
  await expect(app.page.getByText('"dprt" is not a criterion.').first()).toBeVisible();
  // What was asked for last stays in force.
  await expect(view.row('Echo request')).toBeVisible();
  await field().fill('');
  await field().pressSequentially('verdict pa');
  await field().press('Tab');
  await expect(field()).toHaveValue('verdict pass ');
  await field().pressSequentially('and iface des');
  await app.page.getByRole('option', { name: 'desk0' }).click();
  await field().press('Enter');
  await expect(field()).toHaveAttribute('aria-invalid', 'false');
  await expect(view.row('Echo request')).toBeVisible();
});

test('finds by the bytes of a packet', async () => {
  expect(await network.succeeds('peer', 'ping', '-c', '1', '-p', '6e6f', network.deskV4)).toBe(
    true,
  );
  await filter('icmp text "NONONO"');
  await expect(view.row('Echo request')).toBeVisible();
  await filter('icmp text "\\x00NONONO\\x00"');
  await expect(app.page.getByText('No packet matches')).toBeVisible();
});

test('says that nothing matches, and is cleared', async () => {
  await filter('src 198.18.9.9');
  await expect(app.page.getByText('No packet matches')).toBeVisible();
  await expect(app.page.getByText(/packets were looked at\./)).toBeVisible();
  await app.page.getByRole('button', { name: 'Clear filter' }).click();
  await expect(view.row('Echo request')).toBeVisible();
  await expect(field()).toHaveValue('');
});

test('by key: a slash and a digit go to the field, the arrow shows what was asked, Escape leaves', async () => {
  await filter('icmp');
  await filter('arp');
  await field().press('Escape');
  await expect(field()).not.toBeFocused();
  await app.page.keyboard.press('/');
  await expect(field()).toBeFocused();
  await field().fill('');
  await field().press('ArrowDown');
  await expect(app.page.getByRole('option').first()).toHaveText('arp');
  await field().press('ArrowDown');
  await field().press('Enter');
  await expect(field()).toHaveValue('icmp');
  await filter('');
  await field().press('Escape');
  await app.page.keyboard.type(network.peerV4);
  await expect(field()).toHaveValue(network.peerV4);
  await expect(view.row(network.peerV4, 'Echo request')).toBeVisible();
});

test('a value is added by a click with Shift, and copied by one with Ctrl', async () => {
  await app.browser.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const value = (column: string) =>
    view.row('Echo request').locator(`[data-value="${column}"]`).first();
  await filter('icmp');
  await value('source').click({ modifiers: ['Shift'] });
  await expect(field()).toHaveValue(`icmp and src ${network.peerV4}`);
  await value('verdict').click({ modifiers: ['Shift'] });
  await expect(field()).toHaveValue(`icmp and src ${network.peerV4} and verdict pass`);
  await expect(field()).toHaveAttribute('aria-invalid', 'false');
  await expect(rows().filter({ hasText: 'Echo reply' })).toHaveCount(0);

  await value('destination').click({ modifiers: ['ControlOrMeta'] });
  await expect(app.page.getByText(`${network.deskV4} is copied`).first()).toBeVisible();
  expect(await app.page.evaluate(() => navigator.clipboard.readText())).toBe(network.deskV4);
  await expect(field()).toHaveValue(`icmp and src ${network.peerV4} and verdict pass`);
  for (const address of [network.peerV4, network.deskV4]) {
    await expect(view.blockedLine(address)).toHaveCount(0);
  }
  await view.letGo();
});

test('is saved under a name, and is there after the page was loaded anew', async () => {
  await filter('icmp and not in');
  await filter('icmp and in');
  await expect.poll(rememberedFilters).toContain('icmp and not in');
  await app.page.getByRole('button', { name: 'Saved and recent filters' }).click();
  await app.page.getByLabel('Name for this filter').fill('Pings');
  await app.page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(app.page.getByRole('button', { name: 'Remove Pings' })).toBeVisible();
  await app.page.reload();
  await view.seesPackets(network);
  await app.page.getByRole('button', { name: 'Saved and recent filters' }).click();
  const recent = app.page.getByRole('region', { name: 'Recent' });
  await expect(recent.getByRole('button', { name: 'icmp and not in', exact: true })).toBeVisible();
  await recent.getByRole('button', { name: 'Forget icmp and not in' }).click();
  await expect(recent.getByText('icmp and not in')).toHaveCount(0);
  await app.page.getByRole('button', { name: /^Pings/ }).click();
  await expect(field()).toHaveValue('icmp and in');
});

test('becomes a rule, or several, or says why it cannot', async () => {
  const make = app.page.getByRole('button', { name: 'Rule from filter' });
  await filter('verdict pass and icmp');
  await make.click();
  await expect(app.page.getByText('A rule decides what becomes of a packet')).toBeVisible();
  await app.page.keyboard.press('Escape');

  await filter('in and (tcp dport 8080 or udp dport 5300)');
  await make.click();
  await app.page.getByRole('button', { name: 'Add 2 rules' }).click();
  await expect(view.blockedLine('8080/tcp')).toBeVisible();
  await expect(view.blockedLine('5300/udp')).toBeVisible();
  expect(await network.tcpConnects(8080)).toBe(false);
  expect(await network.udpAnswers(5300)).toBe(false);
  await filter('verdict drop and rule 1, 2');
  await expect(view.row('8080', 'drop')).toBeVisible();
  await expect(view.row('5300', 'drop')).toBeVisible();

  await filter(`icmp and src ${network.peerV4}`);
  await make.click();
  await expect(app.page.getByLabel('The rule as text')).toHaveValue(
    `drop both icmp src ${network.peerV4}`,
  );
  await app.page.getByLabel('The rule as text').press('Enter');
  await expect(async () => expect(await network.ping()).toBe(false)).toPass();
});
