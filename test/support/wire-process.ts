/**
 * One end of a wire: sends and receives whole frames at an interface, as its parent says. Frames in
 * both directions are received, as a packet socket does.
 */
import { PacketSocket } from '../../electron/engine/network/lab/packet-socket.ts';

export type WireOrder =
  | { readonly verb: 'send'; readonly frames: readonly Uint8Array[] }
  /** The frames in turn, so many every millisecond, until `seconds` are over or `stop` comes. */
  | {
      readonly verb: 'flood';
      readonly frames: readonly Uint8Array[];
      readonly perMs: number;
      readonly seconds: number;
    }
  | { readonly verb: 'stop' }
  /** Everything since the last time. */
  | { readonly verb: 'take' };

export interface Flooded {
  readonly sent: number;
  readonly seconds: number;
}

export interface WireAnswer {
  readonly id: number;
  readonly value: null | Flooded | readonly Uint8Array[];
}

const POLL_MS = 2;
const MAX_TAKEN = 10_000;

const [device = ''] = process.argv.slice(2);
const receiving = new PacketSocket(device, { receives: true });
const sending = new PacketSocket(device, { receives: false });
const taken: Uint8Array[] = [];
let isStopped = false;

setInterval(receiveAll, POLL_MS);
process.on('message', (order: WireOrder & { id: number }) => void obey(order));
process.once('disconnect', () => process.exit(0));
process.send?.({ id: 0, value: null } satisfies WireAnswer);

async function obey({ id, ...order }: WireOrder & { id: number }): Promise<void> {
  process.send?.({ id, value: await answerTo(order) } satisfies WireAnswer);
}

async function answerTo(order: WireOrder): Promise<WireAnswer['value']> {
  switch (order.verb) {
    case 'send':
      for (const frame of order.frames) put(frame);
      return null;
    case 'flood':
      isStopped = false;
      return flood(order.frames, order.perMs, order.seconds);
    case 'stop':
      isStopped = true;
      return null;
    case 'take':
      receiveAll();
      return taken.splice(0);
  }
}

function put(frame: Uint8Array): void {
  const error = sending.send(frame);
  if (error !== null) throw new Error(`cannot send: ${error}`);
}

function receiveAll(): void {
  for (;;) {
    const frame = receiving.receive();
    if (!frame) return;
    if (taken.length < MAX_TAKEN) taken.push(frame);
  }
}

/** What is late is made up for, in bursts that leave time to hear of a stop. */
async function flood(
  frames: readonly Uint8Array[],
  perMs: number,
  seconds: number,
): Promise<Flooded> {
  const begin = performance.now();
  let sent = 0;
  for (;;) {
    const elapsedMs = performance.now() - begin;
    if (isStopped || elapsedMs >= seconds * 1000) return { sent, seconds: elapsedMs / 1000 };
    const due = Math.min(Math.ceil(elapsedMs * perMs) - sent, 20 * perMs);
    for (let count = 0; count < due; count += 1) {
      put(frames[sent % frames.length] as Uint8Array);
      sent += 1;
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
