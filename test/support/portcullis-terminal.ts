import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { eventually } from './eventually.ts';
import { NODE, ROOT } from './paths.ts';
import { type PortcullisHome, portcullisEnvironment } from './portcullis-process.ts';
import type { TestNetwork } from './test-network.ts';

/** `portcullis VERB ...` on the desk of a test network, on a terminal of its own where a person types. */
export class PortcullisTerminal {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown[]>;
  /** All that was shown, its control characters included. */
  shown = '';

  constructor(network: TestNetwork, home: PortcullisHome, ...words: readonly string[]) {
    const command = ['exec', NODE, `${ROOT}electron/headless/main.ts`, ...words].join(' ');
    this.#child = network.spawn(
      'desk',
      ['script', '--quiet', '--return', '--flush', '--command', command, '/dev/null'],
      { stdio: ['pipe', 'pipe', 'inherit'], env: portcullisEnvironment(home) },
    );
    this.#ended = once(this.#child, 'close');
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.shown += text;
    });
  }

  async says(sentence: RegExp): Promise<void> {
    await eventually(() => {
      if (sentence.test(this.shown)) return;
      throw new Error(`the terminal has not shown ${sentence}, but:\n${this.shown}`);
    });
  }

  type(keys: string): void {
    this.#child.stdin?.write(keys);
  }

  async status(): Promise<number | null> {
    const [status] = await this.#ended;
    return status as number | null;
  }
}
