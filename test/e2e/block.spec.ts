/**
 * From the wire to a click and back: packets flow, a row appears, its verdict is clicked, the kernel
 * drops the next packet and says so in the list, the click is taken back, packets flow again.
 */
import { expect, type Locator, test } from '@playwright/test';
import { ServedApp } from '../support/served-app.ts';
import { TestNetwork } from '../support/test-network.ts';
import { AppPage } from './app-page.ts';

let network: TestNetwork;
let app: ServedApp;
let view: AppPage;

test.beforeEach(async () => {
  network = await TestNetwork.open();
  app = await ServedApp.start(network, { words: ['--interface', 'desk0'] });
  view = new AppPage(app.page);
  await view.seesPackets(network);
});

test.afterEach(async () => {
  await app?.[Symbol.asyncDispose]();
  await network?.[Symbol.asyncDispose]();
});

/** Clicks the verdict of such a row, and waits for the engine's answer. */
async function clickVerdict(...words: readonly string[]): Promise<void> {
  await view
    .row(...words)
    .getByRole('button', { name: /^Block / })
    .click();
  await expect(app.page.getByRole('status')).toHaveText(/^Blocked /);
}

/** What the menu of such a row offers to block. */
async function openScope(scope: string, ...words: readonly string[]): Promise<Locator> {
  await view.row(...words).click({ button: 'right' });
  await app.page.getByRole('menuitem', { name: /^Block/ }).click();
  return app.page.getByRole('menuitem', { name: scope });
}

async function undo(): Promise<void> {
  await app.page.getByRole('button', { name: /^Undo/ }).click();
  await expect(app.page.getByRole('button', { name: /^Undo/ })).toBeHidden();
}

async function addByHand(text: string): Promise<void> {
  const field = view.addField;
  await field.fill(text);
  await field.press('Enter');
  await expect(field).toHaveValue('');
}

test('a ping: one click on its row and the kernel drops the sender; undo, and it answers', async () => {
  expect(await network.ping()).toBe(true);
  await clickVerdict(network.peerV4, 'Echo request', 'pass');
  expect(await network.ping()).toBe(false);
  await view.letGo();
  const dropped = view.row(network.peerV4, 'Echo request', 'drop');
  await expect(dropped).toContainText(`1 ${network.peerV4}`);
  await expect(view.hits(network.peerV4)).not.toHaveText('0');
  // Another address of the same machine goes on.
  expect(await network.ping(network.deskV6)).toBe(true);

  await undo();
  expect(await network.ping()).toBe(true);
  await expect(view.row(network.peerV4, 'Echo request')).toContainText('pass');
  await expect(view.blockedLine(network.peerV4)).toHaveCount(0);
});

test('an address, in both directions: nothing comes from it, and nothing goes to it', async () => {
  expect(await network.succeeds('desk', 'ping', '-c', '1', '-W', '1', network.peerV4)).toBe(true);
  // The row of what goes out stands for the same other end.
  await clickVerdict(network.peerV4, 'Echo request', 'out', 'pass');
  await expect(view.blockedLine(network.peerV4)).toBeVisible();
  expect(await network.succeeds('desk', 'ping', '-c', '1', '-W', '1', network.peerV4)).toBe(false);
  await view.letGo();
  await expect(view.row(network.peerV4, 'Echo request', 'out', 'drop')).toContainText(
    `1 ${network.peerV4}`,
  );
  await undo();
  expect(await network.succeeds('desk', 'ping', '-c', '1', '-W', '1', network.peerV4)).toBe(true);
});

test('a network, typed by hand, and a rule that takes more than a line', async () => {
  await addByHand('10.99.0.0/16');
  await expect(view.blockedSwitch('10.99.0.0/16')).toBeChecked();
  await addByHand(`tcp src ${network.peerV4} dport 8080`);
  const other = view.blocked.getByRole('region', { name: 'Other rules' });
  await expect(other).toContainText(`drop tcp src ${network.peerV4} dport 8080`);
  await network.startHost('desk', 'listen', '8080', '8081');
  expect(await network.tcpConnects(8080)).toBe(false);
  expect(await network.tcpConnects(8081)).toBe(true);
  await other.getByRole('button', { name: 'Rules', exact: true }).click();
  await expect(app.page.getByRole('heading', { name: 'Rules', exact: true })).toBeVisible();
});

