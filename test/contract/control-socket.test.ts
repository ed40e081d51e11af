import { once } from 'node:events';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createConnection, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { connect } from '../../electron/contract/connect.ts';
import { MAX_PENDING_BYTES, serve } from '../../electron/contract/serve.ts';
import type { Transport } from '../../electron/contract/transport.ts';
import { connectControlSocket } from '../../electron/engine/control-socket/connect-control-socket.ts';
import {
  ControlSocket,
  controlSocketPath,
} from '../../electron/engine/control-socket/control-socket.ts';
import { encodeFrame } from '../../electron/engine/control-socket/write-frame.ts';
import { eventually } from '../support/eventually.ts';
import { expectOk } from '../support/expect-ok.ts';
import {
  createFakeSession,
  type FakeSession,
  makeLargestBatch,
  SNAPSHOT,
} from '../support/fake-session.ts';

let runtimeDirectory: string;
let path: string;
let sessions: FakeSession[];
let hosts: Transport[];
let open: { close(): unknown }[];

beforeEach(() => {
  runtimeDirectory = mkdtempSync(join(tmpdir(), 'portcullis-control-'));
  path = controlSocketPath(runtimeDirectory);
  sessions = [];
  hosts = [];
  open = [];
});

afterEach(async () => {
  for (const one of open.reverse()) await one.close();
  rmSync(runtimeDirectory, { recursive: true, force: true });
});

async function listen(): Promise<ControlSocket> {
  const control = expectOk(
    await ControlSocket.listen({
      runtimeDirectory,
      onClient: (transport) => {
        const session = createFakeSession();
        sessions.push(session);
        hosts.push(transport);
        serve(session, transport, () => {});
      },
    }),
  );
  open.push(control);
  return control;
}

/** A client that sends what it likes. */
async function connectRaw(): Promise<Socket> {
  const socket = createConnection(path);
  open.push({ close: () => socket.destroy() });
  socket.on('error', () => {});
  await once(socket, 'connect');
  await eventually(() => expect(sessions.length).toBeGreaterThan(0));
  return socket;
}

async function snapshotWorks(): Promise<boolean> {
  const transport = expectOk(await connectControlSocket(path));
  const client = connect(transport);
  const answer = await client.call('snapshot');
  client.close();
  return answer.ok && answer.value.engine.version === SNAPSHOT.engine.version;
}

it('is closed to others, and gone when it ends', async () => {
  const control = await listen();
  const status = lstatSync(path);
  expect(status.isSocket()).toBe(true);
  expect(status.mode & 0o777).toBe(0o600);
  expect(await snapshotWorks()).toBe(true);
  await control.close();
  expect(existsSync(path)).toBe(false);
  expect(await connectControlSocket(path)).toMatchObject({ error: { code: 'not-running' } });
});

it('takes the place of what a dead engine left, and leaves it to the next one', async () => {
  // Closed without being removed, as when the kernel ends its process.
  const dead = createServer();
  dead.listen(`${path}.dead`);
  await once(dead, 'listening');
  renameSync(`${path}.dead`, path);
  dead.close();
  await once(dead, 'close');
  expect(await connectControlSocket(path)).toMatchObject({ error: { code: 'not-running' } });

  const first = await listen();
  expect(await snapshotWorks()).toBe(true);
  await first.close();
  await listen();
  expect(await snapshotWorks()).toBe(true);
});

it('says that nobody runs where there is no socket but something else', async () => {
  expect(await connectControlSocket(path)).toMatchObject({ error: { code: 'not-running' } });
  writeFileSync(path, 'a file');
  expect(await connectControlSocket(path)).toMatchObject({ error: { code: 'not-running' } });
});

it('says so where its path is too long for a socket', async () => {
  const deep = join(runtimeDirectory, 'x'.repeat(110));
  mkdirSync(deep);
  const listening = await ControlSocket.listen({ runtimeDirectory: deep, onClient: () => {} });
  expect(listening).toMatchObject({ ok: false, error: { code: 'storage-failed' } });
});

