import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createServer as createTlsServer, type Server, type TLSSocket } from 'node:tls';
import { LOOPBACK_CERTIFICATE, LOOPBACK_KEY } from './loopback-tls.ts';

export interface ListServer extends AsyncDisposable {
  /** `https://127.0.0.1:PORT/` */
  readonly url: string;
  /** `127.0.0.1:PORT` */
  readonly host: string;
  readonly requests: IncomingMessage[];
}

const IDENTITY = { key: LOOPBACK_KEY, cert: LOOPBACK_CERTIFICATE };

/** An https server on the loopback interface. */
export async function serveLists(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<ListServer> {
  const requests: IncomingMessage[] = [];
  const server = createServer(IDENTITY, (request, response) => {
    requests.push(request);
    response.on('error', () => {});
    answer(request, response);
  });
  return listen(server, requests, () => server.closeAllConnections());
}

/** One that says exactly these bytes, whatever it is asked, and then what `afterwards` does. */
export async function serveBytes(
  bytes: string | Uint8Array,
  afterwards: (socket: TLSSocket) => void = (socket) => socket.end(),
): Promise<ListServer> {
  const sockets = new Set<TLSSocket>();
  const server = createTlsServer(IDENTITY, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', () => {
      socket.write(bytes);
      afterwards(socket);
    });
  });
  return listen(server, [], () => {
    for (const socket of sockets) socket.destroy();
  });
}

async function listen(
  server: Server,
  requests: IncomingMessage[],
  disconnect: () => void,
): Promise<ListServer> {
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `https://${host}/`,
    host,
    requests,
    async [Symbol.asyncDispose]() {
      disconnect();
      server.close();
      await once(server, 'close');
    },
  };
}
