import { type ChildProcess, spawn } from 'node:child_process';
import { TOOL_ENVIRONMENT } from './ip-command.ts';

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
    // It needs no rights, and ends with us however we end: a reader that is gone is noticed only at
    // the next change of a link.
    const child = spawn(
      'setpriv',
      ['--pdeathsig', 'KILL', '--inh-caps=-all', 'ip', 'monitor', 'link', 'address'],
      { stdio: ['ignore', 'pipe', 'ignore'], env: TOOL_ENVIRONMENT },
    );
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
