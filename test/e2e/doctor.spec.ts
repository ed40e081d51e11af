/** What the doctor shows, and the helper through which the password is asked for. */
import { expect, type Page, test } from '@playwright/test';
import { ForeignXdp } from '../support/foreign-xdp.ts';
import { LockedApp } from '../support/locked-app.ts';
import { ServedApp } from '../support/served-app.ts';
import { TestNetwork } from '../support/test-network.ts';

const BOOTSTRAP = '/opt/portcullis/bootstrap';
let network: TestNetwork;

test.beforeEach(async () => {
  network = await TestNetwork.open();
});
test.afterEach(() => network?.[Symbol.asyncDispose]());

/** By the address, as the menu of the desktop app does. */
async function openDoctor(page: Page): Promise<void> {
  await page.evaluate(() => {
    location.hash = '#doctor';
  });
  await expect(page.getByRole('heading', { name: 'Doctor' })).toBeVisible();
}

test('an interface that another program holds is a fault, in the same words as elsewhere', async () => {
  await using foreign = await ForeignXdp.attach(network, 'desk0');
  await using app = await ServedApp.start(network, { words: ['--interface', 'lo'] });
  const { page } = app;
  await openDoctor(page);
  const desk = page.getByRole('region', { name: 'desk0' });
  await expect(desk.getByRole('listitem').first()).toContainText(
    `Another XDP program, "somebody_else" (id ${foreign.id}), already holds desk0.`,
  );
  await expect(desk.getByRole('listitem').first()).toContainText('fault');
  await expect(page.getByRole('main').getByRole('status')).toContainText(/\d+ faults?, .*\d+ good/);
  await expect(page.getByRole('region', { name: 'This machine' })).toContainText('Kernel');
  await expect(page.getByRole('region', { name: 'Portcullis' })).toContainText('libbpf');

  await app.browser.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy report' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  const report = await page.evaluate(() => navigator.clipboard.readText());
  expect(report).toContain(`"somebody_else" (id ${foreign.id}), already holds desk0.`);
  expect(report).toMatch(/Portcullis \S+ \(headless\), kernel /);
});

test('checking again finds what was mended', async () => {
  const foreign = await ForeignXdp.attach(network, 'desk0');
  await using app = await ServedApp.start(network, { words: ['--interface', 'lo'] });
  await openDoctor(app.page);
  const desk = app.page.getByRole('region', { name: 'desk0' });
  await expect(desk).toContainText('somebody_else');
  await foreign[Symbol.asyncDispose]();
  await app.page.getByRole('button', { name: 'Check again' }).click();
  await expect(desk).not.toContainText('somebody_else');
  await expect(desk).toContainText('No other program holds the interface.');
});

test('the views follow the address, and the address the views', async () => {
  await using app = await ServedApp.start(network, { words: ['--interface', 'lo'] });
  const { page } = app;
  await openDoctor(page);
  await page.getByRole('button', { name: 'Live', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Doctor' })).toBeHidden();
  // The same view again, which a menu must be able to open.
  await openDoctor(page);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Doctor' })).toBeVisible();
  await page.evaluate(() => location.replace('#'));
  await expect(page.getByRole('heading', { name: 'Doctor' })).toBeVisible();
});

test('locked, it offers to unlock; what was found is looked at anew afterwards', async () => {
  await using locked = await LockedApp.start(network, ['--interface', 'desk0']);
  const { page } = locked;
  await openDoctor(page);
  const rights = page.getByRole('region', { name: 'Portcullis' }).getByRole('listitem').first();
  await expect(rights).toContainText('fault');
  await expect(rights).toContainText('CAP_NET_ADMIN');
  await rights.getByRole('button', { name: 'Unlock' }).click();
  await expect(page.getByText('Showing a recording')).toBeHidden();
  await expect(page.getByRole('region', { name: 'Portcullis' })).not.toContainText('fault');
  await expect(rights.getByRole('button', { name: 'Unlock' })).toBeHidden();
});

test('the helper is shown before it is installed, and taken away again', async () => {
  await using locked = await LockedApp.start(network, []);
  const { page, machine } = locked;
  const installed = async () => (await machine.attempt('test', '-e', BOOTSTRAP)).status === 0;
  await page.getByRole('button', { name: 'Set up the helper…' }).click();
  const helper = page.getByRole('region', { name: 'The helper', exact: true });
  const step = helper
    .getByRole('listitem')
    .filter({ has: page.getByText(BOOTSTRAP, { exact: true }) });
  await expect(step).toContainText('-rwxr-xr-x');
  await expect(step).toContainText('root');
  await expect(step.locator('pre')).toBeHidden();
  await step.getByText('The whole text').click();
  await expect(step.locator('pre')).toContainText('#!/bin/');
  expect(await installed()).toBe(false);
  // The view scrolls; the window does not.
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(900);

  await machine.answerPkexec('dismiss');
  await helper.getByRole('button', { name: 'Install', exact: true }).click();
  await expect.poll(() => machine.pkexecQuestions()).toBe(1);
  await expect(helper.getByRole('button', { name: 'Install', exact: true })).toBeVisible();
  await expect(page.getByText('The helper was not installed')).toBeHidden();
  expect(await installed()).toBe(false);

  await machine.answerPkexec('allow');
  await helper.getByRole('button', { name: 'Install', exact: true }).click();
  await expect(helper).toContainText('The helper is installed');
  expect(await installed()).toBe(true);

  await helper.getByRole('button', { name: 'Remove' }).click();
  await expect(helper.getByRole('button', { name: 'See what it installs…' })).toBeVisible();
  expect(await installed()).toBe(false);
});
