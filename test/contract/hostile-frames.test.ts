import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { serve } from '../../electron/contract/serve.ts';
import type { Frame } from '../../electron/contract/transport.ts';
import { MAX_CALL_CHARACTERS } from '../../electron/contract/wire.ts';
import { eventually } from '../support/eventually.ts';
import { createFakeSession, type FakeSession, makeBatch } from '../support/fake-session.ts';
import { LINK_KINDS, type Link } from '../support/links.ts';

const CALL = { id: 1, method: 'snapshot' };

/** What no client of ours sends. The connection ends. */
const DISHONEST: readonly (readonly [string, Frame])[] = [
  ['no JSON', 'hello'],
  ['an empty frame', ''],
  ['JSON that is no object', '"snapshot"'],
  ['null', 'null'],
  ['a list of calls', JSON.stringify([CALL])],
  ['a call without a number', JSON.stringify({ method: 'snapshot' })],
  ['a call with a number that is none', JSON.stringify({ ...CALL, id: '1' })],
  ['a call with a fraction for a number', JSON.stringify({ ...CALL, id: 1.5 })],
  ['a call with number 0', JSON.stringify({ ...CALL, id: 0 })],
  ['a call with an unknown key', JSON.stringify({ ...CALL, token: 'x' })],
  ['a method that is no text', JSON.stringify({ ...CALL, method: ['snapshot'] })],
  ['a method without end', JSON.stringify({ ...CALL, method: 's'.repeat(41) })],
  ['a reply', JSON.stringify({ id: 1, ok: true, value: null })],
  ['an event', JSON.stringify({ event: 'rules', value: [] })],
  ['a huge call', JSON.stringify({ ...CALL, args: 'x'.repeat(MAX_CALL_CHARACTERS) })],
  ['JSON nested without end', '['.repeat(60_000)],
  ['a packet batch', makeBatch(1)],
  ['a call in a binary frame', new TextEncoder().encode(JSON.stringify(CALL))],
];

/** Names that every object knows and the API does not. */
const INHERITED = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', ''];

describe.each(LINK_KINDS)('hostile frames over $name', ({ open }) => {
  let link: Link;
  let session: FakeSession;
  let replies: string[];

  beforeEach(async () => {
    link = await open();
    session = createFakeSession();
    replies = [];
    serve(session, link.host, () => {});
    link.page.onFrame((frame) => replies.push(String(frame)));
  });

  afterEach(async () => {
    await link.close();
    vi.unstubAllGlobals();
  });

  it.each(DISHONEST)('ends the connection at %s', async (_what, frame) => {
    link.page.send(frame);
    await eventually(() => expect(session.disposals).toBe(1));
    expect(session.calls).toEqual([]);
    expect(replies).toEqual([]);
  });

  it('hears nothing more after one of them', async () => {
    link.page.send('hello');
    link.page.send(JSON.stringify(CALL));
    await eventually(() => expect(session.disposals).toBe(1));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(session.calls).toEqual([]);
    expect(session.disposals).toBe(1);
  });

  it.each(INHERITED)('knows no method "%s"', async (method) => {
    link.page.send(JSON.stringify({ id: 1, method, args: {} }));
    await eventually(() => expect(replies).toHaveLength(1));
    expect(JSON.parse(replies[0] ?? '')).toMatchObject({
      id: 1,
      ok: false,
      error: { code: 'unknown-method' },
    });
    expect(session.disposals).toBe(0);
  });

  it('takes no argument from a prototype', async () => {
    link.page.send('{"id":1,"method":"addRule","args":{"__proto__":{"line":"drop any"}}}');
    await eventually(() => expect(replies).toHaveLength(1));
    expect(JSON.parse(replies[0] ?? '')).toMatchObject({ id: 1, error: { code: 'bad-request' } });
    expect(session.calls).toEqual([]);
  });
});
