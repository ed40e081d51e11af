/** Pausing the filter, which is another thing than pausing the list. */
import { expect, test } from '@playwright/test';
import { ServedApp } from '../support/served-app.ts';
import { TestNetwork } from '../support/test-network.ts';
import { AppPage } from './app-page.ts';

test('paused filtering drops nothing, says so, and keeps the rules', async () => {
  await using network = await TestNetwork.open();
  await using app = await ServedApp.start(network, { words: ['--interface', 'desk0'] });
  const { page } = app;
  const view = new AppPage(page);
  const strip = page.getByText('Filtering is paused: nothing is dropped');
  await view.seesPackets(network);
  await view.addField.fill('icmp');
  await view.addField.press('Enter');
  await expect(view.blockedSwitch('ICMP')).toBeChecked();
  expect(await network.ping()).toBe(false);

  await view.blocked.getByRole('button', { name: 'Pause filtering' }).click();
  await expect(strip).toBeVisible();
  await expect(view.blocked).toContainText('Rules are paused');
  await expect(view.blockedSwitch('ICMP')).toBeChecked();
  expect(await network.ping()).toBe(true);

  // The list goes on: packets are shown, as passed.
  await expect(page.getByRole('button', { name: /^Pause list/ })).toBeVisible();
  await expect(view.row('Echo request', 'pass')).toBeVisible();

  await page
    .getByRole('region', { name: 'Notices' })
    .getByRole('button', { name: 'Resume filtering' })
    .click();
  await expect(strip).toBeHidden();
  expect(await network.ping()).toBe(false);
});

test('a page that comes later finds filtering paused', async () => {
  await using network = await TestNetwork.open();
  await using app = await ServedApp.start(network, { words: ['--interface', 'desk0'] });
  const view = new AppPage(app.page);
  await view.blocked.getByRole('button', { name: 'Pause filtering' }).click();
  await expect(app.page.getByText('Filtering is paused')).toBeVisible();
  await app.page.reload();
  await expect(app.page.getByText('Filtering is paused')).toBeVisible();
});

test('the list is paused only from where it is in sight', async () => {
  await using network = await TestNetwork.open();
  await using app = await ServedApp.start(network, { words: ['--interface', 'desk0'] });
  const { page } = app;
  const view = new AppPage(page);
  const strip = page.getByText('List paused at');
  await view.seesPackets(network);
  await page.evaluate(() => location.replace('#doctor'));
  await expect(page.getByRole('heading', { name: 'Doctor' })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Pause list/ })).toBeHidden();
  await page.keyboard.press('Space');
  await page.evaluate(() => location.replace('#live'));
  await expect(page.getByRole('button', { name: /^Pause list/ })).toBeVisible();
  await expect(strip).toBeHidden();
  await page.keyboard.press('Space');
  await expect(strip).toBeVisible();
});
