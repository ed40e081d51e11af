/** Files of packets: what is exported is what was shown, and a capture is run through the rules again. */
import { readFileSync } from 'node:fs';
import { expect, type Locator, test } from '@playwright/test';
import { readCapture } from '../support/read-capture.ts';
import { ServedApp } from '../support/served-app.ts';
import { TestNetwork } from '../support/test-network.ts';
import { tsharkFields } from '../support/tshark.ts';
import { AppPage } from './app-page.ts';

let network: TestNetwork;
let app: ServedApp;
let view: AppPage;

test.describe.configure({ mode: 'serial' });

/** With packets that were dropped, and others that passed. */
let capture: Buffer;
let dropped = 0;
let passed = 0;

test.beforeAll(async () => {
  network = await TestNetwork.open();
  app = await ServedApp.start(network, { words: ['--interface', 'desk0'] });
  view = new AppPage(app.page);
  await view.seesPackets(network);
  await network.startHost('desk', 'listen', '8080');
  await view.addField.fill('8080/tcp');
  await view.addField.press('Enter');
  await expect(view.blockedLine('8080/tcp')).toBeVisible();
  expect(await network.tcpConnects(8080)).toBe(false);
  expect(await network.ping()).toBe(true);
  // Kept out of the files by a filter.
  await network.udpAnswers(5300);
  await expect(view.row('5300')).toBeVisible();
});

test.afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await network?.[Symbol.asyncDispose]();
});

const field = (): Locator => app.page.getByRole('combobox', { name: 'Filter packets' });

async function filter(text: string): Promise<void> {
  await field().fill(text);
  await field().press('Enter');
}

