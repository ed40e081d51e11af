import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { MethodAnswer, MethodInput, MethodName } from '../../electron/contract/api.ts';
import type { Result } from '../../electron/contract/result.ts';
import type { VisitorOrder } from './page-visitor.ts';

/** A page without a browser, in a process of its own; see page-visitor.ts. */
export class PageVisitor implements Disposable {
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string>;

  /** `command` runs page-visitor.ts, where and as whom it is to be. */
  constructor([program = '', ...words]: readonly string[]) {
    this.#child = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] });
    if (!this.#child.stdout) throw new Error('the visitor has no output');
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  async enter(url: string): Promise<void> {
    await this.#ask({ enter: url });
  }

  /** Waits until the page is served again. */
  async reopen(): Promise<void> {
    await this.#ask({ reopen: true });
  }

  async call<M extends MethodName>(
    method: M,
    args?: MethodInput<M>,
  ): Promise<Result<MethodAnswer<M>>> {
    return (await this.#ask({ call: method, args: args as object })) as Result<MethodAnswer<M>>;
  }

  async #ask(order: VisitorOrder): Promise<unknown> {
    this.#child.stdin?.write(`${JSON.stringify(order)}\n`);
    const { value, done } = await this.#answers.next();
    if (done) throw new Error('the visitor has ended');
    return JSON.parse(value);
  }

  [Symbol.dispose](): void {
    this.#child.stdin?.end();
    this.#child.kill();
  }
}
