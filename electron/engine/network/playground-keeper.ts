/** Starts and stops the playground, one after the other, and watches its interface while it is on. */
import { type Failure, failure } from '../../contract/failure.ts';
import { ok, type Result } from '../../contract/result.ts';
import type { PlaygroundState } from '../../contract/state.ts';
import { SerialQueue } from '../serial-queue.ts';
import type { InterfaceKeeper } from './interface-keeper.ts';
import { type Playground, startPlayground } from './playground.ts';

export interface PlaygroundKeeperOptions {
  readonly interfaces: () => InterfaceKeeper;
  readonly onChange: (state: PlaygroundState) => void;
  readonly onTrouble: (what: Failure) => void;
}

export class PlaygroundKeeper {
  #options: PlaygroundKeeperOptions;
  #queue = new SerialQueue();
  #running: Playground | undefined;
  #state: PlaygroundState = { state: 'off' };
  #closed = false;

  constructor(options: PlaygroundKeeperOptions) {
    this.#options = options;
  }

  get state(): PlaygroundState {
    return this.#state;
  }

  owns(interfaceName: string): boolean {
    return this.#running?.interface === interfaceName;
  }

  start(): Promise<Result<PlaygroundState>> {
    return this.#queue.run(() => this.#start());
  }

  stop(): Promise<Result<PlaygroundState>> {
    return this.#queue.run(async () => {
      await this.#stop();
      return ok(this.#state);
    });
  }

  /** Also ends one that is just starting. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.stop();
  }

  async #start(): Promise<Result<PlaygroundState>> {
    if (this.#running || this.#closed) return ok(this.#state);
    this.#show({ state: 'starting' });
    const started = await startPlayground();
    if (!started.ok) {
      this.#show({ state: 'off' });
      return started;
    }
    const playground = started.value;
    this.#running = playground;
    playground.onEnd((why) => this.#ended(playground, why));
    const attached = await this.#options.interfaces().attach(playground.interface);
    if (!attached.ok) {
      await this.#stop();
      return attached;
    }
    this.#show({ state: 'on', interface: playground.interface });
    return ok(this.#state);
  }

  async #stop(): Promise<void> {
    const playground = this.#running;
    if (!playground) return;
    // While it is still known as the playground's: letting it go is no choice of the user's.
    await this.#options.interfaces().detach(playground.interface);
    this.#running = undefined;
    await playground.stop();
    this.#show({ state: 'off' });
    await this.#options.interfaces().refresh();
  }

  #ended(playground: Playground, why: string): void {
    if (this.#running !== playground || this.#closed) return;
    this.#options.onTrouble(
      failure(
        'playground-refused',
        `The playground has ended: ${why}.`,
        'Start it again in the Playground view.',
      ),
    );
    void this.stop();
  }

  #show(state: PlaygroundState): void {
    this.#state = state;
    this.#options.onChange(state);
  }
}
