/** What is inside of real packets: from the wire to the field, the byte, the filter and the rule. */
import { once } from 'node:events';
import { expect, type Locator, test } from '@playwright/test';
import { NODE, ROOT } from '../support/paths.ts';
import { dnsQuestion, httpRequest, tlsClientHello } from '../support/payloads.ts';
import { ServedApp } from '../support/served-app.ts';
import { TestNetwork } from '../support/test-network.ts';
import { AppPage } from './app-page.ts';

const HOST = `${ROOT}test/support/test-host.ts`;

let network: TestNetwork;
let app: ServedApp;
let view: AppPage;

test.beforeAll(async () => {
  network = await TestNetwork.open();
  app = await ServedApp.start(network, { words: ['--interface', network.interface] });
  view = new AppPage(app.page);
  await view.seesPackets(network);
  await network.startHost('desk', 'sink', '8080');
  await network.startHost('desk', 'sink', '8443');
});

test.afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await network?.[Symbol.asyncDispose]();
});

function details(): Locator {
  return app.page.getByRole('region', { name: 'Packet details' });
}

function line(name: RegExp): Locator {
  return details().getByRole('treeitem', { name }).first();
}

/** What is lit among the bytes, as hex. */
function litBytes(): Promise<string> {
  const bytes = details().getByRole('group', { name: 'Bytes of the packet' });
  return bytes.evaluate((element) =>
    [...element.querySelectorAll('[data-byte][data-lit]')]
      .filter((cell) => cell.closest('[aria-hidden]') === null)
      .map((cell) => cell.textContent)
      .join(' '),
  );
}

/** Opens a connection to the desk, says something, and hangs up. */
async function say(port: number, payload: Uint8Array): Promise<void> {
  const words = ['talk', network.deskV4, String(port)];
  const talker = network.spawn('peer', [NODE, HOST, ...words], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const ended = once(talker, 'exit');
  talker.stdin?.end(payload);
  await ended;
}

test('a question of DNS: its field, its bytes, and each from the other', async () => {
  const question = Buffer.from(dnsQuestion('mirror.example.net', 'A')).toString('hex');
  await network.run('peer', NODE, HOST, 'datagram', network.deskV4, '53', question);
  const row = view.row(network.peerV4, 'DNS', 'A? mirror.example.net');
  await expect(row).toBeVisible();
  await row.dblclick();

  await expect(details()).toContainText('78 bytes, in on desk0, captured whole');
  await expect(details()).toContainText('Passed');
  await expect(line(/^IPv4/)).toContainText(`${network.peerV4}`);
  await line(/^UDP/).click();
  await line(/^Destination port/).click();
  await expect.poll(litBytes).toBe('00 35');
  await expect(details().getByRole('status')).toHaveText('36–37Destination port53');

  // The eighth byte is one of the MAC of the sender.
  await details().locator('[data-byte="8"]').first().click();
  await expect(line(/^Source /)).toHaveAttribute('aria-selected', 'true');
  await app.page.keyboard.press('Escape');
  await expect(details()).toBeHidden();
});

test('a request of HTTP: by keyboard, and its source becomes a filter', async () => {
  await say(8080, httpRequest('/index.html', 'mirror.example.net'));
  const row = view.row('8080', 'HTTP', 'GET /index.html');
  await expect(row).toBeVisible();
  await row.click();
  await app.page.keyboard.press('Enter');
  await expect(line(/^HTTP/)).toContainText('GET /index.html');
  await expect(line(/^Host\b/)).toContainText('mirror.example.net');

  const tree = details().getByRole('tree');
  await tree.focus();
  await tree.press('Home');
  await expect(line(/^Frame/)).toHaveAttribute('aria-selected', 'true');
  await tree.press('ArrowRight');
  await expect(line(/^Time/)).toBeVisible();
  await tree.press('ArrowLeft');
  await expect(line(/^Time/)).toBeHidden();

  const source = line(/^IPv4/).getByText(network.peerV4, { exact: true });
  await source.click({ modifiers: ['Shift'] });
  await expect(app.page.getByRole('combobox', { name: 'Filter packets' })).toHaveValue(
    `src ${network.peerV4}`,
  );
  await view.letGo();
  await app.page.getByRole('button', { name: 'Clear the filter' }).click();
});

test('a client hello of TLS: the drawer keeps it, and its port is blocked from there', async () => {
  await say(8443, tlsClientHello('mirror.example.net'));
  const row = view.row('8443', 'TLS client hello mirror.example.net');
  await expect(row).toBeVisible();
  await row.dblclick();
  await view.letGo();
  await app.page.keyboard.press('f');
  await network.ping();
  await expect(line(/^TLS/)).toContainText('mirror.example.net for h2, http/1.1, TLS 1.3');

  await line(/^TCP/).click();
  await line(/^Destination port/).click();
  expect(await network.tcpConnects(8443)).toBe(true);
  await details().getByRole('button', { name: 'Block 8443/tcp' }).click();
  await expect(view.blockedLine('8443/tcp')).toBeVisible();
  expect(await network.tcpConnects(8443)).toBe(false);
  expect(await network.tcpConnects(8080)).toBe(true);
  await details().getByRole('button', { name: 'Unblock 8443/tcp' }).click();
  await expect(view.blockedLine('8443/tcp')).toHaveCount(0);
  expect(await network.tcpConnects(8443)).toBe(true);
});
