import { type ChildProcess, spawn } from 'node:child_process';

/** Changes come in bursts; one look after the burst is enough. */
const SETTLE_MS = 60;
const RESTART_MS = 5000;

/**
 * Calls `onChange` soon after links or addresses of this network namespace changed. Costs nothing
 * in between: the kernel tells `ip monitor`, and that tells us.
 */
export class LinkMonitor implements Disposable {
  #onChange: () => void;
  #child: ChildProcess | undefined;
  #timer: NodeJS.Timeout | undefined;
  #restart: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
    this.#start();
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#restart);
    this.#child?.kill();
  }

  #start(): void {
    const child = spawn('ip', ['monitor', 'link', 'address'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#child = child;
    child.stdout.on('data', () => this.#changed());
    // Without the monitor nothing is wrong but stale; the picker asks for a fresh list anyway.
    child.on('error', () => {});
    child.on('exit', () => {
      if (this.#disposed) return;
      this.#restart = setTimeout(() => this.#start(), RESTART_MS);
      this.#changed();
    });
  }

  #changed(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#onChange();
    }, SETTLE_MS);
  }
}
