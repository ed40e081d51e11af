/** A process in the desk's namespace that filters what leaves an interface, and how to talk to it. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Failure } from '../../electron/contract/failure.ts';
import type { EgressKind } from '../../electron/engine/bpf/egress-link.ts';
import type { ProbeAnswer } from './egress-probe.ts';
import { ROOT } from './paths.ts';
import type { TestNetwork } from './test-network.ts';

export interface HolderOptions {
  readonly kind?: EgressKind;
  readonly device?: string;
  /** Put before its command line, to start it with other rights. */
  readonly as?: readonly string[];
  /** Where it finds the checkout. */
  readonly checkout?: string;
}

export class EgressHolder {
  readonly pid: number;
  #child: ChildProcess;
  #answers: AsyncIterator<string>;

  constructor(child: ChildProcess) {
    if (!child.stdout) throw new Error('the probe has no output');
    this.#child = child;
    this.pid = child.pid ?? 0;
    this.#answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  /** Attaches, or throws with the failure's code. */
  static async start(
    network: TestNetwork,
    object: string,
    options: HolderOptions = {},
  ): Promise<EgressHolder> {
    const { holder, answer } = await launch(network, object, options);
    if ('message' in answer) throw new Error(`${answer.code}: ${answer.message}`);
    return holder;
  }

  /** For what must not attach: its failure. */
  static async failure(
    network: TestNetwork,
    object: string,
    options: HolderOptions = {},
  ): Promise<Failure> {
    const { answer } = await launch(network, object, options);
    if (!('message' in answer)) throw new Error('it was attached');
    return answer;
  }

  async ask(line: string): Promise<ProbeAnswer> {
    this.#child.stdin?.write(`${line}\n`);
    return this.read();
  }

  async read<T = ProbeAnswer>(): Promise<T> {
    return JSON.parse((await this.#answers.next()).value);
  }

  /** kill -9, of its whole process group. */
  async killGroup(): Promise<void> {
    const ended = once(this.#child, 'exit');
    process.kill(-this.pid, 'SIGKILL');
    await ended;
  }
}

async function launch(
  network: TestNetwork,
  object: string,
  { kind, device = network.interface, as = [], checkout = ROOT }: HolderOptions,
): Promise<{ holder: EgressHolder; answer: ProbeAnswer | Failure }> {
  const node = `${checkout}node_modules/.bin/node`;
  const probe = [node, `${checkout}test/support/egress-probe.ts`, object, device, kind ?? ''];
  const child = network.spawn('desk', [...as, ...probe], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const holder = new EgressHolder(child);
  return { holder, answer: await holder.read<ProbeAnswer | Failure>() };
}
