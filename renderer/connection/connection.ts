import type { MethodAnswer, MethodInput, MethodName } from '../../electron/contract/api.ts';
import { type Client, connect } from '../../electron/contract/connect.ts';
import { fail, type Result } from '../../electron/contract/result.ts';
import type { OpenTransport } from './open-transport.ts';

export type ConnectionState =
  | { readonly phase: 'connecting' }
  | { readonly phase: 'connected' }
  /** `attempts` have failed since the link was last up; the next one is at `retryAtMs` (since 1970). */
  | { readonly phase: 'disconnected'; readonly attempts: number; readonly retryAtMs: number };

export interface ConnectionListener {
  onState(state: ConnectionState): void;
  /** A fresh client: subscribe to it now, nothing has been received yet. */
  onClient(client: Client): void;
  /** Whether a link that just broke is known to come back at once. */
  returnsSoon(): boolean;
}

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 10_000;
/** Between attempts while the link is known to come back. */
const SOON_MS = 200;

/** How long to wait before the attempt after this many failed ones. */
export function retryDelayMs(attempts: number): number {
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.max(0, attempts - 1));
}

/** Keeps one client connected, trying again with growing pauses. */
export class Connection {
  readonly #open: OpenTransport;
  readonly #listener: ConnectionListener;
  #client: Client | undefined;
  #attempts = 0;
  #opening = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(open: OpenTransport, listener: ConnectionListener) {
    this.#open = open;
    this.#listener = listener;
  }

  /** Tries now, without waiting for the next turn. */
  start(): void {
    if (this.#client || this.#opening) return;
    clearTimeout(this.#timer);
    this.#opening = true;
    this.#listener.onState({ phase: 'connecting' });
    void this.#open().then((transport) => {
      this.#opening = false;
      if (!transport) {
        this.#waitForNextTry();
        return;
      }
      const client = connect(transport);
      this.#client = client;
      this.#attempts = 0;
      client.onClose(() => {
        this.#client = undefined;
        this.#waitForNextTry();
      });
      this.#listener.onState({ phase: 'connected' });
      this.#listener.onClient(client);
    });
  }

  /** As the client's `call`; without a connection it fails at once. */
  call<M extends MethodName>(method: M, args: MethodInput<M>): Promise<Result<MethodAnswer<M>>> {
    if (this.#client) return this.#client.call(method, ...([args] as never));
    return Promise.resolve(
      fail(
        'disconnected',
        'There is no connection to the engine.',
        'Wait for it to come back, then try again.',
      ),
    );
  }

  #waitForNextTry(): void {
    this.#attempts += 1;
    const delayMs = this.#listener.returnsSoon() ? SOON_MS : retryDelayMs(this.#attempts);
    this.#listener.onState({
      phase: 'disconnected',
      attempts: this.#attempts,
      retryAtMs: Date.now() + delayMs,
    });
    this.#timer = setTimeout(() => this.start(), delayMs);
  }
}
