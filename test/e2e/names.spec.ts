/**
 * Who is behind an address: what ships with the app and what passes on the wire says it, in the
 * details and to the filter. Nobody is asked over the network.
 */
import { expect, test } from '@playwright/test';
import { ipFrame, udp } from '../../electron/engine/network/lab/frames.ts';
import { dnsAnswer } from '../support/payloads.ts';
import { ServedApp } from '../support/served-app.ts';
import { TestNetwork } from '../support/test-network.ts';
import { WireEnd } from '../support/wire-end.ts';
import { AppPage } from './app-page.ts';

/** The first is given a name by the second; the registry has the third. */
const MIRROR = '203.0.113.80';
const NAME_SERVER = '203.0.113.53';
const DUTCH = '193.0.6.139';
/** In no row's time or number. */
const PORT = 44_330;
/** The first is of Cisco's. */
const MACS = { source: '00:00:0c:12:34:56', destination: '02:00:00:00:00:02' };

let network: TestNetwork;
let app: ServedApp;
let view: AppPage;
let wire: WireEnd;

test.beforeAll(async () => {
  network = await TestNetwork.open();
  app = await ServedApp.start(network, { words: ['--interface', 'desk0'] });
  view = new AppPage(app.page);
  wire = await WireEnd.open(network, 'peer');
  await view.seesPackets(network);
});

test.afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await network?.[Symbol.asyncDispose]();
});

test.beforeEach(() => view.letGo());

/** From the peer's end of the wire to the desk; what comes back finds nobody. */
async function send(source: string, sourcePort: number, payload: Uint8Array): Promise<void> {
  const ends = { source, destination: network.deskV4 };
  const segment = udp({ ...ends, sourcePort, destinationPort: 40_000 }, payload);
  await wire.send(ipFrame(MACS, { ...ends, protocol: 17 }, segment));
}

function answer(name: string, address: string): Promise<void> {
  const payload = dnsAnswer(name, 'A', [{ name, type: 'A', data: address }]);
  return send(NAME_SERVER, 53, payload);
}

/** A packet of an address, and what the details say of its ends. */
async function openHosts(address: string): Promise<void> {
  await send(address, PORT, new Uint8Array(20));
  await view.row(address, String(PORT)).dblclick();
  const hosts = app.page.getByRole('treeitem', { name: 'Hosts' });
  await expect(hosts).toBeVisible();
  // What was open stays open.
  if ((await hosts.getAttribute('aria-expanded')) !== 'true') await hosts.click();
  await expect(details()).toContainText(`Source${address}`);
}

const details = () => app.page.getByRole('region', { name: 'Packet details' });
const filter = () => app.page.getByRole('combobox', { name: 'Filter packets' });

test('an answer of a name server names an address, to the details and to the filter', async () => {
  await answer('mirror.example.net', MIRROR);
  await openHosts(MIRROR);
  await expect(details()).toContainText('mirror.example.net, from a DNS answer');
  await view.letGo();
  await filter().fill('name mirror.example');
  await filter().press('Enter');
  await expect(view.row('Echo request')).toHaveCount(0);
  await expect(view.row(MIRROR, String(PORT))).toBeVisible();
  await filter().fill('');
  await filter().press('Enter');
});

test('a country and the maker of a network card are known without asking anybody', async () => {
  await openHosts(DUTCH);
  await expect(details()).toContainText('Netherlands');
  await expect(details()).toContainText(/Cisco/i);
});

test('a filter asks for a country by its code, and completes the code by its name', async () => {
  await send(DUTCH, PORT, new Uint8Array(20));
  await view.letGo();
  await filter().fill('');
  await filter().pressSequentially('src country nether');
  await app.page.getByRole('option', { name: 'nl Netherlands' }).click();
  await expect(filter()).toHaveValue('src country nl ');
  await filter().press('Enter');
  await expect(view.row(DUTCH, String(PORT))).toBeVisible();
  await expect(view.row('Echo request')).toHaveCount(0);
  await app.page.getByRole('button', { name: 'Rule from filter' }).click();
  await expect(app.page.getByText('Rules know addresses, not countries.')).toBeVisible();
  await app.page.keyboard.press('Escape');
  await filter().fill('');
  await filter().press('Enter');
});

test('what a rule dropped gives no name', async () => {
  await view.addField.fill(NAME_SERVER);
  await view.addField.press('Enter');
  await expect(view.blockedSwitch(NAME_SERVER)).toBeChecked();
  await answer('bank.example', '203.0.113.66');
  await expect(view.row(NAME_SERVER, 'drop')).toBeVisible();
  await view.letGo();
  await openHosts('203.0.113.66');
  await expect(details()).toContainText('documentation');
  await expect(details()).not.toContainText('bank.example');
});
