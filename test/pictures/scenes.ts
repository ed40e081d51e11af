import type { Page } from '@playwright/test';
import { pcapFile } from '../support/capture-file-bytes.ts';
import { DEMO_PACKETS } from '../support/demo-traffic.ts';
import { Random } from '../support/random.ts';

/** What a picture shows. */
export interface Scene {
  /** As in the name of its file. */
  readonly name: string;
  open(page: Page): Promise<void>;
  close?(page: Page): Promise<void>;
}

export const SCENES: readonly Scene[] = [
  {
    name: 'live',
    open: async (page) => {
      await openView(page, 'live');
      await page.mouse.click(...(await pointIn(page, 'drop', 'SYN')));
      await page.keyboard.press('Enter');
      await page.mouse.move(0, 0);
      await page.clock.runFor(2000);
    },
    close: (page) => page.keyboard.press('Escape'),
  },
  {
    name: 'menu',
    open: async (page) => {
      await openView(page, 'live');
      await page.mouse.click(...(await pointIn(page, 'pass', 'SYN')), { button: 'right' });
      const down = ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown'];
      for (const key of ['ArrowDown', 'ArrowRight', ...down, 'ArrowRight', 'ArrowDown']) {
        // A menu takes the focus a moment after it opened.
        await page.clock.runFor(300);
        await page.keyboard.press(key);
      }
    },
    close: async (page) => {
      for (let level = 0; level < 3; level += 1) await page.keyboard.press('Escape');
    },
  },
  {
    name: 'rules',
    open: async (page) => {
      await openView(page, 'rules');
      await page.getByRole('row').filter({ hasText: 'Big pings' }).click();
    },
  },
  { name: 'talkers', open: (page) => openView(page, 'talkers') },
  { name: 'traffic', open: (page) => openView(page, 'traffic') },
  {
    name: 'replay',
    open: async (page) => {
      await openView(page, 'replay');
      await page.getByLabel('Capture file').setInputFiles({
        name: 'office.pcap',
        mimeType: '',
        buffer: Buffer.from(officeCapture()),
      });
    },
  },
  { name: 'playground', open: (page) => openView(page, 'playground') },
  { name: 'doctor', open: (page) => openView(page, 'doctor') },
  {
    name: 'palette',
    open: async (page) => {
      await openView(page, 'live');
      await page.keyboard.press('Control+k');
      await page.keyboard.type('block');
    },
    close: (page) => page.keyboard.press('Escape'),
  },
  {
    name: 'settings',
    open: async (page) => {
      await openView(page, 'live');
      await page.getByRole('button', { name: 'Settings' }).click();
    },
    close: (page) => page.keyboard.press('Escape'),
  },
  {
    name: 'keys',
    open: async (page) => {
      await openView(page, 'live');
      await page.keyboard.press('?');
    },
    close: (page) => page.keyboard.press('Escape'),
  },
];

/** By its address, which leaves the focus where it is, and long enough for rows to have come. */
async function openView(page: Page, view: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#${view}`);
  await page.mouse.move(0, 0);
  await page.clock.runFor(3000);
}

/** How often the rows are looked through, a second apart, for one with the words. */
const LOOKS = 20;

/** Somewhere in the highest row that holds all these words; rows hold still under the pointer. */
async function pointIn(page: Page, ...words: readonly string[]): Promise<[number, number]> {
  const grid = await page.getByRole('grid').boundingBox();
  if (!grid) throw new Error('There is no list.');
  const x = grid.x + 0.24 * grid.width;
  for (let look = 0; look < LOOKS; look += 1) {
    await page.mouse.move(0, 0);
    await page.clock.runFor(1000);
    await page.mouse.move(x, grid.y + 40);
    await page.clock.runFor(500);
    for (const row of await page.getByRole('row').all()) {
      const text = await row.textContent();
      const top = (await row.boundingBox())?.y ?? 0;
      const isInSight = top > grid.y + 48 && top < grid.y + grid.height / 2;
      if (isInSight && words.every((word) => text?.includes(word))) return [x, top + 12];
    }
  }
  throw new Error(`No row has ${words.join(' and ')}.`);
}

/** A few minutes of the made-up traffic, as a sniffer would have written it. */
function officeCapture(): Uint8Array {
  const random = new Random(11);
  const start = Date.UTC(2026, 10, 27, 9, 12) / 1000;
  return pcapFile(
    Array.from({ length: 2400 }, (_, number) => {
      const timeMicroseconds = number * 80_000 + random.below(70_000);
      const packet = DEMO_PACKETS[random.below(DEMO_PACKETS.length)];
      return {
        seconds: start + Math.floor(timeMicroseconds / 1e6),
        fraction: timeMicroseconds % 1e6,
        bytes: [...(packet?.frame ?? [])],
      };
    }),
  );
}
