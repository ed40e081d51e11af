/**
 * A network namespace that tests may do anything in, with a mount namespace in which the checkout
 * is readable by every user. Both live as long as a small process, which ends with the test run.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
const execute = promisify(execFile);

export class PrivateNetwork implements AsyncDisposable {
  readonly #keeper: ChildProcess;
  readonly #inUserNamespace: boolean;
  /** The checkout, as seen from inside. */
  readonly checkout: string;
  /** The Node binary that runs this, as seen from inside. */
  readonly node: string;

  private constructor(keeper: ChildProcess, checkout: string, inUserNamespace: boolean) {
    this.#keeper = keeper;
    this.checkout = checkout;
    // Often a package of the checkout itself, whose own path another user may not be able to enter.
    this.node = process.execPath.startsWith(CHECKOUT)
      ? join(checkout, process.execPath.slice(CHECKOUT.length))
      : process.execPath;
    this.#inUserNamespace = inUserNamespace;
  }

  /**
   * Needs root. `userNamespaces: 'forbidden'` makes one in which no process can make a user
   * namespace (it is a user namespace itself, whose limit is 0).
   */
  static async open(
    options: { readonly userNamespaces?: 'forbidden' } = {},
  ): Promise<PrivateNetwork> {
    const checkout = await mkdtemp(join(tmpdir(), 'portcullis-test-'));
    await chmod(checkout, 0o755);
    const forbidden = options.userNamespaces === 'forbidden';
    const script = [
      'set -e',
      `mount --bind '${CHECKOUT}' '${checkout}'`,
      'ip link set lo up',
      forbidden ? 'echo 0 > /proc/sys/user/max_user_namespaces' : '',
      'echo ready',
      'exec cat',
    ].join('\n');
    const namespaces = forbidden ? ['--user', '--map-root-user'] : [];
    const keeper = spawn(
      'unshare',
      [...namespaces, '--net', '--mount', 'setpriv', '--pdeathsig', 'KILL', 'sh', '-c', script],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    const ready = await Promise.race([once(keeper.stdout, 'data'), once(keeper, 'exit')]);
    if (!String(ready[0]).startsWith('ready')) {
      throw new Error('Namespace tests need root: run them with sudo, or through "npm test".');
    }
    return new PrivateNetwork(keeper, checkout, forbidden);
  }

  /** A command line that runs `command` inside. Execs only: the process id stays that of the command. */
  inside(...command: readonly string[]): [string, string[]] {
    const user = this.#inUserNamespace ? ['--user', '--preserve-credentials'] : [];
    const target = ['--target', String(this.#keeper.pid), ...user, '--net', '--mount'];
    return ['nsenter', [...target, '--', ...command]];
  }

  /** Runs a command inside and gives what it printed. Rejects when it fails. */
  async run(...command: readonly string[]): Promise<string> {
    const { stdout } = await execute(...this.inside(...command));
    return stdout;
  }

  /** Ends what is left inside by taking the namespace away, never a process that is not ours. */
  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#keeper, 'exit');
    this.#keeper.stdin?.end();
    await ended;
    // The mount went with the namespace, or still hangs on a process in it: the directory is empty here.
    await rmdir(this.checkout);
  }
}
