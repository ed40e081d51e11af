/** Every transport there is, joined end to end: the engine's end and the page's. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { WebSocket } from 'ws';
import { createMemoryTransportPair } from '../../electron/contract/memory-transport.ts';
import type { Transport } from '../../electron/contract/transport.ts';
import { connectControlSocket } from '../../electron/engine/control-socket/connect-control-socket.ts';
import {
  ControlSocket,
  controlSocketPath,
} from '../../electron/engine/control-socket/control-socket.ts';
import { createAccess } from '../../electron/headless/access.ts';
import { startWebServer, type WebServer } from '../../electron/headless/web-server.ts';
import { acceptPages } from '../../electron/main/ipc-transport.ts';
import { createDesktopTransport } from '../../renderer/connection/desktop-transport.ts';
import { openHostTransport } from '../../renderer/connection/host-transport.ts';
import type { PreloadBridge } from '../../renderer/connection/preload-bridge.ts';
import {
  FakeContents,
  FakeContextBridge,
  FakeIpcMain,
  FakeIpcRenderer,
} from './electron-stand-ins.ts';
import { expectOk } from './expect-ok.ts';
import { httpRequest } from './http-request.ts';

export interface Link {
  readonly host: Transport;
  readonly page: Transport;
  close(): Promise<void>;
}

export interface LinkKind {
  readonly name: string;
  /** A desktop page does not outlive its connection: it is reloaded instead of told. */
  readonly pageSeesClose: boolean;
  open(): Promise<Link>;
}

export const LINK_KINDS: readonly LinkKind[] = [
  { name: 'memory', pageSeesClose: true, open: openMemoryLink },
  { name: 'a WebSocket and a stream', pageSeesClose: true, open: () => openWebLink() },
  {
    name: 'a WebSocket alone',
    pageSeesClose: true,
    open: () => openWebLink(async () => new Response('', { status: 503 })),
  },
  { name: 'Electron IPC', pageSeesClose: false, open: openIpcLink },
  { name: 'UNIX socket', pageSeesClose: true, open: openControlLink },
];

async function openMemoryLink(): Promise<Link> {
  const [host, page] = createMemoryTransportPair();
  return { host, page, close: async () => host.close() };
}

async function openControlLink(): Promise<Link> {
  const runtimeDirectory = await mkdtemp(join(tmpdir(), 'portcullis-control-'));
  const { promise: connected, resolve: onClient } = Promise.withResolvers<Transport>();
  const control = expectOk(await ControlSocket.listen({ runtimeDirectory, onClient }));
  const page = expectOk(await connectControlSocket(controlSocketPath(runtimeDirectory)));
  return {
    host: await connected,
    page,
    close: async () => {
      page.close();
      await control.close();
      await rm(runtimeDirectory, { recursive: true });
    },
  };
}

export interface TestServer {
  readonly server: WebServer;
  /** Lets a browser in. Answers its cookie. */
  enter(): Promise<string>;
  close(): Promise<void>;
}

/** The real web server on a free port, with a page of one line. */
export async function startTestServer(
  onClient: (transport: Transport) => void = () => {},
  options: { readonly maxClients?: number; readonly nowMs?: () => number } = {},
): Promise<TestServer> {
  const pageDirectory = await mkdtemp(join(tmpdir(), 'portcullis-page-'));
  await writeFile(join(pageDirectory, 'index.html'), '<!doctype html><title>The page</title>');
  const started = await startWebServer({
    port: 0,
    pageDirectory,
    access: createAccess(options.nowMs),
    maxClients: options.maxClients ?? 4,
    onClient,
  });
  if (!started.ok) throw new Error(started.error.message);
  const server = started.value;
  return {
    server,
    enter: async () => {
      const path = server.issueEntrance().slice(server.origin.length);
      const { headers } = await httpRequest(server.port, path);
      return headers['set-cookie']?.[0]?.split(';', 1)[0] ?? '';
    },
    close: async () => {
      await server.close();
      await rm(pageDirectory, { recursive: true });
    },
  };
}

const FRAME_MS = 16;

/** What a browser says of itself when its page asks. */
export const FROM_OWN_PAGE = { 'Sec-Fetch-Site': 'same-origin' };

/** `fetchStream` instead of what the host answers. */
export async function openWebLink(fetchStream?: typeof fetch): Promise<Link> {
  const { promise: connected, resolve } = Promise.withResolvers<Transport>();
  const { server, enter, close } = await startTestServer(resolve);
  // The page's end is written for browsers, which add these by themselves.
  const headers = { Cookie: await enter(), Origin: server.origin, ...FROM_OWN_PAGE };
  class BrowserWebSocket extends WebSocket {
    constructor(url: string) {
      super(url, { headers });
    }
  }
  const realFetch = fetch;
  const browserFetch: typeof fetch = (url, init) => realFetch(url, { ...init, headers });
  vi.stubGlobal('WebSocket', BrowserWebSocket);
  vi.stubGlobal('document', Object.assign(new EventTarget(), { hidden: false }));
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => setTimeout(draw, FRAME_MS));
  vi.stubGlobal('fetch', fetchStream ?? browserFetch);
  const page = await openHostTransport(new URL(server.origin));
  if (!page) throw new Error('the page could not connect');
  return { host: await connected, page, close };
}

async function openIpcLink(): Promise<Link> {
  const desktop = await openDesktop();
  return { host: await desktop.host, page: desktop.page, close: async () => desktop.page.close() };
}

export interface Desktop {
  readonly ipcMain: FakeIpcMain;
  readonly contents: FakeContents;
  /** Of the first page. */
  readonly host: Promise<Transport>;
  readonly page: Transport;
  /** As a reload of the window does: runs the preload script and the page's end again. */
  loadPage(): Promise<Transport>;
}

/** Electron's two processes with the real preload script between them. */
export async function openDesktop(
  onClient: (transport: Transport) => void = () => {},
): Promise<Desktop> {
  const ipcMain = new FakeIpcMain();
  const contents = new FakeContents();
  const { promise: host, resolve } = Promise.withResolvers<Transport>();
  acceptPages(ipcMain, contents, (transport) => {
    resolve(transport);
    onClient(transport);
  });

  async function loadPage(): Promise<Transport> {
    const contextBridge = new FakeContextBridge();
    const ipcRenderer = new FakeIpcRenderer(ipcMain, contents);
    vi.resetModules();
    vi.doMock('electron', () => ({ contextBridge, ipcRenderer }));
    await import('../../electron/preload/preload.ts');
    vi.doUnmock('electron');
    return createDesktopTransport(contextBridge.exposed.get('portcullis') as PreloadBridge);
  }

  return { ipcMain, contents, host, page: await loadPage(), loadPage };
}
