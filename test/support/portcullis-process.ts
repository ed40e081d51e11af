import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.ts';
import { NODE, ROOT } from './paths.ts';
import type { TestNetwork } from './test-network.ts';

/** A home of its own for every test, so that no engine finds another's lock or rules. */
export class PortcullisHome implements Disposable {
  readonly directory = mkdtempSync(join(tmpdir(), 'portcullis-home-'));

  [Symbol.dispose](): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** What keeps a process of the test to its home. */
export function portcullisEnvironment({ directory }: PortcullisHome): NodeJS.ProcessEnv {
  const { PATH } = process.env;
  return { PATH, HOME: directory, XDG_CONFIG_HOME: directory, XDG_RUNTIME_DIR: directory };
}

/** `portcullis VERB ...` on the desk of a test network, with all that it prints. */
export class PortcullisProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown[]>;
  output = '';
  errors = '';

  constructor(network: TestNetwork, home: PortcullisHome, ...words: readonly string[]) {
    this.#child = network.spawn('desk', [NODE, `${ROOT}electron/headless/main.ts`, ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: portcullisEnvironment(home),
    });
    this.#ended = once(this.#child, 'close');
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.output += text;
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.errors += text;
    });
  }

  /** Waits until it has printed this, on either stream. */
  async says(sentence: RegExp): Promise<void> {
    await eventually(() => {
      if (sentence.test(this.output + this.errors)) return;
      throw new Error(`it has not said ${sentence}, but:\n${this.output}\n${this.errors}`);
    });
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Reads no more of what it prints, as `head` does. */
  leave(): void {
    this.#child.stdout?.destroy();
  }

  /** The exit status, when everything is printed. */
  async status(): Promise<number | null> {
    const [status] = await this.#ended;
    return status as number | null;
  }
}
