/** Frames whose memory their sender uses again as soon as it may. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { serve } from '../../electron/contract/serve.ts';
import type { Frame } from '../../electron/contract/transport.ts';
import { eventually } from '../support/eventually.ts';
import { createFakeSession, makeBatch } from '../support/fake-session.ts';
import { LINK_KINDS, type Link } from '../support/links.ts';

/** More than any socket takes at once. */
const FRAMES = 24;
const FRAME_BYTES = 700_000;
const OVERWRITTEN = 0xee;

describe.each(LINK_KINDS)('the memory of frames over $name', ({ open }) => {
  let link: Link;
  let sent: number[];
  let received: number[];

  beforeEach(async () => {
    link = await open();
    sent = Array.from({ length: FRAMES }, () => 0);
    received = [];
  });

  afterEach(async () => {
    await link.close();
    vi.unstubAllGlobals();
  });

  /** Frames as a pool hands them out: parts of larger buffers, overwritten once they are sent. */
  function sendAll(): void {
    for (let index = 0; index < FRAMES; index += 1) {
      const frame = new Uint8Array(new ArrayBuffer(2 * FRAME_BYTES), 0, FRAME_BYTES).fill(index);
      link.host.send(frame, () => {
        sent[index] = (sent[index] ?? 0) + 1;
        frame.fill(OVERWRITTEN);
      });
    }
  }

  function receive(frame: Frame): void {
    if (typeof frame === 'string') return;
    const [first = OVERWRITTEN] = frame;
    const isWhole = frame.length === FRAME_BYTES && frame.every((byte) => byte === first);
    received.push(isWhole ? first : -1);
  }

  const inOrder = Array.from({ length: FRAMES }, (_, index) => index);
  const once = inOrder.map(() => 1);

  it('may be overwritten once they are sent, which is told once', async () => {
    link.page.onFrame(receive);
    sendAll();
    await eventually(() => expect(received).toHaveLength(FRAMES));
    expect(received).toEqual(inOrder);
    await eventually(() => expect(sent).toEqual(once));
    link.host.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(sent).toEqual(once);
  });

  it('is not given back while nobody listens yet and the frames lie in it', async () => {
    sendAll();
    await new Promise((resolve) => setTimeout(resolve, 50));
    link.page.onFrame(receive);
    await eventually(() => expect(received).toHaveLength(FRAMES));
    expect(received).toEqual(inOrder);
    await eventually(() => expect(sent).toEqual(once));
  });

  it('is given back at once after the close', async () => {
    link.page.onFrame(receive);
    link.host.close();
    sendAll();
    await eventually(() => expect(sent).toEqual(once));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(sent).toEqual(once);
    expect(received).toEqual([]);
  });

  it.each(['host', 'page'] as const)('is given back once when the %s closes', async (end) => {
    sendAll();
    link[end].close();
    await eventually(() => expect(sent).toEqual(once));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(sent).toEqual(once);
  });

  it('is told of by those who serve an engine, unless they refuse a frame', async () => {
    const session = createFakeSession();
    serve(session, link.host, () => {});
    const batch = makeBatch(16_000);
    let taken = 0;
    let given = 0;
    let refused = 0;
    const give = (): void => {
      given += 1;
    };
    while (session.sendBatch(batch, give)) taken += 1;
    session.sendBatch(batch, () => {
      refused += 1;
    });
    expect(taken).toBeGreaterThan(0);
    link.page.onFrame(() => {});
    // The frame that was refused first was given the same function.
    await eventually(() => expect(given).toBe(taken));
    expect(refused).toBe(0);
  });
});
