/** Rules from the Rules view: written, ordered, changed, explained, exchanged, and met by real pings. */
import { rmSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { makeHome } from '../support/make-home.ts';
import { ServedApp } from '../support/served-app.ts';
import { TestNetwork } from '../support/test-network.ts';
import { AppPage } from './app-page.ts';
import { RulesPage, runLine } from './rules-page.ts';

let network: TestNetwork;
let app: ServedApp;
let home: string;
let rules: RulesPage;

test.beforeEach(async () => {
  home = makeHome();
  network = await TestNetwork.open();
  app = await ServedApp.start(network, { words: ['--interface', 'desk0'], home });
  rules = new RulesPage(app.page);
  await rules.open();
});

test.afterEach(async () => {
  await app?.[Symbol.asyncDispose]();
  await network?.[Symbol.asyncDispose]();
  rmSync(home, { recursive: true, force: true });
});

/** `drop icmp type echo-request` stops the pings of the peer and nothing else of these tests. */
const NO_PING = 'drop icmp type echo-request';

test('a rule written as text: the ping stops, its hits rise, and its switch is the kernel’s', async () => {
  expect(await network.ping()).toBe(true);
  await rules.add(NO_PING, 1);
  await rules.expectRules(NO_PING);
  const row = rules.rule(1);
  await expect(rules.hits(row)).toHaveText('0');
  await expect(rules.lastHit(row)).toHaveText('never');
  expect(await network.ping()).toBe(false);
  await expect(rules.hits(row)).toHaveText('1');
  await expect(rules.lastHit(row)).toHaveText(/^\d+(\.\d)? s$/);

  await row.getByRole('switch').click();
  await expect(row.getByRole('switch')).not.toBeChecked();
  expect(await network.ping()).toBe(true);
  // By key, on the row.
  await row.press('Space');
  await expect(row.getByRole('switch')).toBeChecked();
  expect(await network.ping()).toBe(false);
  await expect(rules.hits(row)).toHaveText('2');
});

test('a rule made with the form reads as text, and the text fills the form', async () => {
  const { page } = app;
  await rules.newRule.click();
  const form = rules.editor.getByRole('region', { name: 'As a form' });
  await form.getByRole('combobox', { name: 'Protocol' }).selectOption('ICMP');
  await form.getByRole('combobox', { name: 'Type' }).selectOption('echo-request');
  await form.getByRole('textbox', { name: 'Source address' }).fill(network.peerV4);
  await form.getByRole('textbox', { name: 'Name' }).fill('No pings');
  const text = `drop icmp type echo-request src ${network.peerV4}`;
  await expect(rules.line).toHaveValue(`${text} # No pings`);
  await rules.button('Apply').click();
  await rules.expectRules(text);
  await expect(rules.rule(1)).toContainText('No pings');
  expect(await network.ping()).toBe(false);

  await rules.newRule.click();
  await rules.line.fill('limit 5/s burst 7 per source udp dport 53');
  await expect(form.getByRole('radio', { name: 'Limit' })).toBeChecked();
  await expect(form.getByRole('textbox', { name: 'Packets', exact: true })).toHaveValue('5');
  await expect(form.getByRole('textbox', { name: 'Burst, in packets' })).toHaveValue('7');
  await expect(form.getByRole('checkbox', { name: 'each source' })).toBeChecked();
  await expect(form.getByRole('textbox', { name: 'Destination port' })).toHaveValue('53');
  // What is wrong is said where it is typed, and goes nowhere.
  await rules.line.fill('drop icmp type echo-requesd');
  await expect(page.getByText('"echo-requesd" is not a type of icmp.')).toBeVisible();
  await expect(rules.button('Apply')).toBeDisabled();
  await rules.button('Discard').click();
  await rules.expectRules(text);
});

test('the order decides: a pass rule in front wins, moved by keys and dragged back', async () => {
  const { page } = app;
  const pass = `pass src ${network.peerV4}`;
  await rules.add(NO_PING, 1);
  await rules.add(pass, 2);
  expect(await network.ping()).toBe(false);

  await rules.rule(2).press('Alt+ArrowUp');
  await rules.expectRules(pass, NO_PING);
  // The focus goes with the rule.
  await expect(rules.rule(1)).toBeFocused();
  expect(await network.ping()).toBe(true);

  const grip = await rules
    .rule(1)
    .getByTitle(/^Drag to another place/)
    .boundingBox();
  const below = await rules.rule(2).boundingBox();
  if (!grip || !below) throw new Error('a row is not in sight');
  await page.mouse.move(grip.x + grip.width / 2, grip.y + grip.height / 2);
  await page.mouse.down();
  await page.mouse.move(grip.x, below.y + below.height - 2, { steps: 8 });
  await page.mouse.up();
  await rules.expectRules(NO_PING, pass);
  expect(await network.ping()).toBe(false);

  await rules.rule(2).press('Alt+Home');
  await rules.expectRules(pass, NO_PING);
  expect(await network.ping()).toBe(true);
  await rules.rule(1).press('Alt+End');
  await rules.expectRules(NO_PING, pass);
  expect(await network.ping()).toBe(false);
  await rules.undo.click();
  await rules.expectRules(pass, NO_PING);
  expect(await network.ping()).toBe(true);
});

test('edited, doubled, shadowed, removed and brought back', async () => {
  const { page } = app;
  await rules.add('drop tcp dport 8080', 1);
  expect(await network.ping()).toBe(true);
  await rules.line.fill(NO_PING);
  await expect(rules.rule(1)).toContainText('not applied');
  await rules.expectRules('drop tcp dport 8080');
  await rules.button('Apply').click();
  await rules.expectRules(NO_PING);
  expect(await network.ping()).toBe(false);

  await rules.choose(rules.rule(1), 'Duplicate');
  await rules.button('Apply').click();
  await rules.expectRules(NO_PING, NO_PING);
  await expect(rules.rule(2)).toContainText('Same as rule 1');
  await rules.line.fill(`${NO_PING} src ${network.peerV4}`);
  await rules.line.press('Enter');
  await expect(rules.rule(2)).toContainText('Never reached, rule 1 covers it');
  // What can be undone hides nothing of the defaults, in a small window either.
  await page.setViewportSize({ width: 1100, height: 700 });
  const pill = await rules.undo.locator('..').boundingBox();
  const defaults = await rules.default('Outgoing').boundingBox();
  if (!pill || !defaults) throw new Error('the pill or the defaults are not in sight');
  expect(pill.x).toBeGreaterThan(defaults.x + defaults.width);
  await page.setViewportSize({ width: 1440, height: 900 });
  await rules.button('Remove rule 2').click();
  await rules.expectRules(NO_PING);

  await rules.rule(1).press('Delete');
  await rules.expectRules();
  expect(await network.ping()).toBe(true);
  await page.keyboard.press('u');
  await rules.expectRules(NO_PING);
  expect(await network.ping()).toBe(false);
});

test('the command that the menu copies does the same in a terminal', async () => {
  await rules.allowCopying();
  const rule = `${NO_PING} src ${network.peerV4}`;
  await rules.add(`${rule} for 2h # it's "noisy" & $loud`, 1);
  await rules.choose(rules.rule(1), 'Copy as command');
  const announced = app.page.getByRole('status').filter({ hasText: 'The command is copied' });
  await expect(announced).toHaveCount(1);
  const line = await rules.copied();
  expect(line).toMatch(/^portcullis rule add /);
  await rules.rule(1).press('Delete');
  await rules.expectRules();
  expect(await network.ping()).toBe(true);
  await runLine(network, home, line);
  await rules.expectRules(rule);
  await expect(rules.rule(1)).toContainText('it\'s "noisy" & $loud');
  await expect(rules.rule(1)).toContainText(/[12]:\d\d:\d\d|1 h|2 h/);
  expect(await network.ping()).toBe(false);
});

test('a clipboard that is refused is said, and not taken for a copy', async () => {
  const { page } = app;
  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
  });
  await rules.add(NO_PING, 1);
  await rules.choose(rules.rule(1), 'Copy as text');
  const { notices } = new AppPage(page);
  const strip = notices.getByRole('alert');
  await expect(strip).toContainText('The rule was not copied');
  await expect(strip).toContainText('Allow this page to use the clipboard');
  await expect(page.getByText('is copied')).toHaveCount(0);
  await notices.getByRole('button', { name: 'Dismiss' }).click();
  await expect(strip).toBeHidden();
});

