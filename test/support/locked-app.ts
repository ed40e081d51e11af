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
  readonly #user: OrdinaryUser;

  private constructor(machine: PrivateMachine, user: OrdinaryUser, app: ServedApp) {
    this.machine = machine;
    this.#user = user;
    this.app = app;
  }

  get page() {
    return this.app.page;
  }

  /** `words` follow `portcullis serve`. */
  static async start(network: TestNetwork, words: readonly string[]): Promise<LockedApp> {
    await using stack = new AsyncDisposableStack();
    const machine = stack.use(await PrivateMachine.open());
    const user = stack.use(await OrdinaryUser.create());
    const app = await ServedApp.start(network, {
      words,
      command: [
        ...filesOf(machine),
        ...user.command([machine.node, `${machine.checkout}electron/headless/main.ts`]),
      ],
    });
    stack.move();
    return new LockedApp(machine, user, app);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app[Symbol.asyncDispose]();
    await this.#user[Symbol.asyncDispose]();
    await this.machine[Symbol.asyncDispose]();
  }
}

/** Puts a command into the machine's files, but leaves it in the network that it is started in. */
function filesOf(machine: PrivateMachine): readonly string[] {
  const [program, words] = machine.inside();
  return [program, ...words.filter((word) => word !== '--net')];
}
