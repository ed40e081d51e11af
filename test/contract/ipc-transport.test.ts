import { afterEach, expect, it, vi } from 'vitest';
import { connect } from '../../electron/contract/connect.ts';
import { serve } from '../../electron/contract/serve.ts';
import { PAGE_ORIGIN } from '../../electron/main/app-protocol.ts';
import { CHANNEL, type PageEvent } from '../../electron/main/ipc-transport.ts';
import { FakeContents } from '../support/electron-stand-ins.ts';
import { eventually } from '../support/eventually.ts';
import { createFakeSession, type FakeSession, makeBatch } from '../support/fake-session.ts';
import { type Desktop, openDesktop } from '../support/links.ts';

const CALL = JSON.stringify({ id: 1, method: 'snapshot' });

afterEach(() => vi.doUnmock('electron'));

/** A desktop whose pages get a fake session each. */
async function openServedDesktop(): Promise<Desktop & { sessions: FakeSession[] }> {
  const sessions: FakeSession[] = [];
  const desktop = await openDesktop((transport) => {
    const session = createFakeSession();
    sessions.push(session);
    serve(session, transport, () => {});
  });
  await desktop.host;
  return { ...desktop, sessions };
}

it.each<[string, (contents: FakeContents) => PageEvent]>([
  [
    'a frame inside the page',
    (contents) => ({
      sender: contents,
      senderFrame: { origin: PAGE_ORIGIN, parent: contents.mainFrame },
    }),
  ],
  [
    'a foreign page in our window',
    (contents) => ({
      sender: contents,
      senderFrame: { origin: 'https://example.org', parent: null },
    }),
  ],
  [
    'an opaque origin',
    (contents) => ({ sender: contents, senderFrame: { origin: 'null', parent: null } }),
  ],
  [
    'another window',
    () => ({ sender: new FakeContents(), senderFrame: { origin: PAGE_ORIGIN, parent: null } }),
  ],
  ['a frame that is gone', (contents) => ({ sender: contents, senderFrame: null })],
])('does not hear %s', async (_who, eventFrom) => {
  const { ipcMain, contents, sessions } = await openServedDesktop();
  ipcMain.receive(CHANNEL.frame, eventFrom(contents), CALL);
  ipcMain.receive(CHANNEL.open, eventFrom(contents));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(sessions).toHaveLength(1);
  expect(sessions[0]?.calls).toEqual([]);
  expect(sessions[0]?.disposals).toBe(0);
});

it('gives a reloaded page a session of its own and ends the one before', async () => {
  const desktop = await openServedDesktop();
  const client = connect(await desktop.loadPage());
  expect((await client.call('snapshot')).ok).toBe(true);
  expect(desktop.sessions.map(({ disposals }) => disposals)).toEqual([1, 0]);
});

it.each(['render-process-gone', 'destroyed'] as const)('ends the session at %s', async (event) => {
  const { contents, sessions } = await openServedDesktop();
  contents.emit(event);
  expect(sessions[0]?.disposals).toBe(1);
  // Nobody is left to take it.
  expect(() => sessions[0]?.sendBatch(makeBatch(1))).not.toThrow();
});

it('reloads the page whose connection had to end, because it cannot be told', async () => {
  const { contents, page, sessions } = await openServedDesktop();
  page.send('hello');
  await eventually(() => expect(contents.reloads).toBe(1));
  expect(sessions[0]?.disposals).toBe(1);
});

it.each([42, { method: 'snapshot' }, null, new ArrayBuffer(8), ['a']])(
  'ends the connection of a page that sends %o',
  async (value) => {
    const { ipcMain, contents, sessions } = await openServedDesktop();
    ipcMain.receive(CHANNEL.frame, { sender: contents, senderFrame: contents.mainFrame }, value);
    expect(sessions[0]?.disposals).toBe(1);
  },
);

it('is not led astray by what a page claims to have taken', async () => {
  const { ipcMain, contents, host } = await openServedDesktop();
  const transport = await host;
  transport.send(makeBatch(10));
  const event = { sender: contents, senderFrame: contents.mainFrame };
  for (const claim of [-1e9, Number.NaN, 'all', undefined, {}]) {
    ipcMain.receive(CHANNEL.taken, event, claim);
  }
  expect(transport.bytesPending()).toBe(makeBatch(10).byteLength);
  ipcMain.receive(CHANNEL.taken, event, 1e9);
  expect(transport.bytesPending()).toBe(0);
});

it('sends the bytes of a batch only, not the buffer below it', async () => {
  const { contents, host } = await openServedDesktop();
  (await host).send(new Uint8Array(100_000).subarray(10, 20));
  const sent = contents.sent.at(-1);
  expect(sent).toBeInstanceOf(Uint8Array);
  expect((sent as Uint8Array).buffer.byteLength).toBe(10);
});
