/** Lists of prefixes: sent from the page, named by a rule, and met by real pings. */
import { expect, test } from '@playwright/test';
import { ServedApp } from '../support/served-app.ts';
import { TestNetwork } from '../support/test-network.ts';
import { RulesPage } from './rules-page.ts';

let network: TestNetwork;
let app: ServedApp;
let rules: RulesPage;

test.beforeEach(async () => {
  network = await TestNetwork.open();
  app = await ServedApp.start(network, { words: ['--interface', 'desk0'] });
  rules = new RulesPage(app.page);
  await rules.open();
  await rules.openLists();
});

test.afterEach(async () => {
  await app?.[Symbol.asyncDispose]();
  await network?.[Symbol.asyncDispose]();
});

async function sendFile(name: string, text: string): Promise<void> {
  const { page } = app;
  await page.getByRole('radio', { name: 'File from here' }).click();
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    rules.button('Choose a file…').click(),
  ]);
  await chooser.setFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  await rules.button('Add').click();
}

test('a file sent from the page: what it names is dropped, and the list counts it', async () => {
  const { page } = app;
  await expect(page.getByText('No lists yet.')).toBeVisible();
  const markup = '<img src=x onerror=alert(1)>';
  await sendFile(
    'bad-hosts.txt',
    `# hosts\n${network.peerV4}\n198.51.100.0/24 ; SBL1\n${markup}\n${network.peerV6}/128\n`,
  );
  const list = rules.list('bad-hosts');
  await expect(list).toContainText('ready');
  await expect(list.getByRole('cell').nth(1)).toHaveText('2');
  await expect(list.getByRole('cell').nth(2)).toHaveText('1');
  expect(await network.ping()).toBe(true);

  await list.getByRole('button', { name: '1 skipped' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: markup })).toContainText('4');
  await expect(page.locator('img[src="x"]')).toHaveCount(0);

  await page.getByRole('button', { name: 'Add rule: drop src list bad-hosts' }).click();
  await expect(rules.line).toHaveValue('drop src list bad-hosts');
  await rules.line.press('Enter');
  await rules.expectRules('drop src list bad-hosts');
  expect(await network.ping()).toBe(false);
  expect(await network.ping(network.deskV6)).toBe(false);
  await rules.explain(`in icmp src ${network.peerV4}`);
  await expect(page.getByText('The source is in bad-hosts.')).toBeVisible();

  await rules.openLists();
  await expect(list).toContainText('in force');
  await expect(list.getByRole('cell').nth(3)).not.toHaveText('0');
  await list.getByRole('button', { name: 'Menu of bad-hosts' }).click();
  await page.getByRole('menuitem', { name: 'Remove', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('cannot be removed while rules name it');
  await page.getByRole('alert').getByRole('button', { name: 'rule 1' }).click();
  await rules.rule(1).press('Delete');
  await rules.expectRules();
  expect(await network.ping()).toBe(true);

  await rules.openLists();
  await list.getByRole('button', { name: 'Menu of bad-hosts' }).click();
  await page.getByRole('menuitem', { name: 'Remove', exact: true }).click();
  await rules.button('Remove bad-hosts').click();
  await expect(page.getByText('No lists yet.')).toBeVisible();
});

test('what is no list is refused, and says why', async () => {
  const { page } = app;
  await sendFile('garbage.txt', 'not one address\nnor here\n');
  await expect(page.getByRole('alert')).toContainText('The list garbage was not added');
  await expect(page.getByText('No lists yet.')).toBeVisible();
});
