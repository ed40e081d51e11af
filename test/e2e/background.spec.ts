/**
 * A page that was left in a background tab while an hour of traffic passed. In a browser that nothing
 * keeps awake: Playwright's own takes every page for one in sight.
 */
import { expect, test } from '@playwright/test';
import { type Accounting, inFlight } from '../../electron/contract/accounting.ts';
import { privateBytes } from '../bench/live/bare-browser.ts';
import { LiveApp } from '../bench/live/live-app.ts';

const MIB = 2 ** 20;
/** A thousand a second, which is a busy desk, for an hour. */
const PACKETS_OF_AN_HOUR = 3_600_000;
/** Sent as fast as a page that is not in the way can take them. */
const PACKETS_PER_SECOND = 200_000;
const SECONDS_A_ROUND = PACKETS_OF_AN_HOUR / PACKETS_PER_SECOND;
/** Rows of a full history: from then on each packet takes the place of another. */
const HISTORY_ROWS = 1_000_000;
/** What a window may take with a full history, and the engine with full queues. */
const MOST_RENDERER_BYTES = 350 * MIB;
const MOST_ENGINE_BYTES = 200 * MIB;
/** An hour that was kept would be more than ten times as much. */
const MOST_GROWTH_BYTES = 64 * MIB;

let app: LiveApp;

test.describe.configure({ mode: 'serial', timeout: 300_000 });

test.beforeAll(async () => {
  test.setTimeout(300_000);
  app = await LiveApp.start({ eventBudgetPerCpu: 1_000_000 });
  // So that both processes have what they need for as long as they run.
  while ((await app.accounting()).delivered < 1.2 * HISTORY_ROWS) await traffic(6);
});
test.afterAll(() => app?.[Symbol.asyncDispose]());

async function traffic(seconds: number): Promise<number> {
  const packetsPerSecond = PACKETS_PER_SECOND;
  return app.send({ packetsPerSecond, seconds, frameBytes: 100, senders: 'many' }).sent;
}

interface Memory {
  readonly renderer: number;
  readonly engine: number;
}

async function memory(): Promise<Memory> {
  return {
    renderer: privateBytes(await app.browser.rendererPid()),
    engine: privateBytes(app.hostPid),
  };
}

async function expectBounded(before: Memory): Promise<void> {
  const after = await memory();
  expect(after.renderer).toBeLessThan(MOST_RENDERER_BYTES);
  expect(after.engine).toBeLessThan(MOST_ENGINE_BYTES);
  expect(after.renderer - before.renderer).toBeLessThan(MOST_GROWTH_BYTES);
  expect(after.engine - before.engine).toBeLessThan(MOST_GROWTH_BYTES);
}

/** Every packet of an absence is in the sum once nothing is on its way. */
async function expectAllAccounted(before: Accounting, sent: number): Promise<Accounting> {
  const after = () => app.accounting();
  // The cable loses what it has no room for; of what came through, nothing is missing.
  await expect
    .poll(async () => (await after()).seen - before.seen, { timeout: 60_000 })
    .toBeGreaterThan(0.9 * sent);
  const sum = await after();
  expect(inFlight(sum)).toBe(0);
  return sum;
}

/** The last row says how many the page was given, as each has its number. */
async function expectNewestShown(): Promise<void> {
  await expect
    .poll(async () => (await newestRow()).number - (await app.accounting()).delivered)
    .toBe(0);
}

async function newestRow(): Promise<{ readonly number: number; readonly text: string }> {
  return app.browser.evaluate(`(() => {
    const number = (row) => Number(row.dataset.sequence) + 1;
    const rows = [...document.querySelectorAll('[role=row][data-sequence]')];
    const [row] = rows.sort((a, b) => number(b) - number(a));
    return row ? { number: number(row), text: row.textContent } : { number: 0, text: '' };
  })()`);
}

/** A packet comes and is shown, a click is answered. */
async function expectAnswers(): Promise<void> {
  await expect(async () => {
    await app.network.ping();
    const seen = async () => (await newestRow()).text;
    await expect.poll(seen, { timeout: 2000 }).toContain('Echo');
  }).toPass();
  for (const [name, then] of [
    ['Pause list', 'Resume list'],
    ['Resume list', 'Pause list'],
  ]) {
    const button = (label: string | undefined) =>
      `[...document.querySelectorAll('button')].find((each) => each.textContent.startsWith('${label}'))`;
    await app.browser.evaluate(`${button(name)}.click()`);
    await app.browser.until(button(then));
  }
}

test('an hour of traffic behind another tab: all of it accounted for, the newest shown, nothing kept', async () => {
  const { browser } = app;
  const before = { sum: await app.accounting(), memory: await memory() };
  await browser.leave();
  const frames =
    'globalThis.framesWhileAway = 0; requestAnimationFrame(() => framesWhileAway += 1)';
  await browser.evaluate(frames);
  const sent = await traffic(SECONDS_A_ROUND);
  expect(sent).toBe(PACKETS_OF_AN_HOUR);
  // Nothing was drawn meanwhile: what is put off until then must not pile up.
  expect(await browser.evaluate('framesWhileAway')).toBe(0);
  await browser.comeBack();
  await expectAllAccounted(before.sum, sent);
  await expectNewestShown();
  await expectAnswers();
  await expectBounded(before.memory);
});

test('a filter finds what came meanwhile', async () => {
  const { browser } = app;
  await browser.evaluate(
    `document.querySelector('[role=combobox][aria-label="Filter packets"]').focus()`,
  );
  await browser.insertText('src 203.0.113.0/25 or icmp');
  await expect.poll(async () => (await newestRow()).text).toMatch(/203\.0\.113\.|Echo/);
  const before = { sum: await app.accounting(), memory: await memory() };
  await browser.leave();
  const sent = await traffic(SECONDS_A_ROUND);
  await browser.comeBack();
  await expectAllAccounted(before.sum, sent);
  await expectAnswers();
  await expectBounded(before.memory);
});

test('a page that the browser froze takes up the thread where it is now', async () => {
  const { browser } = app;
  const before = { sum: await app.accounting(), memory: await memory() };
  await browser.leave();
  await browser.setLifecycle('frozen');
  const sent = await traffic(SECONDS_A_ROUND);
  // What it does not take is not kept for it.
  expect(privateBytes(app.hostPid) - before.memory.engine).toBeLessThan(MOST_GROWTH_BYTES);
  await browser.setLifecycle('active');
  await browser.comeBack();
  const { lostLink, sampledOut } = await expectAllAccounted(before.sum, sent);
  expect(lostLink + sampledOut).toBeGreaterThan(before.sum.lostLink + before.sum.sampledOut);
  await expectAnswers();
  await expectBounded(before.memory);
});
