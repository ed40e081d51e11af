/** The settings of what reaches the live list, with real packets. */
import { expect, test } from '@playwright/test';
import { ServedApp } from '../support/served-app.ts';
import { TestNetwork } from '../support/test-network.ts';
import { AppPage } from './app-page.ts';

test('only dropped packets are listed when that is asked for, and the rest is told as hidden', async () => {
  await using network = await TestNetwork.open();
  await using app = await ServedApp.start(network, { words: ['--interface', 'desk0'] });
  const { page } = app;
  const view = new AppPage(page);
  await view.seesPackets(network);
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  const which = page.getByRole('radiogroup', { name: 'Packets in the list' });
  await which.getByText('Dropped', { exact: true }).click();
  await expect(page.getByText('Only what the filter drops.')).toBeVisible();
  await page.getByLabel('Bytes kept of each packet').selectOption('None');
  await page.getByLabel('Packets per second and CPU').selectOption('100,000/s');
  await page.keyboard.press('Escape');

  await network.ping();
  await expect(view.status).toContainText(/hidden [1-9]/);
  await view.addField.fill('icmp');
  await view.addField.press('Enter');
  await expect(view.blockedSwitch('ICMP')).toBeChecked();
  expect(await network.ping()).toBe(false);
  await expect(view.row('Echo request', 'drop')).toBeVisible();

  // Kept, and shown again by a page that comes later.
  await page.reload();
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await expect(page.getByLabel('Bytes kept of each packet')).toHaveValue('0');
  await expect(page.getByLabel('Packets per second and CPU')).toHaveValue('100000');
  await expect(which.getByRole('radio', { name: 'Dropped' })).toBeChecked();
});
