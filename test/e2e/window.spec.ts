/** What the window shows and keeps, beyond blocking. */
import { rmSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { ForeignXdp } from '../support/foreign-xdp.ts';
import { makeHome } from '../support/make-home.ts';
import { ServedApp } from '../support/served-app.ts';
import { TestNetwork } from '../support/test-network.ts';
import { AppPage } from './app-page.ts';

let network: TestNetwork;

test.beforeEach(async () => {
  network = await TestNetwork.open();
});
test.afterEach(() => network?.[Symbol.asyncDispose]());

test('the first start opens in the playground, with packets of every kind on screen', async () => {
  await using app = await ServedApp.start(network);
  const view = new AppPage(app.page);
  await expect(app.page.getByRole('list', { name: 'Watched interfaces' })).toContainText(
    'portcullis0',
  );
  for (const protocol of ['ICMP', 'ICMPv6', 'TCP', 'UDP', 'ARP']) {
    await expect(view.row(protocol, 'pass'), protocol).toBeVisible({ timeout: 15_000 });
  }
  // A click in the playground is as real as anywhere.
  const scanner = view.row('203.0.113.77', 'pass');
  const block = scanner.getByRole('button', { name: 'Block 203.0.113.77' });
  await expect(async () => {
    await app.page.keyboard.press('f');
    await expect(scanner).toBeVisible();
    // The list stands still from here on: a row that was found is still the one that is clicked.
    await app.page.keyboard.press('Space');
    await block.click({ timeout: 1000 });
  }).toPass();
  await view.letGo();
  await app.page.keyboard.press('f');
  await expect(view.row('203.0.113.77', 'drop')).toBeVisible({ timeout: 15_000 });

  await app.page.getByRole('button', { name: 'Playground', exact: true }).click();
  await app.page.getByRole('button', { name: 'Stop the playground' }).click();
  await expect(app.page.getByRole('button', { name: 'Start the playground' })).toBeVisible();
  expect(await network.succeeds('desk', 'ip', 'link', 'show', 'dev', 'portcullis0')).toBe(false);
});

test('watching and letting go by hand; the kernel agrees', async () => {
  await using app = await ServedApp.start(network, { words: ['--interface', 'lo'] });
  const { page } = app;
  await expect(page.getByRole('list', { name: 'Watched interfaces' })).toContainText('generic');
  await page.getByRole('button', { name: 'Interfaces' }).click();
  await expect(
    page.getByText('Generic mode. The driver loopback has no native XDP.'),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Watch desk0' }).click();
  await expect(page.getByRole('button', { name: 'Detach from desk0' })).toBeVisible();
  expect(await network.showLink()).toContain('prog/xdp id');
  await page.getByRole('button', { name: 'Detach from desk0' }).click();
  await expect(page.getByRole('button', { name: 'Watch desk0' })).toBeVisible();
  expect(await network.showLink()).not.toContain('xdp');
});

test('an interface that another program holds is shown as held, and left alone', async () => {
  await using foreign = await ForeignXdp.attach(network, 'desk0');
  await using app = await ServedApp.start(network, { words: ['--interface', 'desk0'] });
  await expect(
    app.page.getByText(
      `Another XDP program, "somebody_else" (id ${foreign.id}), already holds desk0.`,
    ),
  ).toBeVisible();
  await expect(app.page.getByRole('button', { name: 'Watch desk0' })).toBeDisabled();
  expect(await network.showLink()).toContain(`id ${foreign.id}`);
});

test('an interface that goes away and comes back', async () => {
  await using app = await ServedApp.start(network, { words: ['--interface', 'desk0'] });
  const view = new AppPage(app.page);
  await view.addField.fill('icmp');
  await view.addField.press('Enter');
  await expect(view.blockedSwitch('ICMP')).toBeChecked();
  await network.disconnect();
  await expect(app.page.getByText('desk0 went away')).toBeVisible();
  await network.connect();
  await expect(app.page.getByText('desk0 went away')).toBeHidden();
  expect(await network.ping()).toBe(false);
});

test('what is typed wrong is refused in a sentence, and changes nothing', async () => {
  await using app = await ServedApp.start(network, { words: ['--interface', 'desk0'] });
  const view = new AppPage(app.page);
  for (const [text, sentence] of [
    ['300.1.2.3', '"300.1.2.3" is not an IP address.'],
    ['10.0.0.0/33', '"33" is not the length of a prefix.'],
    ['8080', 'Write 8080/tcp or 8080/udp.'],
    ['70000/tcp', '"70000" is not a port.'],
    ['443/https', 'Only tcp, udp and sctp have ports'],
    ['drop icmp', 'The verdict "drop" cannot stand here.'],
    ['<img src=x onerror=alert(1)>', '"<img" is not a criterion.'],
  ] as const) {
    await view.addField.fill(text);
    await view.addField.press('Enter');
    await expect(view.blocked.getByRole('alert')).toContainText(sentence);
    await expect(view.addField).toHaveValue(text);
  }
  await expect(view.blocked).toContainText('No address is blocked.');
  await expect(view.blocked).toContainText('No port is blocked.');
});

test('rules, interface and theme survive the host being killed', async () => {
  const home = makeHome();
  try {
    {
      await using app = await ServedApp.start(network, { words: ['--interface', 'desk0'], home });
      const view = new AppPage(app.page);
      await view.addField.fill('8080/tcp');
      await view.addField.press('Enter');
      await expect(view.blockedSwitch('8080/tcp')).toBeChecked();
      await app.stopHost('SIGKILL');
      await expect(app.page.getByText(/Lost the engine/)).toBeVisible();
      expect(await network.showLink()).not.toContain('xdp');
    }
    await using app = await ServedApp.start(network, { home });
    const view = new AppPage(app.page);
    await expect(app.page.getByRole('list', { name: 'Watched interfaces' })).toContainText('desk0');
    await expect(view.blockedSwitch('8080/tcp')).toBeChecked();
    await network.startHost('desk', 'listen', '8080');
    expect(await network.tcpConnects(8080)).toBe(false);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});

test('the status bar adds up once nothing is in flight', async () => {
  await using app = await ServedApp.start(network, { words: ['--interface', 'desk0'] });
  const view = new AppPage(app.page);
  await view.seesPackets(network);
  await network.run('peer', 'ping', '-n', '-q', '-i', '0.002', '-c', '1000', network.deskV4);
  await expect(view.status).toContainText(/in flight\s*0/);
  await expect
    .poll(async () => {
      const text = ((await view.status.textContent()) ?? '').replaceAll(/[\s,]/g, '');
      const parts = /seen(\d+)=shown(\d+)\+.*sampledout(\d+)\+lost(\d+)/.exec(text);
      if (!parts) return text;
      const [seen = 0, shown = 0, sampled = 0, lost = 0] = parts.slice(1).map(Number);
      return seen >= 1000 && seen === shown + sampled + lost;
    })
    .toBe(true);
});
