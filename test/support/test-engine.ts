/** The engine of a test, in the desk's namespace, and a client of it. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { type Client, connect } from '../../electron/contract/connect.ts';
import type { Failure } from '../../electron/contract/failure.ts';
import type { Frame, Transport } from '../../electron/contract/transport.ts';
import type { EngineOptions } from '../../electron/engine/engine-options.ts';
import { makeHome } from './make-home.ts';
import { ROOT } from './paths.ts';
import type { TestNetwork } from './test-network.ts';

export interface TestEngineOptions extends Partial<EngineOptions> {
  /** Put before the engine's command line, to start it with other rights. */
  readonly as?: readonly string[];
  /** Kept when the engine ends, so that the next one finds it. */
  readonly home?: string;
  /** Shows the engine the checkout at a place that every user may enter. */
  readonly readableCheckout?: boolean;
}

/** In a mount namespace of its own, where the checkout is at /mnt. */
const BIND_CHECKOUT = [
  'unshare',
  '--mount',
  'sh',
  '-c',
  `mount --bind '${ROOT}' /mnt && exec "$@"`,
  'sh',
];

type Message = { started: true } | { error: Failure } | { frame: Frame };

export class TestEngine implements AsyncDisposable {
  readonly client: Client;
  readonly pid: number;
  #child: ChildProcess;
  #ownHome: string | undefined;

  private constructor(child: ChildProcess, client: Client, ownHome: string | undefined) {
    this.#child = child;
    this.client = client;
    this.pid = child.pid ?? 0;
    this.#ownHome = ownHome;
  }

  /** Throws the failure's message if the engine does not start. */
  static async start(
    network: Pick<TestNetwork, 'spawn'>,
    options: TestEngineOptions = {},
  ): Promise<TestEngine> {
    const { as = [], home, readableCheckout, ...engineOptions } = options;
    const ownHome = home === undefined ? makeHome() : undefined;
    const directory = home ?? ownHome;
    const checkout = readableCheckout ? '/mnt/' : ROOT;
    const words = JSON.stringify({
      host: 'test',
      version: '0.0.0',
      configDirectory: `${directory}/config`,
      runtimeDirectory: `${directory}/run`,
      resourcesDirectory: `${checkout}resources`,
      playground: false,
      ...engineOptions,
    });
    const node = `${checkout}node_modules/.bin/node`;
    const command = [
      ...(readableCheckout ? BIND_CHECKOUT : []),
      ...as,
      node,
      `${checkout}test/support/engine-process.ts`,
      words,
    ];
    const child = network.spawn('desk', command, {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      serialization: 'advanced',
    });
    const [message] = (await once(child, 'message')) as [Message];
    if ('error' in message) throw new Error(`${message.error.code}: ${message.error.message}`);
    return new TestEngine(child, connect(channel(child)), ownHome);
  }

  kill(): Promise<unknown> {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    return ended;
  }

  /** An orderly end. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    if (this.#ownHome) rmSync(this.#ownHome, { recursive: true, force: true });
  }
}

function channel(child: ChildProcess): Transport {
  return {
    send: (frame, onSent) => {
      child.send({ frame });
      onSent?.();
    },
    onFrame: (listener) =>
      void child.on('message', (message: { frame: Frame }) => listener(message.frame)),
    onClose: (listener) => void child.once('disconnect', listener),
    close: () => child.disconnect(),
    bytesPending: () => 0,
  };
}
