/** A TCP connection between the namespaces of a test that goes on until it is ended. */
import { createInterface } from 'node:readline';
import { NODE, ROOT } from './paths.ts';
import type { Side, TestNetwork } from './test-network.ts';

/** Enough for a packet that was lost to be sent again, also where a machine is busy. */
const REPLY_MS = 10_000;
/** The process that speaks has to start first. */
const CONNECT_MS = 30_000;

export class Conversation {
  readonly #say: (text: string) => void;
  readonly #lines: AsyncIterator<string>;
  #said = 0;

  private constructor(say: (text: string) => void, lines: AsyncIterator<string>) {
    this.#say = say;
    this.#lines = lines;
  }

  /** Connects to a host that echoes (`startHost(side, 'echo-stream', port)`). */
  static async open(
    network: TestNetwork,
    from: Side,
    address: string,
    port: number,
  ): Promise<Conversation> {
    const host = `${ROOT}test/support/test-host.ts`;
    const child = network.spawn(from, [NODE, host, 'talk', address, String(port)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const { stdin, stdout } = child;
    if (!stdin || !stdout) throw new Error('it has no input or no output');
    const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
    const conversation = new Conversation((text) => void stdin.write(text), lines);
    if (!(await conversation.#hears('connected', CONNECT_MS)))
      throw new Error('it has not connected');
    return conversation;
  }

  /** Whether what is said comes back. After a silence it is at its end. */
  async goesOn(): Promise<boolean> {
    this.#said += 1;
    const line = `line ${this.#said}`;
    this.#say(`${line}\n`);
    return this.#hears(line, REPLY_MS);
  }

  async #hears(expected: string, patienceMs: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, patienceMs, undefined);
    });
    const heard = await Promise.race([this.#lines.next(), silence]);
    clearTimeout(timer);
    return heard?.value === expected;
  }
}
