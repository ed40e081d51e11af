/** One end of the wire between the namespaces of a test, for frames of the test's own making. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { NODE, ROOT } from './paths.ts';
import type { Side, TestNetwork } from './test-network.ts';
import type { Flooded, WireAnswer, WireOrder } from './wire-process.ts';

const END_OF_WIRE = new Error('the process at this end of the wire has ended');

export interface WireEndOptions {
  /** Its CPU; else any. */
  readonly cpu?: number;
  /** It receives nothing: for floods, which would keep it busy with their own frames. */
  readonly onlySends?: boolean;
}

export class WireEnd {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, PromiseWithResolvers<WireAnswer['value']>>();
  #lastId = 0;
  #ended = false;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', ({ id, value }: WireAnswer) => {
      this.#waiting.get(id)?.resolve(value);
      this.#waiting.delete(id);
    });
    child.once('exit', () => {
      this.#ended = true;
      for (const { reject } of this.#waiting.values()) reject(END_OF_WIRE);
    });
  }

  /** Ends with the network. */
  static async open(
    network: TestNetwork,
    side: Side,
    device: string = side === 'desk' ? network.interface : 'peer0',
    { cpu, onlySends = false }: WireEndOptions = {},
  ): Promise<WireEnd> {
    const pinned = cpu === undefined ? [] : ['taskset', '--cpu-list', String(cpu)];
    const child = network.spawn(
      side,
      [
        ...[...pinned, NODE, `${ROOT}test/support/wire-process.ts`, device],
        ...(onlySends ? ['only-sends'] : []),
      ],
      { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], serialization: 'advanced' },
    );
    await once(child, 'message');
    return new WireEnd(child);
  }

  async send(...frames: readonly Uint8Array[]): Promise<void> {
    await this.#order({ verb: 'send', frames });
  }

  /** Sends the frames in turn, so many every millisecond, until {@link stop} or that many seconds. */
  async flood(frames: readonly Uint8Array[], perMs: number, seconds: number): Promise<Flooded> {
    return (await this.#order({ verb: 'flood', frames, perMs, seconds })) as Flooded;
  }

  async stop(): Promise<void> {
    await this.#order({ verb: 'stop' });
  }

  /** Every frame that came or went here since the last time, without its outermost VLAN tag. */
  async take(): Promise<readonly Uint8Array[]> {
    return (await this.#order({ verb: 'take' })) as readonly Uint8Array[];
  }

  async #order(order: WireOrder): Promise<WireAnswer['value']> {
    this.#lastId += 1;
    const id = this.#lastId;
    if (this.#ended) throw END_OF_WIRE;
    const answer = Promise.withResolvers<WireAnswer['value']>();
    this.#waiting.set(id, answer);
    this.#child.send({ id, ...order });
    return answer.promise;
  }
}

/** As a packet socket hands it over: the kernel takes the outermost VLAN tag off. */
export function asTaken(frame: Uint8Array): Uint8Array {
  const type = ((frame[12] ?? 0) << 8) | (frame[13] ?? 0);
  if (type !== 0x8100 && type !== 0x88a8) return frame;
  return Buffer.concat([frame.subarray(0, 12), frame.subarray(16)]);
}

/** No addresses and nothing that the kernel sends by itself: only what the test sends is on the wire. */
export async function makeQuiet(network: TestNetwork): Promise<void> {
  await switchIpv6Off(network);
  for (const [side, device] of endsOf(network)) {
    await network.run(side, 'ip', 'address', 'flush', 'dev', device);
  }
}

/** It solicits, advertises and reports by itself. */
export async function switchIpv6Off(network: TestNetwork): Promise<void> {
  for (const [side, device] of endsOf(network)) {
    const path = `/proc/sys/net/ipv6/conf/${device}/disable_ipv6`;
    await network.run(side, 'sh', '-c', `echo 1 >${path}`);
  }
}

function endsOf(network: TestNetwork): readonly (readonly [Side, string])[] {
  return [
    ['desk', network.interface],
    ['peer', 'peer0'],
  ];
}

/** Frames that never reached the filter of what comes in: its queue was full. Since the network was made. */
export async function lostBeforeFilter(network: TestNetwork): Promise<number> {
  return Number(await network.run('peer', 'cat', '/sys/class/net/peer0/statistics/tx_dropped'));
}
