/** TCP and UDP with the kernel's own sockets: the lab's clients and its servers. */
import { createSocket } from 'node:dgram';
import { connect, createServer } from 'node:net';
import type { LabPlan } from './lab-plan.ts';

/** How long a client waits for its conversation to end: a blocked one shows a few retries, then starts afresh. */
const CONVERSATION_TIMEOUT_MS = 4_000;
/** More at a time than a person's experiments need. */
const MAX_CONNECTIONS = 16;

/** Ports on which every host of the lab serves. */
export const LAB_PORTS = { http: 8080, httpToo: 8081, echo: 7 } as const;

/** The two clients, each holding one conversation with the near end after the other. */
export function startClients(plan: LabPlan): void {
  void repeatedly(2_200, () => converse(plan, plan.hosts.client));
  void repeatedly(4_700, () => converse(plan, plan.hosts.visitor));
}

/** Waits between the end of one and the start of the next, so that there is never more than one. */
async function repeatedly(pauseMs: number, action: () => Promise<void>): Promise<void> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    await action();
  }
}

function converse(plan: LabPlan, localAddress: string): Promise<void> {
  return new Promise((resolve) => {
    const connection = connect({ host: plan.near, port: plan.listenerPort, localAddress });
    const timer = setTimeout(() => connection.destroy(), CONVERSATION_TIMEOUT_MS);
    connection.on('connect', () => {
      connection.write(`GET / HTTP/1.0\r\nHost: ${plan.near}\r\n\r\n`);
    });
    connection.resume();
    // Refused, reset and unreachable are what a filter is there for. The next one may do better.
    connection.on('error', () => {});
    connection.on('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Resolves when all of them listen. */
export async function startServers(): Promise<void> {
  await Promise.all([serveHttp(LAB_PORTS.http), serveHttp(LAB_PORTS.httpToo), serveEcho()]);
}

function serveHttp(port: number): Promise<void> {
  const body = `This is the Portcullis lab, port ${port}.\n`;
  const server = createServer((connection) => {
    connection.on('error', () => {});
    connection.setTimeout(CONVERSATION_TIMEOUT_MS, () => connection.destroy());
    connection.once('data', () => connection.end(httpAnswer(body)));
  });
  server.maxConnections = MAX_CONNECTIONS;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '0.0.0.0', resolve);
  });
}

export function httpAnswer(body: string): string {
  return [
    'HTTP/1.0 200 OK',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}

function serveEcho(): Promise<void> {
  const socket = createSocket('udp4');
  socket.on('message', (message, from) => {
    // Never to a well-known port, where another echo service could keep the two talking for ever.
    if (from.port >= 1024) socket.send(message, from.port, from.address, () => {});
  });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(LAB_PORTS.echo, resolve);
  });
}
