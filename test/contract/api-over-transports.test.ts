import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Client, connect } from '../../electron/contract/connect.ts';
import { MAX_LOOK_UPS } from '../../electron/contract/names/look-up.ts';
import { MAX_BATCH_RECORDS } from '../../electron/contract/packet-batch.ts';
import { RECORD_BYTES } from '../../electron/contract/packet-record.ts';
import { serve } from '../../electron/contract/serve.ts';
import { eventually } from '../support/eventually.ts';
import {
  BROKEN_METHOD,
  COUNTERS,
  createFakeSession,
  FAILING_METHOD,
  FAILURE,
  type FakeSession,
  HANGING_METHOD,
  LOOKED_UP,
  makeBatch,
  makeLargestBatch,
  RULE,
  SNAPSHOT,
} from '../support/fake-session.ts';
import { LINK_KINDS, type Link } from '../support/links.ts';

describe.each(LINK_KINDS)('the API over $name', ({ open }) => {
  let link: Link;
  let session: FakeSession;
  let client: Client;
  const onBug = vi.fn();

  beforeEach(async () => {
    link = await open();
    session = createFakeSession();
    onBug.mockClear();
    serve(session, link.host, onBug);
    client = connect(link.page);
  });

  afterEach(async () => {
    await link.close();
    vi.unstubAllGlobals();
  });

  it('answers calls with values', async () => {
    expect(await client.call('snapshot')).toEqual({ ok: true, value: SNAPSHOT });
    expect(await client.call('addRule', { line: 'drop tcp dport 8080' })).toEqual({
      ok: true,
      value: RULE,
    });
  });

  it('hands the engine arguments that are checked, filled in and normalised', async () => {
    await client.call('updateRule', { id: 'a1', name: '  scanners ' });
    expect(session.calls).toEqual([
      { method: 'updateRule', args: { id: 'a1', name: 'scanners', trial: false } },
    ]);
  });

  it('carries what is known of addresses', async () => {
    const addresses = ['192.0.2.9', '2001:db8::1'];
    const macs = ['00:00:0c:00:00:01'];
    expect(await client.call('lookUp', { addresses, macs })).toEqual({
      ok: true,
      value: LOOKED_UP,
    });
    expect(await client.call('lookUp', { macs })).toMatchObject({ ok: true });
    expect(session.calls).toEqual([
      { method: 'lookUp', args: { addresses, macs } },
      { method: 'lookUp', args: { addresses: [], macs } },
    ]);
  });

  it.each([
    ['no address', { addresses: ['host.example'] }],
    ['a prefix', { addresses: ['192.0.2.0/24'] }],
    ['no MAC', { macs: ['__proto__'] }],
    ['more than it takes at once', { addresses: Array(MAX_LOOK_UPS + 1).fill('192.0.2.9') }],
  ])('looks up nothing for %s', async (_what, args) => {
    const answer = await client.call('lookUp', args);
    expect(answer).toMatchObject({ ok: false, error: { code: 'bad-request' } });
    expect(session.calls).toEqual([]);
  });

  it('answers failures as values', async () => {
    expect(await client.call(FAILING_METHOD, { interface: 'eth7' })).toEqual({
      ok: false,
      error: FAILURE,
    });
    expect(onBug).not.toHaveBeenCalled();
  });

  it('answers a bug of the engine as a failure, and reports it', async () => {
    const answer = await client.call(BROKEN_METHOD);
    expect(answer).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(onBug).toHaveBeenCalledExactlyOnceWith(BROKEN_METHOD, expect.any(Error));
    expect((await client.call('snapshot')).ok).toBe(true);
  });

  it.each([
    ['a line that is no text', { line: 1 }],
    ['a line without end', { line: 'x'.repeat(4001) }],
    ['a place that is none', { line: 'drop icmp', before: 'in the middle' }],
    ['an unknown key', { line: 'drop icmp', extra: 1 }],
    ['no arguments', undefined],
    ['a list', []],
  ])('refuses %s before the engine sees it', async (_what, args) => {
    const answer = await client.call('addRule', args as never);
    expect(answer).toMatchObject({ ok: false, error: { code: 'bad-request' } });
    expect(session.calls).toEqual([]);
  });

  it('keeps many calls apart, whatever the order of their answers', async () => {
    const slow = client.call(HANGING_METHOD);
    const answers = await Promise.all([
      client.call('snapshot'),
      client.call(FAILING_METHOD, { interface: 'a' }),
      client.call('removeRule', { id: 'a1' }),
    ]);
    expect(answers.map(({ ok }) => ok)).toEqual([true, false, true]);
    session.releaseHanging();
    expect(await slow).toEqual({ ok: true, value: { state: 'on' } });
  });

  it('delivers events in order, before the answer that followed them', async () => {
    const seen: number[] = [];
    client.on('counters', ({ timeMs }) => seen.push(timeMs));
    for (let timeMs = 1; timeMs <= 100; timeMs += 1)
      session.emit('counters', { ...COUNTERS, timeMs });
    await client.call('snapshot');
    expect(seen).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
  });

  it('delivers packet batches byte for byte, in order with the events', async () => {
    const seen: string[] = [];
    client.onPackets(({ records, count }) => {
      expect(new Set(records).size).toBe(1);
      seen.push(`${count} of ${records[0]}`);
    });
    client.on('counters', () => seen.push('counters'));
    expect(session.sendBatch(makeBatch(3, 7))).toBe(true);
    session.emit('counters', COUNTERS);
    expect(session.sendBatch(makeBatch(MAX_BATCH_RECORDS, 9))).toBe(true);
    await eventually(() => expect(seen).toHaveLength(3));
    expect(seen).toEqual(['3 of 7', 'counters', `${MAX_BATCH_RECORDS} of 9`]);
  });

  it('delivers a batch that is a part of a larger buffer', async () => {
    const batch = makeBatch(2, 5);
    const arena = new Uint8Array(10_000);
    arena.set(batch, 100);
    const seen: Uint8Array[] = [];
    client.onPackets(({ records }) => seen.push(records.slice()));
    session.sendBatch(arena.subarray(100, 100 + batch.byteLength));
    await eventually(() => expect(seen).toHaveLength(1));
    expect(seen[0]).toEqual(new Uint8Array(2 * RECORD_BYTES).fill(5));
  });

  it('gives batches up while the client is behind, and goes on when it has caught up', async () => {
    let received = 0;
    client.onPackets(() => {
      received += 1;
    });
    const batch = makeLargestBatch();
    let accepted = 0;
    while (accepted < 100 && session.sendBatch(batch)) accepted += 1;
    expect(accepted).toBeGreaterThan(0);
    expect(accepted).toBeLessThan(100);

    await eventually(() => expect(received).toBe(accepted));
    await eventually(() => expect(session.sendBatch(makeBatch(1))).toBe(true));
    await eventually(() => expect(received).toBe(accepted + 1));
  });

  it('refuses more calls at once than any client needs, and recovers', async () => {
    const calls = Array.from({ length: 70 }, () => client.call(HANGING_METHOD));
    const refused = await Promise.all(calls.slice(64));
    for (const answer of refused) {
      expect(answer).toMatchObject({ ok: false, error: { code: 'bad-request' } });
    }
    session.releaseHanging();
    for (const answer of await Promise.all(calls.slice(0, 64))) expect(answer.ok).toBe(true);
    expect((await client.call('snapshot')).ok).toBe(true);
  });

  it('disposes the session once, when the host closes', async () => {
    link.host.close();
    link.host.close();
    await eventually(() => expect(session.disposals).toBe(1));
    // What comes too late is dropped in peace.
    session.emit('counters', COUNTERS);
    session.sendBatch(makeBatch(1));
    session.releaseHanging();
  });

  it('ends the connection of a client that has stopped reading', () => {
    const mebibyte = 'x'.repeat(1024 * 1024);
    const notice = { ...FAILURE, id: 1, timeMs: 0, details: mebibyte };
    for (let sent = 0; sent < 100 && session.disposals === 0; sent += 1) {
      session.emit('notices', [notice]);
    }
    expect(session.disposals).toBe(1);
  });
});

describe.each(LINK_KINDS.filter((kind) => kind.pageSeesClose))('the end of $name', ({ open }) => {
  let link: Link;
  let session: FakeSession;
  let client: Client;

  beforeEach(async () => {
    link = await open();
    session = createFakeSession();
    serve(session, link.host, () => {});
    client = connect(link.page);
  });

  afterEach(async () => {
    await link.close();
    vi.unstubAllGlobals();
  });

  it('settles pending and later calls when the connection is lost', async () => {
    const closed = vi.fn();
    client.onClose(closed);
    const pending = client.call(HANGING_METHOD);
    await eventually(() => expect(session.calls).toHaveLength(1));
    link.host.close();
    expect(await pending).toMatchObject({ ok: false, error: { code: 'disconnected' } });
    expect(closed).toHaveBeenCalledOnce();
    expect(await client.call('snapshot')).toMatchObject({
      ok: false,
      error: { code: 'disconnected' },
    });
  });

  it('disposes the session when the page closes', async () => {
    client.close();
    await eventually(() => expect(session.disposals).toBe(1));
  });
});
