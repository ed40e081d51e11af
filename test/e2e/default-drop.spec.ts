/** What protects from being locked out: trials that nobody keeps, built-in rules, and panic. */
import { rmSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { makeHome } from '../support/make-home.ts';
import { ServedApp } from '../support/served-app.ts';
import { TestNetwork } from '../support/test-network.ts';
import { AppPage } from './app-page.ts';
import { RulesPage, runLine } from './rules-page.ts';

let network: TestNetwork;
let app: ServedApp;
let home: string;
let view: AppPage;
let rules: RulesPage;

test.beforeEach(async () => {
  home = makeHome();
  network = await TestNetwork.open();
  app = await ServedApp.start(network, { words: ['--interface', 'desk0'], home });
  view = new AppPage(app.page);
  rules = new RulesPage(app.page);
  await rules.open();
});

test.afterEach(async () => {
  await app?.[Symbol.asyncDispose]();
  await network?.[Symbol.asyncDispose]();
  rmSync(home, { recursive: true, force: true });
});

interface Status {
  readonly defaults: { readonly in: string };
  readonly trial?: { readonly what: string };
}

async function status(): Promise<Status> {
  return JSON.parse(await runLine(network, home, 'portcullis status --json')) as Status;
}

async function dropIncoming(): Promise<void> {
  await rules.default('Incoming').getByRole('radio', { name: 'Drop' }).click();
  await expect(view.notices).toContainText('Keep this change? default in drop');
}

/** Whether the desk reaches the peer, which takes replies that come in. */
function reachesOut(): Promise<boolean> {
  return network.succeeds('desk', 'ping', '-n', '-c', '1', '-W', '1', network.peerV4);
}

test('a default that drops is gone by itself when the page dies before it was kept', async () => {
  await dropIncoming();
  await expect(view.notices).toContainText(/taken back in \d+ s/);
  await app.page.close();
  expect(await status()).toMatchObject({
    defaults: { in: 'drop' },
    trial: { what: 'default in drop' },
  });
  expect(await network.ping()).toBe(false);
  await expect
    .poll(async () => (await status()).defaults.in, { timeout: 25_000, intervals: [500] })
    .toBe('pass');
  expect((await status()).trial).toBeUndefined();
  expect(await network.ping()).toBe(true);
});

test('a rule on trial, taken back, is again what was written and not applied', async () => {
  await rules.newRule.click();
  await rules.line.fill('drop any');
  await expect(rules.editor).toContainText('drops every packet, so only on trial');
  await expect(rules.button('Apply')).toBeDisabled();
  await rules.button('Try for 15 s').click();
  await expect(view.notices).toContainText('Keep this change?');
  expect(await network.ping()).toBe(false);
  await view.notices.getByRole('button', { name: 'Take back' }).click();
  await rules.expectRules();
  expect(await network.ping()).toBe(true);
  await expect(rules.title('New rule')).toBeVisible();
  await expect(rules.line).toHaveValue('drop any');
});

test('a built-in rule says what breaks without it, and breaks it', async () => {
  const { page } = app;
  await dropIncoming();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Keep this change?')).toBeHidden();
  expect(await network.ping()).toBe(false);
  expect(await reachesOut()).toBe(true);
  const replies = rules.builtIn('Replies to known flows');
  await expect(rules.hits(replies)).not.toHaveText('0');

  await replies.getByRole('switch').click();
  const question = page.getByRole('dialog', { name: 'Switch Replies to known flows off?' });
  await expect(question).toContainText('nothing that this machine opens works');
  await question.getByRole('button', { name: 'Keep it' }).click();
  await expect(replies.getByRole('switch')).toBeChecked();
  expect(await reachesOut()).toBe(true);

  await replies.getByRole('switch').click();
  await question.getByRole('button', { name: 'Switch it off' }).click();
  await expect(replies.getByRole('switch')).not.toBeChecked();
  expect(await reachesOut()).toBe(false);
  await expect(rules.grid).toContainText('1 off while the default drops');

  // Panic is above all of it, and gives it back as it was.
  await view.panic.click();
  await expect(view.notices).toContainText('Everything passes');
  expect(await reachesOut()).toBe(true);
  expect(await network.ping()).toBe(true);
  await view.notices.getByRole('button', { name: 'Filter again' }).click();
  await expect(view.notices).toBeHidden();
  expect(await network.ping()).toBe(false);
  expect(await reachesOut()).toBe(false);
});
