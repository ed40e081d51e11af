/**
 * Serves the built page and the API to browsers on this machine. Everything but the entrance wants a
 * session (see access.ts), and every request must name this server as its host, so that no foreign
 * name that resolves to 127.0.0.1 gets in.
 */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { cacheControl, PAGE_HEADERS, pageFile } from '../contract/page-files.ts';
import { API_PATH, STREAM_PATH } from '../contract/page-paths.ts';
import { fail, ok, type Result } from '../contract/result.ts';
import type { Transport } from '../contract/transport.ts';
import { MAX_CALL_CHARACTERS } from '../contract/wire.ts';
import type { Access } from './access.ts';
import { PageStreams } from './page-streams.ts';
import { createPageTransport } from './page-transport.ts';
import { peerUid } from './peer-uid.ts';
import { ENTRANCE_PAGE, plainPage } from './plain-page.ts';
import { checkHost, checkOrigin, cookieName, type Refusal, tokenIn } from './request-checks.ts';

export const ENTRANCE_PATH = '/enter';
const LOOPBACK = '127.0.0.1';

export interface WebServerOptions {
  /** 0: any free port. */
  readonly port: number;
  /** Where the built page lies. */
  readonly pageDirectory: string;
  readonly access: Access;
  readonly maxClients: number;
  /** A browser's page has connected. */
  onClient(transport: Transport): void;
}

export interface WebServer {
  readonly port: number;
  /** Such as `http://127.0.0.1:8080`. */
  readonly origin: string;
  /** Connected pages. */
  clients(): number;
  /** An address that lets one browser in, once. */
  issueEntrance(): string;
  close(): Promise<void>;
}

export async function startWebServer(options: WebServerOptions): Promise<Result<WebServer>> {
  const { access } = options;
  const http = createServer();
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_CALL_CHARACTERS,
    perMessageDeflate: false,
  });
  const streams = new PageStreams();
  const listening = await listen(http, options.port);
  if (!listening.ok) return listening;
  const port = listening.value;
  const origin = `http://${LOOPBACK}:${port}`;

  http.on('request', (request, response) => {
    answer(options, streams, port, request, response).catch((error: unknown) => {
      console.error('portcullis: a request failed', error);
      response.destroy();
    });
  });
  http.on('upgrade', (request, socket: Duplex, head) => {
    socket.on('error', () => socket.destroy());
    upgrade(request, socket, head).catch((error: unknown) => {
      console.error('portcullis: an upgrade failed', error);
      socket.destroy();
    });
  });

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const refusal =
      checkHost(request, port) ??
      checkOrigin(request) ??
      (await checkSession(request, access, port)) ??
      checkPlace();
    if (refusal) {
      refuseUpgrade(socket, refusal);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      options.onClient(createPageTransport(client, (id) => streams.claim(id)));
    });

    function checkPlace(): Refusal | undefined {
      if (pathOf(request) !== API_PATH) return { status: 404, sentence: 'There is no API here.' };
      if (sockets.clients.size < options.maxClients) return undefined;
      return {
        status: 503,
        sentence: `${options.maxClients} pages are connected, which is the limit. Close one of them.`,
      };
    }
  }

  return ok({
    port,
    origin,
    clients: () => sockets.clients.size,
    issueEntrance: () => `${origin}${ENTRANCE_PATH}?code=${access.issueCode()}`,
    close: async () => {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
      http.closeAllConnections();
      await new Promise<void>((resolve) => http.close(() => resolve()));
    },
  });
}

async function listen(
  http: ReturnType<typeof createServer>,
  port: number,
): Promise<Result<number>> {
  return new Promise((resolve) => {
    http.once('error', (error: NodeJS.ErrnoException) => {
      resolve(
        fail(
          'bad-port',
          error.code === 'EADDRINUSE'
            ? `Port ${port} is in use by another program.`
            : `Port ${port} cannot be opened.`,
          'Choose another one with --port, or leave it out to take any free port.',
          error.code,
        ),
      );
    });
    http.listen(port, LOOPBACK, () => resolve(ok((http.address() as AddressInfo).port)));
  });
}