test('a rule file: refused as a whole with line and column, read as a whole, written again', async () => {
  const { page } = app;
  await rules.allowCopying();
  await rules.button('Import').click();
  const dialog = page.getByRole('dialog', { name: 'Import rules' });
  const file = dialog.getByRole('textbox', { name: 'Rule file' });
  await file.fill(`${NO_PING}\ndrop tcp dport 70000\npass udp dport 53 # names\n`);
  await expect(dialog).toContainText('1 line cannot be read:');
  await expect(dialog.getByRole('listitem')).toHaveText(/^2:16"70000" is not a port\./);
  await expect(dialog.getByRole('button', { name: 'Import', exact: true })).toBeDisabled();
  await rules.expectRules();
  expect(await network.ping()).toBe(true);

  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    dialog.getByRole('button', { name: 'Choose a file…' }).click(),
  ]);
  const text = `${NO_PING}\noff drop tcp dport 7000\npass udp dport 53 # names\n`;
  await chooser.setFiles({
    name: 'office.portcullis',
    mimeType: 'text/plain',
    buffer: Buffer.from(text),
  });
  await expect(file).toHaveValue(text);
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(dialog).toBeHidden();
  await rules.expectRules(NO_PING, 'drop tcp dport 7000', 'pass udp dport 53');
  await expect(rules.rule(2).getByRole('switch')).not.toBeChecked();
  expect(await network.ping()).toBe(false);

  await rules.button('Export').click();
  await page.getByRole('menuitem', { name: 'Copy the rule file' }).click();
  expect(await rules.copied()).toContain(text);
  await rules.button('Export').click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Save as rules.portcullis' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('rules.portcullis');
  await rules.undo.click();
  await rules.expectRules();
  expect(await network.ping()).toBe(true);
});