test('a TCP port: its row menu closes it, and only it', async () => {
  await network.startHost('desk', 'listen', '8080', '8081');
  expect(await network.tcpConnects(8080)).toBe(true);
  const port = await openScope('Port, any source', '8080', 'SYN', 'pass');
  await port.click();
  await expect(view.blockedLine('8080/tcp')).toBeVisible();
  expect(await network.tcpConnects(8080)).toBe(false);
  expect(await network.tcpConnects(8081)).toBe(true);
  await view.letGo();
  await expect(view.row('8080', 'SYN', 'drop')).toContainText('8080/tcp');
  await expect(view.hits('8080/tcp')).not.toHaveText('0');

  await undo();
  expect(await network.tcpConnects(8080)).toBe(true);
});

test('a row menu by key, with a duration of its own', async () => {
  await network.startHost('desk', 'listen', '8080');
  expect(await network.tcpConnects(8080)).toBe(true);
  const port = await openScope('Port, any source', '8080', 'SYN', 'pass');
  await port.press('ArrowRight');
  await app.page.getByRole('menuitem', { name: '5 minutes' }).press('Enter');
  await expect(view.blockedLine('8080/tcp')).toContainText(/[45]:\d\d left/);
  expect(await network.tcpConnects(8080)).toBe(false);
});

test('a UDP port, typed by hand, switched off and on', async () => {
  await network.startHost('desk', 'echo', '5300');
  expect(await network.udpAnswers(5300)).toBe(true);
  await addByHand('5300/udp');
  expect(await network.udpAnswers(5300)).toBe(false);
  await expect(view.row('5300', 'drop').first()).toBeVisible();
  await view.blockedSwitch('5300/udp').click();
  await expect(view.blockedSwitch('5300/udp')).not.toBeChecked();
  expect(await network.udpAnswers(5300)).toBe(true);
  await view.blockedSwitch('5300/udp').click();
  await expect(view.blockedSwitch('5300/udp')).toBeChecked();
  expect(await network.udpAnswers(5300)).toBe(false);
  await view.blockedLine('5300/udp').getByRole('button', { name: 'Remove 5300/udp' }).click();
  await expect(view.blockedLine('5300/udp')).toHaveCount(0);
  expect(await network.udpAnswers(5300)).toBe(true);
});

test('an IPv6 address: one click, undo by key', async () => {
  expect(await network.ping(network.deskV6)).toBe(true);
  await clickVerdict(network.peerV6, 'Echo request', 'pass');
  expect(await network.ping(network.deskV6)).toBe(false);
  expect(await network.ping()).toBe(true);
  await view.letGo();
  await expect(view.row(network.peerV6, 'drop').first()).toBeVisible();
  await app.page.keyboard.press('u');
  await expect(view.blockedLine(network.peerV6)).toHaveCount(0);
  expect(await network.ping(network.deskV6)).toBe(true);
});

test('all ARP: nobody finds this machine any more, until it is undone', async () => {
  expect(await network.arpAnswers()).toBe(true);
  await view.blockedSwitch('ARP').click();
  await expect(view.blockedSwitch('ARP')).toBeChecked();
  expect(await network.arpAnswers()).toBe(false);
  await expect(view.row('ARP', 'Who has', 'drop')).toContainText('ARP');
  await undo();
  expect(await network.arpAnswers()).toBe(true);
});

test('everything: asks first, then nothing gets through', async () => {
  await network.startHost('desk', 'listen', '8080');
  await view.blockedSwitch('Everything').click();
  await expect(view.blockedSwitch('Everything')).not.toBeChecked();
  await view.blocked.getByRole('button', { name: 'Block everything' }).click();
  await expect(view.blockedSwitch('Everything')).toBeChecked();
  expect(await network.ping()).toBe(false);
  expect(await network.ping(network.deskV6)).toBe(false);
  expect(await network.tcpConnects(8080)).toBe(false);
  await undo();
  expect(await network.ping()).toBe(true);
  expect(await network.tcpConnects(8080)).toBe(true);
});
