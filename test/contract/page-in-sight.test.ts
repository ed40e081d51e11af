/** A page hears by a stream while it is looked at, and over its WebSocket while it is not. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Frame } from '../../electron/contract/transport.ts';
import { eventually } from '../support/eventually.ts';
import { type Link, openWebLink } from '../support/links.ts';

const FRAMES = 400;

let link: Link;
let received: string[];
beforeEach(async () => {
  link = await openWebLink();
  received = [];
  link.page.onFrame((frame) => received.push(numberOf(frame)));
});
afterEach(async () => {
  await link.close();
  vi.unstubAllGlobals();
});

/** Text and bytes by turns, small ones and such as no socket takes at once. */
function frameOf(number: number): Frame {
  if (number % 2 === 0) return String(number);
  const bytes = new Uint8Array(number % 5 === 0 ? 300_000 : 40);
  new DataView(bytes.buffer).setUint32(0, number);
  return bytes;
}

function numberOf(frame: Frame): string {
  if (typeof frame === 'string') return frame;
  return String(new DataView(frame.buffer, frame.byteOffset).getUint32(0));
}

function look(isInSight: boolean): void {
  Object.assign(document, { hidden: !isInSight });
  document.dispatchEvent(new Event('visibilitychange'));
}

const inOrder = Array.from({ length: FRAMES }, (_, number) => String(number));

it.each([
  ['now and then', 40],
  ['all the time', 3],
])('hears everything once and in order, however it is looked at: %s', async (_how, every) => {
  for (let number = 0; number < FRAMES; number += 1) {
    if (number % every === 0) look(Math.floor(number / every) % 2 === 1);
    link.host.send(frameOf(number));
    if (number % 4 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await eventually(() => expect(received).toHaveLength(FRAMES));
  expect(received).toEqual(inOrder);
});

it('needs no stream while nobody looks, and asks for one again afterwards', async () => {
  const asked = vi.fn(fetch);
  vi.stubGlobal('fetch', asked);
  link.host.send('before');
  await eventually(() => expect(received).toEqual(['before']));
  look(false);
  await new Promise((resolve) => setTimeout(resolve, 50));
  link.host.send('away');
  await eventually(() => expect(received).toEqual(['before', 'away']));
  expect(asked).not.toHaveBeenCalled();
  look(true);
  await eventually(() => expect(asked).toHaveBeenCalledOnce());
  link.host.send('back');
  await eventually(() => expect(received).toEqual(['before', 'away', 'back']));
});