test('explain: a packet in words, and a row of the live table', async () => {
  const view = new AppPage(app.page);
  await rules.add('drop tcp dport 8080', 1);
  await rules.add(`${NO_PING} src ${network.peerV4}`, 2);
  await rules.button('Close').click();
  await rules.explain(`icmp type echo-request src ${network.peerV4}`);
  await expect(app.page.getByText('Dropped by rule 2')).toBeVisible();
  await expect(rules.steps).toHaveCount(2);
  await expect(rules.steps.nth(0)).toContainText('it is icmp, not tcp');
  await expect(rules.steps.nth(1)).toContainText('drop');
  await expect(app.page.getByText('Rule 2 has no hits yet.')).toBeVisible();
  // The question is no packet: it counts nowhere.
  await expect(rules.hits(rules.rule(2))).toHaveText('0');
  await rules.explain('icmp src nowhere');
  await expect(app.page.getByRole('alert')).toContainText('"nowhere"');

  // An open rule does not keep the answer small.
  await rules.edit(1);
  await rules.view('Live').click();
  expect(await network.ping()).toBe(false);
  await view.row('Echo request', 'drop').click({ button: 'right' });
  // Both rules are younger than the attachment: nothing is to be said about them.
  await expect(app.page.getByText('now in force')).toBeHidden();
  await app.page.getByRole('menuitem', { name: 'Explain in Rules' }).click();
  await expect(app.page.getByText('Dropped by rule 2')).toBeVisible();
  await expect(rules.explainField).toHaveValue(new RegExp(`src ${network.peerV4} `));
  // The answer follows the rules.
  await rules.rule(2).getByRole('switch').click();
  await expect(app.page.getByText('Passes by the default of incoming packets')).toBeVisible();
});

test('a rule with an end counts down and is gone; a search finds rules by what they match', async () => {
  const { page } = app;
  await rules.add('drop tcp dport 8080', 1);
  await rules.add('drop src 198.51.100.0/24', 2);
  const find = page.getByRole('textbox', { name: 'Find rules' });
  await find.fill('198.51.100.7');
  await expect(page.getByRole('switch', { name: /^Rule \d+:/ })).toHaveCount(1);
  await expect(rules.rule(2)).toBeVisible();
  await find.fill('nothing of this');
  await expect(rules.grid).toContainText('No rule of yours names “nothing of this”.');
  await rules.button('Clear the search').click();

  await rules.add(`${NO_PING} for 6s`, 3);
  await expect(rules.rule(3)).toContainText(/0:0\d/);
  expect(await network.ping()).toBe(false);
  await expect(rules.rule(3)).toBeHidden({ timeout: 15_000 });
  expect(await network.ping()).toBe(true);
});
