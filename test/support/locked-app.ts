/**
 * Portcullis as an ordinary user starts it, without any right to filter, on a machine where a stand-in
 * for pkexec asks for the password; and a page of it in Chromium.
 */
import { OrdinaryUser } from './ordinary-user.ts';
import { PrivateMachine } from './private-machine.ts';
import { ServedApp } from './served-app.ts';
import type { TestNetwork } from './test-network.ts';

export class LockedApp implements AsyncDisposable {
  readonly machine: PrivateMachine;
  readonly app: ServedApp;
  readonly #parts: AsyncDisposableStack;

  private constructor(machine: PrivateMachine, app: ServedApp, parts: AsyncDisposableStack) {
    this.machine = machine;
    this.app = app;
    this.#parts = parts;
  }

  get page() {
    return this.app.page;
  }

  /** `words` follow `portcullis serve`. */
  static async start(network: TestNetwork, words: readonly string[]): Promise<LockedApp> {
    await using parts = new AsyncDisposableStack();
    const machine = parts.use(await PrivateMachine.open());
    const user = parts.use(await OrdinaryUser.create());
    const served = await ServedApp.start(network, {
      words,
      command: [
        ...filesOf(machine),
        ...user.command([machine.node, `${machine.checkout}electron/headless/main.ts`]),
      ],
    });
    const app = parts.use(served);
    return new LockedApp(machine, app, parts.move());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#parts.disposeAsync();
  }
}

/** Puts a command into the machine's files, but leaves it in the network that it is started in. */
function filesOf(machine: PrivateMachine): readonly string[] {
  const [program, words] = machine.inside();
  return [program, ...words.filter((word) => word !== '--net')];
}
