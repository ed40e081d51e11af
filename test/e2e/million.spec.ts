/** A full history of real packets as files: every row arrives, in any format. */
import { execFileSync } from 'node:child_process';
import { createReadStream, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { DEFAULT_SETTINGS } from '../../electron/contract/settings.ts';
import { makeHome } from '../support/make-home.ts';
import { NODE, ROOT } from '../support/paths.ts';
import { ServedApp } from '../support/served-app.ts';
import { TestNetwork } from '../support/test-network.ts';

const ROWS = 1_000_000;
/** What a window takes up while it draws, so that few rows are sampled out. */
const PACKETS_PER_SECOND = 60_000;
const ROUND_SECONDS = 18;
const FRAME_BYTES = 64;

let network: TestNetwork;
let app: ServedApp;
const home = makeHome();

test.describe.configure({ mode: 'serial', timeout: 240_000 });
// A trace of pages that are that busy is all that the machine would do.
test.use({ trace: 'off' });

test.beforeAll(async () => {
  test.setTimeout(240_000);
  network = await TestNetwork.open();
  mkdirSync(`${home}/config/portcullis`, { recursive: true, mode: 0o700 });
  const record = { which: 'all', snapshotBytes: FRAME_BYTES };
  const settings = { ...DEFAULT_SETTINGS, record, eventBudgetPerCpu: 1_000_000 };
  const config = { version: 2, settings, rules: [] };
  writeFileSync(`${home}/config/portcullis/config.json`, JSON.stringify(config));
  app = await ServedApp.start(network, { words: ['--interface', 'desk0'], home });
  await expect(async () => {
    // What a slow machine does not take up is sampled out, so there may be several rounds.
    const words = ['peer0', PACKETS_PER_SECOND, ROUND_SECONDS, FRAME_BYTES, 'many'].map(String);
    await network.run('peer', NODE, `${ROOT}test/bench/live/send.ts`, ...words);
    await app.page.getByRole('button', { name: 'Export', exact: true }).click();
    const label = await app.page.getByRole('group', { name: 'All rows' }).textContent();
    await app.page.keyboard.press('Escape');
    expect(label).toContain('1,000,000 packets');
  }).toPass();
});

test.afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await network?.[Symbol.asyncDispose]();
  rmSync(home, { recursive: true, force: true });
});

/** Where the browser has put the file. */
async function exported(format: string): Promise<string> {
  await app.page.getByRole('button', { name: 'Export', exact: true }).click();
  const group = app.page.getByRole('group', { name: 'All rows' });
  const [download] = await Promise.all([
    app.page.waitForEvent('download', { timeout: 200_000 }),
    group.getByRole('menuitem', { name: new RegExp(`^${format}`) }).click(),
  ]);
  return download.path();
}

test('a million rows become a capture file that Wireshark reads to its end', async () => {
  const path = await exported('pcapng');
  const said = execFileSync('capinfos', ['-M', '-c', '-u', '-T', '-m', '-r', path], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: home, LC_ALL: 'C' },
  });
  expect(said.split(',')).toContain(String(ROWS));
  await expect(
    app.page.getByRole('status').filter({ hasText: /^1,000,000 packets exported/ }),
  ).toHaveCount(1);
});

test('a million rows become as many lines of CSV, each once and in order', async () => {
  const path = await exported('CSV');
  let [lines, last, inOrder] = [0, 0, 0];
  let rest = '';
  for await (const piece of createReadStream(path, { encoding: 'utf8' })) {
    const whole = `${rest}${piece}`.split('\r\n');
    rest = whole.pop() ?? '';
    for (const line of whole) {
      lines += 1;
      if (lines === 1) continue;
      const number = Number(line.slice(0, line.indexOf(',')));
      if (lines === 2 || number === last + 1) inOrder += 1;
      last = number;
    }
  }
  expect({ lines, inOrder, rest }).toEqual({ lines: ROWS + 1, inOrder: ROWS, rest: '' });
});
