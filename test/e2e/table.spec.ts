/** The table of packets: columns, times, marks, conversations, and going from one to another. */
import { readFileSync, rmSync } from 'node:fs';
import { expect, type Locator, test } from '@playwright/test';
import { makeHome } from '../support/make-home.ts';
import { ServedApp } from '../support/served-app.ts';
import { TestNetwork } from '../support/test-network.ts';
import { AppPage } from './app-page.ts';

let network: TestNetwork;
let app: ServedApp;
let view: AppPage;

test.describe.configure({ mode: 'serial' });

const home = makeHome();

async function start(): Promise<void> {
  app = await ServedApp.start(network, {
    words: ['--interface', 'desk0'],
    home,
    // Room for a few columns more than usual.
    browser: { viewport: { width: 1600, height: 900 } },
  });
  view = new AppPage(app.page);
}

/** The columns that the engine has remembered, in order. */
function remembered(): readonly string[] {
  const { settings } = JSON.parse(readFileSync(`${home}/config/portcullis/config.json`, 'utf8'));
  const columns: readonly { id: string; shown: boolean }[] = settings.table.columns;
  return columns.filter(({ shown }) => shown).map(({ id }) => id);
}

test.beforeAll(async () => {
  network = await TestNetwork.open();
  await network.startHost('desk', 'listen', '8080', '8081');
  await start();
  await view.seesPackets(network);
});

test.afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await network?.[Symbol.asyncDispose]();
  rmSync(home, { recursive: true, force: true });
});

const grid = () => app.page.getByRole('grid', { name: 'Live packets' });
const heading = (name: string) => grid().getByRole('columnheader', { name, exact: true });
const headings = () => grid().getByRole('columnheader').allTextContents();
const selected = () => grid().locator('[aria-selected="true"]');
const press = (key: string) => app.page.keyboard.press(key);

/** Lets go of whatever holds the rows, and waits until they run. */
async function follow(): Promise<void> {
  await view.letGo();
  await press('f');
  await expect(app.page.getByText('Following the newest')).toBeVisible();
}

async function menuOf(name: string): Promise<Locator> {
  await heading(name).click({ button: 'right' });
  return app.page.getByRole('menu').first();
}

/** Number of a row, as its first column writes it. */
async function numberOf(row: Locator): Promise<number> {
  return Number(await row.getAttribute('data-sequence')) + 1;
}

test('columns are hidden, shown, moved and sized, and stay so', async () => {
  const menu = await menuOf('Sport');
  await menu.getByRole('menuitem', { name: 'Hide Source port' }).click();
  await expect(heading('Sport')).toBeHidden();

  await menuOf('Len');
  await app.page.getByRole('menuitem', { name: 'Columns', exact: true }).press('ArrowRight');
  await app.page.getByRole('menuitemcheckbox', { name: 'Interface' }).click();
  await app.page.getByRole('menuitemcheckbox', { name: 'Source MAC' }).click();
  await press('Escape');
  await press('Escape');
  await view.letGo();
  await network.ping();
  await expect(view.row('Echo request', 'desk0')).toBeVisible();
  const mac = await network.run('peer', 'cat', '/sys/class/net/peer0/address');
  await expect(view.row('Echo request', mac.trim())).toBeVisible();

  await heading('Verdict').focus();
  await press('Alt+ArrowLeft');
  await expect.poll(async () => (await headings()).slice(0, 3)).toEqual(['No.', 'Verdict', 'Time']);
  const before = (await heading('Destination').boundingBox())?.width ?? 0;
  await heading('Destination').focus();
  await press('Shift+ArrowRight');
  await expect
    .poll(async () => (await heading('Destination').boundingBox())?.width ?? 0)
    .toBeGreaterThan(before);

  const target = await heading('Rule').boundingBox();
  const from = await heading('Proto').boundingBox();
  if (!target || !from) throw new Error('no headings');
  await app.page.mouse.move(from.x + 8, from.y + 8);
  await app.page.mouse.down();
  await app.page.mouse.move(target.x + target.width - 4, target.y + 8, { steps: 4 });
  await app.page.mouse.up();
  await expect.poll(async () => (await headings()).at(-1)).toBe('Proto');

  const arranged = await headings();
  await expect.poll(() => remembered().at(-1)).toBe('protocol');
  // The next page and the next start find them so.
  await app.page.reload();
  await view.seesPackets(network);
  expect(await headings()).toEqual(arranged);
  await app[Symbol.asyncDispose]();
  await start();
  await view.seesPackets(network);
  expect(await headings()).toEqual(arranged);

  const again = await menuOf('Time');
  await again.getByRole('menuitem', { name: 'Columns as they were' }).click();
  await expect.poll(async () => (await headings()).slice(0, 3)).toEqual(['No.', 'Time', 'Verdict']);
  await expect(heading('Sport')).toBeVisible();
});

