import { createMemoryTransportPair } from '../../electron/contract/memory-transport.ts';
import { serve } from '../../electron/contract/serve.ts';
import type { Transport } from '../../electron/contract/transport.ts';
import { type Application, createApplication } from '../../renderer/stores/application.ts';
import { createDemoEngine, type DemoEngine, type DemoOptions } from './demo-engine.ts';

/** Nothing comes unless it is sent. */
const QUIET: DemoOptions = {
  packetsPerSecond: 0,
  attached: ['enp5s0'],
  rules: [],
  answerDelayMs: 20,
  sampledOutPerSecond: 0,
  snapshot: {},
};
const FRAME_MS = 16;

/**
 * The window's application beside a made-up engine, of which there is a fresh one for each link, as
 * after a restart. The link is made when `application.connection` is started.
 */
export class DemoApplication implements Disposable {
  readonly application: Application;
  /** Whether there is an engine to link to. */
  isReachable = true;
  readonly #options: () => Partial<DemoOptions>;
  #engine: DemoEngine | undefined;
  #hostEnd: Transport | undefined;

  /** What `options` gives when a link is made, besides an engine that is quiet. */
  constructor(options: () => Partial<DemoOptions> = () => ({})) {
    this.#options = options;
    this.application = createApplication(
      async () => (this.isReachable ? this.#open() : undefined),
      (commit) => setTimeout(commit, FRAME_MS),
    );
  }

  /** Of the last link. */
  get engine(): DemoEngine {
    if (!this.#engine) throw new Error('no link was made');
    return this.#engine;
  }

  /** The engine's end of the last link. */
  get hostEnd(): Transport {
    if (!this.#hostEnd) throw new Error('no link was made');
    return this.#hostEnd;
  }

  [Symbol.dispose](): void {
    this.#engine?.[Symbol.dispose]();
  }

  #open(): Transport {
    this.#engine?.[Symbol.dispose]();
    this.#engine = createDemoEngine({ ...QUIET, ...this.#options() });
    const [ours, theirs] = createMemoryTransportPair();
    this.#hostEnd = theirs;
    serve(this.#engine, theirs, (_, bug) => {
      throw bug;
    });
    return ours;
  }
}