async function answer(
  { access, pageDirectory }: WebServerOptions,
  streams: PageStreams,
  port: number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  for (const [name, value] of Object.entries(PAGE_HEADERS)) response.setHeader(name, value);
  const foreign = checkHost(request, port);
  if (foreign) return refuse(response, foreign);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return refuse(response, { status: 405, sentence: 'Only GET is answered here.' });
  }
  if (pathOf(request) === ENTRANCE_PATH) return enter(access, port, request, response);
  const stranger = await checkSession(request, access, port);
  if (stranger) return refuse(response, stranger);
  if (pathOf(request) === STREAM_PATH && request.method === 'GET') {
    const refusal = streams.begin(request, response);
    return refusal && refuse(response, refusal);
  }
  return sendFile(pageDirectory, request, response);
}

async function enter(
  access: Access,
  port: number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const code = new URL(request.url ?? '', 'http://localhost').searchParams.get('code') ?? '';
  const uid = await peerUid(request.socket);
  // A look at the address (HEAD, prefetch) must not use the code up.
  const isLook = request.method === 'HEAD' || request.headers['sec-purpose'] !== undefined;
  const token = isLook ? undefined : access.redeemCode(code, uid);
  if (token !== undefined) {
    response.setHeader(
      'Set-Cookie',
      `${cookieName(port)}=${token}; Path=/; HttpOnly; SameSite=Strict`,
    );
  } else {
    // Whoever is in already may open the same address again: a restored tab does.
    const stranger = await checkSession(request, access, port);
    if (stranger) return refuse(response, { ...stranger, sentence: USED_CODE });
  }
  // A page that goes on by itself, not a redirect: browsers leave a Strict cookie out of a redirect
  // that began on another site, such as the file that opened this address.
  sendHtml(response, 200, ENTRANCE_PAGE);
}

const USED_CODE =
  'This address has been used already, or is older than ten minutes. ' +
  'Press Enter in the terminal where Portcullis runs to get a new one.';

async function checkSession(
  request: IncomingMessage,
  access: Access,
  port: number,
): Promise<Refusal | undefined> {
  const token = tokenIn(request, port);
  if (token !== undefined && access.admits(token, await peerUid(request.socket))) return undefined;
  return {
    status: 401,
    sentence:
      'This browser has not been let in, or Portcullis was started again since. ' +
      'Open the address that it printed, or press Enter in its terminal to get a new one.',
  };
}

async function sendFile(
  pageDirectory: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const file = pageFile(pathOf(request));
  const content = file && (await readFile(join(pageDirectory, file.path)).catch(missing));
  if (!file || !content) {
    const sentence =
      file?.path === 'index.html'
        ? 'The page has not been built. Run: npm run build'
        : 'There is no such file here.';
    return refuse(response, { status: 404, sentence });
  }
  response.setHeader('Cache-Control', cacheControl(file));
  response.setHeader('Content-Type', file.mimeType);
  response.setHeader('Content-Length', content.byteLength);
  response.end(content);
}

/** For what is not there, or is a directory. */
function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'EISDIR' || error.code === 'ENOTDIR') return;
  throw error;
}

/** Literal, without the query; a path with escapes or dots names no file and is not interpreted. */
function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}

function refuse(response: ServerResponse, { status, sentence }: Refusal): void {
  sendHtml(response, status, plainPage(sentence));
}

function sendHtml(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, {
    'Cache-Control': 'no-store',
    'Content-Type': 'text/html; charset=utf-8',
  });
  response.end(html);
}

function refuseUpgrade(socket: Duplex, { status, sentence }: Refusal): void {
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(sentence)}\r\n\r\n${sentence}`,
  );
}