test('times are of the day, since a reference, and since the row before', async () => {
  await follow();
  await network.ping();
  await network.ping();
  await expect(view.row('Echo reply')).toContainText(/\d\d:\d\d:\d\d\.\d{3}/);
  const row = view.row('Echo request', 'in');
  await row.click();
  await press('t');
  await expect(app.page.getByRole('columnheader', { name: 'Since start' })).toBeVisible();
  await expect(selected()).toContainText('0.000000');
  await press('ArrowUp');
  await expect(selected()).toContainText(/-\d+\.\d{6}/);
  await press('ArrowDown');
  await press('t');
  await expect(selected()).toContainText(/\d+\.\d{6}/);
  await expect(selected()).not.toContainText('0.000000');

  await menuOf('Since start');
  await app.page.getByRole('menuitemradio', { name: 'Since the row before' }).click();
  await expect(app.page.getByRole('columnheader', { name: 'Since last' })).toBeVisible();
  await expect(selected()).toContainText(/\d+\.\d{6}/);
  await menuOf('Since last');
  await app.page.getByRole('menuitemradio', { name: 'Time of day' }).click();
  await expect(selected()).toContainText(/\d\d:\d\d:\d\d\.\d{3}/);
});

test('the conversation of a packet is walked through, both ways and no further', async () => {
  await follow();
  expect(await network.tcpConnects(8080)).toBe(true);
  expect(await network.tcpConnects(8081)).toBe(true);
  await network.ping();
  await expect(view.row('8081', 'SYN')).toBeVisible();
  const first8080 = grid().getByRole('row').filter({ hasText: '8080' }).first();
  await first8080.click();
  const seen: number[] = [await numberOf(selected())];
  const end = app.page.getByText('No later packet of this conversation');
  for (let step = 0; step < 30 && !(await end.first().isVisible()); step += 1) {
    await press('.');
    if (await end.first().isVisible()) break;
    await expect(selected()).toContainText('8080');
    seen.push(await numberOf(selected()));
  }
  expect(new Set(seen).size).toBeGreaterThan(3);
  expect(seen.toSorted((a, b) => a - b)).toEqual(seen);
  await press(',');
  await expect.poll(() => numberOf(selected())).toBeLessThan(Math.max(...seen));
  await expect(selected()).toContainText('8080');
});

test('marked rows are found again from far away', async () => {
  await follow();
  await network.ping();
  await view.row('Echo request', 'in').click();
  const marked = await numberOf(selected());
  await press('m');
  await expect(selected()).toHaveAttribute('data-marked', 'true');
  await follow();
  await network.run('peer', 'ping', '-n', '-q', '-i', '0.002', '-c', '300', network.deskV4);
  await expect(grid().locator('[data-marked]')).toHaveCount(0);
  await press('Shift+N');
  await expect(grid().locator('[data-marked]')).toHaveCount(1);
  await expect.poll(() => numberOf(selected())).toBe(marked);
  await press('n');
  await expect(app.page.getByText('No mark further down').first()).toBeVisible();
  await press('m');
  await expect(grid().locator('[data-marked]')).toHaveCount(0);
});

test('a packet is gone to by its number, the ends by keys, and the next from any focus', async () => {
  await follow();
  await press('Control+g');
  const field = app.page.getByRole('textbox', { name: 'Number of the packet' });
  await field.fill('999999');
  await field.press('Enter');
  await expect(app.page.getByRole('alert').filter({ hasText: 'Packet 999,999' })).toContainText(
    'is not here',
  );
  await field.fill('5');
  await field.press('Enter');
  await expect(field).toBeHidden();
  await expect.poll(() => numberOf(selected())).toBe(5);

  await view.addField.focus();
  await press('Control+ArrowDown');
  await expect.poll(() => numberOf(selected())).toBe(6);
  await expect(view.addField).toBeFocused();
  await press('F7');
  await expect.poll(() => numberOf(selected())).toBe(5);
  await grid().focus();
  await press('Control+Home');
  await expect.poll(() => numberOf(selected())).toBe(1);
  await press('Control+End');
  await expect.poll(() => numberOf(selected())).toBeGreaterThan(100);
});