/** Chooses it in the menu under the list, and gives the file that the browser saves. */
async function exported(what: string | RegExp, format: string): Promise<Buffer> {
  await app.page.getByRole('button', { name: 'Export', exact: true }).click();
  const group = app.page.getByRole('group', { name: what });
  const [download] = await Promise.all([
    app.page.waitForEvent('download'),
    group.getByRole('menuitem', { name: new RegExp(`^${format}`) }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^portcullis-[0-9-]+\.(pcapng|csv|jsonl)$/);
  return readFileSync(await download.path());
}

function lines(file: Buffer): string[] {
  return file.toString('utf8').trimEnd().split(/\r?\n/);
}

test('what is shown becomes a file of each kind, and all three say the same', async () => {
  await filter('icmp or tcp dport 8080');
  await expect(view.row('8080', 'SYN', 'drop')).toBeVisible();
  await app.page.getByRole('button', { name: 'Pause list' }).click();
  capture = await exported('What is shown', 'pcapng');
  const csv = lines(await exported('What is shown', 'CSV'));
  const json = lines(await exported('What is shown', 'JSON')).map((line) => JSON.parse(line));
  await app.page.getByRole('button', { name: 'Resume list' }).click();

  const rows = tsharkFields(capture, [
    'frame.interface_name',
    'ip.src',
    'ip.dst',
    'frame.verdict.ebpf_xdp',
    'frame.comment',
  ]);
  // What an error quotes has addresses as well.
  expect(rows.map((row) => row.map((value) => value.split(',', 1)[0]))).toEqual(
    json.map(({ source, destination, direction, verdict, rule }) => [
      'desk0',
      source,
      destination,
      direction === 'out' ? '' : verdict === 'drop' ? '1' : '2',
      verdict === 'drop' ? `dropped by ${rule}` : 'passed: no rule matched',
    ]),
  );
  dropped = json.filter(({ verdict }) => verdict === 'drop').length;
  passed = json.length - dropped;
  expect([dropped > 0, passed > 0]).toEqual([true, true]);
  const [first, second] = tsharkFields(capture, ['frame.time_epoch']);
  expect(new Date(Number(first?.[0]) * 1000).toISOString().slice(0, 19)).toBe(
    json[0].time.slice(0, 19),
  );
  expect(Number(second?.[0])).toBeGreaterThanOrEqual(Number(first?.[0]));

  const [heading, ...cells] = csv;
  expect(heading).toBe('No.,Time,Verdict,Dir,Source,Sport,Destination,Dport,Proto,Len,Info,Rule');
  const split = cells.map((line) => line.split(','));
  expect(split.map(([number, time, verdict, , source]) => [number, time, verdict, source])).toEqual(
    json.map(({ number, time, verdict, source }) => [String(number), time, verdict, source]),
  );
});

test('one packet that was selected becomes a file', async () => {
  await filter('icmp type echo-request');
  await view.row('Echo request').click();
  const { frames, error } = readCapture(await exported(/^Packet /, 'pcapng'));
  expect(error).toBeUndefined();
  expect(frames).toHaveLength(1);
  expect(frames[0]).toMatchObject({ interfaceName: 'desk0', direction: 'in', verdict: 'pass' });
  expect(frames[0]?.bytes).toHaveLength(98);
  await view.letGo();
  await filter('');
});

test('a browser that has no room for the file is not taken for one that saved it', async () => {
  // What Chromium answers to whoever reads a file that it could not put on a full disk.
  const restore = await app.page.evaluateHandle(() => {
    const { arrayBuffer } = Blob.prototype;
    Blob.prototype.arrayBuffer = () => Promise.reject(new DOMException('', 'NotReadableError'));
    return () => {
      Blob.prototype.arrayBuffer = arrayBuffer;
    };
  });
  await app.page.getByRole('button', { name: 'Export', exact: true }).click();
  const group = app.page.getByRole('group', { name: 'All rows' });
  await group.getByRole('menuitem', { name: /^pcapng/ }).click();
  const strip = view.notices.filter({ hasText: 'The packets were not exported' });
  await expect(strip).toContainText('The browser could not keep the file.');
  await expect(strip).toContainText('Make room on the disk');
  await restore.evaluate((undo) => undo());
  expect((await exported('All rows', 'pcapng')).length).toBeGreaterThan(capture.length);
});

/** Opens a file in the view of replays, and waits until it was run. */
async function open(name: string, buffer: Buffer): Promise<void> {
  await app.page.getByLabel('Capture file').setInputFiles({ name, mimeType: '', buffer });
  await expect(app.page.getByRole('heading', { name })).toBeVisible();
  await expect(app.page.getByRole('button', { name: 'Open another' })).toBeVisible();
}

const grid = (): Locator => app.page.getByRole('grid', { name: 'Packets of the file' });
const ofFile = (...words: string[]): Locator =>
  words.reduce(
    (found, hasText) => found.filter({ hasText }),
    grid()
      .getByRole('row')
      .filter({ has: app.page.getByRole('gridcell') }),
  );

test('a capture is replayed: what would flip is marked, filtered, and follows the rules', async () => {
  await view.blockedSwitch('8080/tcp').click();
  await expect(view.blockedSwitch('8080/tcp')).not.toBeChecked();
  await app.page.getByRole('button', { name: 'Replay', exact: true }).click();
  await open('office.pcapng', capture);
  const packets = dropped + passed;
  const foot = app.page.getByText('of office.pcapng');
  await expect(foot).toHaveText(
    `${packets} packets of office.pcapng, replayed through the current rules, ${dropped} would flip`,
  );
  await expect(grid()).toHaveAttribute('aria-rowcount', String(packets + 1));
  await expect(app.page.getByText('Following the newest')).toHaveCount(0);
  await expect(ofFile('8080', 'was drop').first()).toBeVisible();
  await expect(ofFile('was')).toHaveCount(dropped);
  await expect(ofFile('Echo request').first()).toBeVisible();
  await expect(ofFile('8080', 'was drop').first().getByRole('button')).toHaveAccessibleName(
    `Block ${network.peerV4}, pass was drop`,
  );

  await app.page.getByText('Only flips').click();
  await expect(grid()).toHaveAttribute('aria-rowcount', String(dropped + 1));
  await filter('icmp');
  await expect(app.page.getByText('No packet matches')).toBeVisible();
  await app.page.getByText('All', { exact: true }).click();
  await expect(ofFile('Echo request').first()).toBeVisible();
  await expect(ofFile('8080')).toHaveCount(0);
  await app.page.getByRole('button', { name: 'Clear the filter' }).click();

  const csv = lines(await exported('All rows', 'CSV'));
  expect(csv[0]).toMatch(/^No\.,Time,Verdict,Was,/);
  expect(csv.filter((line) => line.includes(',pass,drop,'))).toHaveLength(dropped);
  const json = lines(await exported('All rows', 'JSON')).map((line) => JSON.parse(line));
  expect(json.filter(({ flips }) => flips)).toHaveLength(dropped);
  expect(new Set(json.map((packet) => packet.interface))).toEqual(new Set(['desk0']));

  await ofFile('8080', 'SYN').first().getByRole('gridcell').nth(4).click();
  await app.page.keyboard.press('b');
  await expect(foot).toContainText('replayed before the rules changed');
  await app.page.getByRole('button', { name: 'Replay again' }).click();
  await expect(foot).toContainText('replayed through the current rules');
  await expect(ofFile('8080', 'was')).toHaveCount(0);
  await expect(ofFile('Echo request', 'drop', 'was pass').first()).toBeVisible();
});

test('of a damaged capture what comes before the damage is shown, and what is wrong', async () => {
  await open('damaged.pcapng', Buffer.concat([capture, Buffer.alloc(64, 0xff)]));
  await expect(app.page.getByRole('alert')).toContainText(
    `The capture file is damaged at byte ${capture.length}`,
  );
  await expect(app.page.getByText('of damaged.pcapng')).toContainText(
    `${dropped + passed} packets of damaged.pcapng`,
  );
  await expect(grid()).toHaveAttribute('aria-rowcount', String(dropped + passed + 1));

  await open('letter.pcapng', Buffer.from('To whom it may concern'));
  await expect(app.page.getByText('This is neither a pcap nor a pcapng file.')).toBeVisible();
});