it.each([
  ['a frame that is too long', Buffer.from([0, 0, 0, 4, 0, 0, 0, 0])],
  ['a frame without end', Buffer.from([255, 255, 255, 255, 0, 0, 0, 0])],
  ['an unknown kind of frame', Buffer.from([1, 0, 0, 0, 9, 0, 0, 0, 65])],
  ['another protocol', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ['bytes that are no text', Buffer.from([2, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xfe])],
])('ends the connection at %s', async (_what, bytes) => {
  await listen();
  const socket = await connectRaw();
  const closed = once(socket.resume(), 'close');
  socket.write(bytes);
  await closed;
  expect(sessions[0]?.disposals).toBe(1);
  expect(sessions[0]?.calls).toEqual([]);
  expect(await snapshotWorks()).toBe(true);
});

it('forgets a client that leaves in the middle of a frame', async () => {
  await listen();
  const socket = await connectRaw();
  const call = encodeFrame(JSON.stringify({ id: 1, method: 'snapshot' }));
  socket.end(call.subarray(0, call.length - 3));
  await eventually(() => expect(sessions[0]?.disposals).toBe(1));
  expect(sessions[0]?.calls).toEqual([]);
});

it('stops listening to a client that asks and does not read', async () => {
  await listen();
  const socket = (await connectRaw()).pause();
  const calls = Buffer.concat(
    Array.from({ length: 1000 }, (_, id) =>
      encodeFrame(JSON.stringify({ id: id + 1, method: 'x'.repeat(40) })),
    ),
  );
  // Far more answers than the bound, were each of these calls heard.
  for (let round = 0; round < 400; round += 1) socket.write(calls);
  let heardBytes = -1;
  await eventually(async () => {
    const before = heardBytes;
    heardBytes = hosts[0]?.bytesPending() ?? 0;
    expect(heardBytes).toBeGreaterThan(0);
    expect(heardBytes).toBe(before);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(hosts[0]?.bytesPending()).toBe(heardBytes);
  }, 20_000);
  expect(heardBytes).toBeLessThan(MAX_PENDING_BYTES * 1.5);
  expect(socket.writableLength).toBeGreaterThan(0);
  expect(await snapshotWorks()).toBe(true);
});

it('hears a client that is behind with its packets', async () => {
  await listen();
  const socket = (await connectRaw()).pause();
  const batch = makeLargestBatch();
  while (sessions[0]?.sendBatch(batch));
  expect(hosts[0]?.bytesPending()).toBeGreaterThan(MAX_PENDING_BYTES);
  for (const id of [1, 2]) {
    socket.write(encodeFrame(JSON.stringify({ id, method: 'unwatchPackets' })));
    await eventually(() => expect(sessions[0]?.calls).toHaveLength(id));
  }
});

it('hears one again that asked too much, while packets still wait for it', async () => {
  await listen();
  const socket = (await connectRaw()).pause();
  const batch = makeLargestBatch();
  const halfTooMuch = 'x'.repeat(0.75 * MAX_PENDING_BYTES);
  hosts[0]?.send(halfTooMuch);
  hosts[0]?.send(halfTooMuch);
  socket.write(encodeFrame(JSON.stringify({ id: 1, method: 'snapshot' })));
  await eventually(() => expect(sessions[0]?.calls).toHaveLength(1));
  socket.write(encodeFrame(JSON.stringify({ id: 2, method: 'snapshot' })));
  let isOver = false;
  socket.on('data', () => {
    // As long as it reads, there is always more.
    if (!isOver) sessions[0]?.sendBatch(batch);
  });
  socket.resume();
  await eventually(() => expect(sessions[0]?.calls).toHaveLength(2));
  isOver = true;
});

it('answers no more clients at once than a person needs, and recovers', async () => {
  await listen();
  const clients = await Promise.all(Array.from({ length: 64 }, () => connectRaw()));
  await eventually(() => expect(sessions).toHaveLength(64));
  const refused = createConnection(path);
  await once(refused, 'close');
  expect(sessions).toHaveLength(64);
  for (const client of clients) client.destroy();
  await eventually(async () => expect(await snapshotWorks()).toBe(true));
});

it('ends although a client does not read what is left', async () => {
  const control = await listen();
  const socket = (await connectRaw()).pause();
  for (let sent = 0; sent < 20; sent += 1) hosts[0]?.send('x'.repeat(1_000_000));
  await control.close();
  expect(sessions[0]?.disposals).toBe(1);
  socket.destroy();
});
