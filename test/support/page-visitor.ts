/**
 * A page without a browser, in a process of its own: it runs in the namespace, and as the user, that
 * a test puts it in. Reads one order per line and answers each with one line of JSON.
 */
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import WebSocket from 'ws';
import type { MethodName } from '../../electron/contract/api.ts';
import { type Client, connect } from '../../electron/contract/connect.ts';
import type { Transport } from '../../electron/contract/transport.ts';
import { TransportEnd } from '../../electron/contract/transport-end.ts';

/** `enter` takes the address with a code; `reopen` connects again with the same cookie. */
export type VisitorOrder =
  | { readonly enter: string }
  | { readonly reopen: true }
  | { readonly call: MethodName; readonly args?: object };

const RETRY_MS = 50;
let origin = '';
let cookie = '';
let client: Client | undefined;
let closed = Promise.resolve();

for await (const line of createInterface({ input: process.stdin })) {
  const answer = await obey(JSON.parse(line) as VisitorOrder);
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
process.exit(0);

async function obey(order: VisitorOrder): Promise<unknown> {
  if ('call' in order) return client?.call(order.call, (order.args ?? {}) as never);
  if ('enter' in order) {
    const answer = await fetch(order.enter, { redirect: 'manual' });
    cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    origin = new URL(order.enter).origin;
  }
  // The host that is to be succeeded may still be there for a moment.
  await closed;
  const opened = connect(await open());
  closed = new Promise((resolve) => opened.onClose(resolve));
  client = opened;
  return 'open';
}

async function open(): Promise<Transport> {
  for (;;) {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/api`, {
      headers: { cookie, origin },
    });
    socket.binaryType = 'arraybuffer';
    const opened = await new Promise<boolean>((resolve) => {
      socket.once('open', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    if (opened) return transportOver(socket);
    await delay(RETRY_MS);
  }
}

function transportOver(socket: WebSocket): Transport {
  const end = new TransportEnd();
  socket.on('error', () => end.end());
  socket.on('message', (data: ArrayBuffer | Buffer, isBinary) => {
    end.deliver(
      isBinary ? new Uint8Array(data as ArrayBuffer) : Buffer.from(data as never).toString(),
    );
  });
  socket.on('close', () => end.end());
  return {
    send: (frame, onSent) => socket.send(frame, () => onSent?.()),
    onFrame: (listener) => end.onFrame(listener),
    onClose: (listener) => end.onClose(listener),
    close: () => socket.close(),
    bytesPending: () => socket.bufferedAmount,
  };
}
