/** From a click on a row to the first packet that the kernel drops for it. */
import { setTimeout as wait } from 'node:timers/promises';
import { PacketRecord, VERDICT } from '../../../electron/contract/packet-record.ts';
import { bootTimeNs } from '../../../electron/engine/ffi/libc.ts';
import { expectOk } from '../../support/expect-ok.ts';
import type { Finding } from '../report.ts';
import { percentile95 } from '../statistics.ts';
import { LiveApp } from './live-app.ts';

const PACKETS_PER_SECOND = 50_000;
/** Between clicks: the last one is taken back, and the list is live again. */
const PAUSE_MS = 400;
const PATIENCE_MS = 1500;
/** Until what a page makes once is made. */
const SETTLE_MS = 4000;
/** Until both ends have compiled what a click runs. */
const CLICKS_BEFORE = 5;
/** As long as a person's pointer rests before the click, and the button stays down. */
const POINT_MS = 150;
const PRESS_MS = 70;

/** In the page, once: notes when a click came. */
const NOTE_CLICKS = `addEventListener(
  'click',
  ({ timeStamp }) => { globalThis.clickedMs = performance.timeOrigin + timeStamp; },
  { capture: true },
)`;

/** The middle of what a selector finds last, on the screen. */
const middleOf = (selector: string) => `(() => {
  const found = [...document.querySelectorAll(${JSON.stringify(selector)})].at(-2);
  if (!found) return undefined;
  const { x, y, width, height } = found.getBoundingClientRect();
  return { x: x + width / 2, y: y + height / 2 };
})()`;

const PASSED_VERDICT = '[role=row][data-verdict=pass] button';

/** What became of the last click may still be on its way to the page, behind packets. */
const READY = [
  `!document.querySelector('[aria-busy=true]')`,
  `document.body.textContent.includes('No address is blocked')`,
  `document.querySelector('${PASSED_VERDICT}')`,
].join(' && ');

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Blocks the sender with the mouse, on a row that holds still under it. Gives when the click came. */
async function clickVerdict({ browser }: LiveApp): Promise<number> {
  const at = await browser.evaluate<Point | undefined>(middleOf(PASSED_VERDICT));
  if (!at) throw new Error('No row of a packet that passed is in sight.');
  await browser.mouse('mouseMoved', at);
  await wait(POINT_MS);
  await browser.evaluate('globalThis.clickedMs = undefined');
  await browser.mouse('mousePressed', at);
  await wait(PRESS_MS);
  await browser.mouse('mouseReleased', at);
  await browser.until('globalThis.clickedMs');
  const clickedMs = await browser.evaluate<number>('globalThis.clickedMs');
  await browser.mouse('mouseMoved', { x: 1, y: 1 });
  return clickedMs;
}

/** Nanoseconds since boot of a time in milliseconds since 1970, on this machine now. */
function bootNsOf(timeMs: number): number {
  return Number(bootTimeNs()) - (performance.timeOrigin + performance.now() - timeMs) * 1e6;
}

export async function click(times: number): Promise<Finding[]> {
  await using app = await LiveApp.start({ eventBudgetPerCpu: 1_000_000 });
  const { client, browser } = app;
  let firstDropNs: number | undefined;
  client.onPackets(({ count, records }) => {
    const record = new PacketRecord(records);
    for (let index = 0; index < count && firstDropNs === undefined; index += 1) {
      if (record.at(index).verdict === VERDICT.drop) firstDropNs = record.timeBootNs;
    }
  });
  expectOk(await client.call('watchPackets'));
  const seconds =
    Math.ceil(((times + CLICKS_BEFORE) * (PAUSE_MS * 2 + 1400) + SETTLE_MS) / 1000) + 8;
  const { begun, sent } = app.send({
    packetsPerSecond: PACKETS_PER_SECOND,
    seconds,
    frameBytes: 100,
    senders: 'one',
  });
  await begun;
  await browser.evaluate(NOTE_CLICKS);
  await wait(SETTLE_MS);
  const samples: number[] = [];
  let missed = 0;
  for (let turn = -CLICKS_BEFORE; turn < times; turn += 1) {
    await wait(PAUSE_MS);
    await browser.until(READY);
    firstDropNs = undefined;
    const clickedNs = bootNsOf(await clickVerdict(app));
    for (const endMs = Date.now() + PATIENCE_MS; firstDropNs === undefined; await wait(5)) {
      if (Date.now() > endMs) break;
    }
    if (firstDropNs === undefined) {
      missed += 1;
      continue;
    }
    if (turn >= 0) samples.push(((firstDropNs as number) - clickedNs) / 1e6);
    const { rules } = expectOk(await client.call('snapshot')).rules;
    for (const { id } of rules) expectOk(await client.call('removeRule', { id }));
    await wait(PAUSE_MS);
  }
  await sent;
  await app.accounting();
  return [
    {
      key: 'click_to_drop_ms_p95',
      samples: [percentile95(samples)],
      goal: { atMost: 10 },
    },
    { key: 'click_to_drop_ms', samples },
    // Nothing was dropped for them: the page was not where the mouse was.
    { key: 'clicks_missed', samples: [missed], goal: { atMost: 0 } },
  ];
}
