/**
 * One end of a wire: sends and receives whole frames at an interface, as its parent says. Frames in
 * both directions are received, as a packet socket does; none with `only-sends` behind the interface.
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
  /** When it began and ended, by the clock that all processes share. */
  readonly beginMs: number;
  readonly endMs: number;
}

export interface WireAnswer {
  readonly id: number;
  readonly value: null | Flooded | readonly Uint8Array[];
}

const POLL_MS = 2;
const MAX_TAKEN = 10_000;
/** A flood brings frames faster than they are read: there has to be time for orders as well. */
const MAX_READ_AT_ONCE = 1000;

const [device = '', mode = ''] = process.argv.slice(2);
const receiving = mode === 'only-sends' ? undefined : new PacketSocket(device, { receives: true });
const sending = new PacketSocket(device, { receives: false });
const taken: Uint8Array[] = [];
let isStopped = false;

setInterval(() => receive(MAX_READ_AT_ONCE), POLL_MS);
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
      receive(MAX_TAKEN);
      return taken.splice(0);
  }
}

function put(frame: Uint8Array): void {
  const error = sending.send(frame);
  if (error !== null) throw new Error(`cannot send: ${error}`);
}

function receive(atMost: number): void {
  for (let count = 0; count < atMost; count += 1) {
    const frame = receiving?.receive();
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
  const beginMs = nowMs();
  let sent = 0;
  for (;;) {
    const elapsedMs = nowMs() - beginMs;
    if (isStopped || elapsedMs >= seconds * 1000) return { sent, beginMs, endMs: nowMs() };
    const due = Math.min(Math.ceil(elapsedMs * perMs) - sent, 20 * perMs);
    for (let count = 0; count < due; count += 1) {
      put(frames[sent % frames.length] as Uint8Array);
      sent += 1;
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Of the machine, and never set: that of the wall may be. */
function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
