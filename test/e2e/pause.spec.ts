/** Panic, which lets everything pass, and pausing the list, which is another thing. */
import { expect, test } from '@playwright/test';
import { ServedApp } from '../support/served-app.ts';
import { TestNetwork } from '../support/test-network.ts';
import { AppPage } from './app-page.ts';

test('panic drops nothing, says so, and keeps the rules', async () => {
  await using network = await TestNetwork.open();
  await using app = await ServedApp.start(network, { words: ['--interface', 'desk0'] });
  const { page } = app;
  const view = new AppPage(page);
  const strip = page.getByText('Everything passes', { exact: true });
  await view.seesPackets(network);
  await view.addField.fill('icmp');
  await view.addField.press('Enter');
  await expect(view.blockedSwitch('ICMP')).toBeChecked();
  expect(await network.ping()).toBe(false);

  await view.panic.click();
  await expect(strip).toBeVisible();
  await expect(view.panic).toHaveAttribute('aria-pressed', 'true');
  await expect(view.blocked).toContainText('Panic: no rule is in force');
  await expect(view.blockedSwitch('ICMP')).toBeChecked();
  expect(await network.ping()).toBe(true);

  // The list goes on: packets are shown, as passed.
  await expect(page.getByRole('button', { name: /^Pause list/ })).toBeVisible();
  await expect(view.row('Echo request', 'pass')).toBeVisible();

  await view.notices.getByRole('button', { name: 'Filter again' }).click();
  await expect(strip).toBeHidden();
  await expect(view.panic).toHaveAttribute('aria-pressed', 'false');
  expect(await network.ping()).toBe(false);
});

test('a page that comes later finds the panic, and ends it from any view', async () => {
  await using network = await TestNetwork.open();
  await using app = await ServedApp.start(network, { words: ['--interface', 'desk0'] });
  const view = new AppPage(app.page);
  const strip = app.page.getByText('Everything passes', { exact: true });
  await view.panic.click();
  await expect(strip).toBeVisible();
  await app.page.reload();
  await expect(strip).toBeVisible();
  await app.page.getByRole('button', { name: 'Doctor', exact: true }).click();
  await view.panic.click();
  await expect(strip).toBeHidden();
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
