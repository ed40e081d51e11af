/**
 * This machine as a test may change it: a mount namespace in which what is written to /opt and
 * /usr/share is written to memory, no Portcullis is installed, pkexec is a stand-in, and the checkout
 * is readable by every user; with a network namespace that leads nowhere. All of it goes with the
 * test, however that ends. Needs root.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { LIST_FILES } from './list-files.ts';
import { ROOT } from './paths.ts';

const execute = promisify(execFile);
const STAND_IN = fileURLToPath(new URL('pkexec-stand-in.c', import.meta.url));
/** First in the search path of everything that Portcullis starts as root. */
const PKEXEC = '/usr/local/sbin/pkexec';
const ANSWER = '/usr/local/sbin/pkexec.answer';
const QUESTIONS = '/usr/local/sbin/pkexec.questions';

export type PkexecAnswer = 'allow' | 'deny' | 'dismiss';

export interface Outcome {
  readonly status: number;
  readonly output: string;
  readonly errors: string;
}

export class PrivateMachine implements AsyncDisposable {
  readonly #keeper: ChildProcess;
  /** A process that is inside. */
  readonly #insider: number;
  readonly pkexec = PKEXEC;
  /** The checkout, as seen from inside. Its files belong to whom they belong outside. */
  readonly checkout: string;
  /** The Node binary that runs this, as seen from inside. */
  readonly node: string;

  private constructor(keeper: ChildProcess, insider: number) {
    this.#keeper = keeper;
    this.#insider = insider;
    this.checkout = '/usr/local/sbin/checkout/';
    this.node = process.execPath.startsWith(ROOT)
      ? join(this.checkout, process.execPath.slice(ROOT.length))
      : process.execPath;
  }

  static async open(): Promise<PrivateMachine> {
    const directory = await mkdtemp('/tmp/portcullis-machine-');
    // In a session of its own: Ctrl-C in the terminal of the test run is not for it.
    const keeper = spawn('sh', ['-c', KEEP, directory, ROOT, SET_UP], {
      detached: true,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [insider] = await Promise.race([once(keeper.stdout, 'data'), once(keeper, 'exit')]);
    if (!/^[0-9]+\n$/.test(String(insider))) {
      throw new Error('A private machine needs root and overlay mounts. Run `npm test`.');
    }
    const machine = new PrivateMachine(keeper, Number(insider));
    await machine.#installPkexec();
    return machine;
  }

  /** A command line that runs `command` inside, as root. Execs only: the process id stays. */
  inside(...command: readonly string[]): [string, string[]] {
    const target = ['--target', String(this.#insider), '--net', '--mount'];
    return ['nsenter', [...target, '--', ...command]];
  }

  /** Runs a command inside, as root, and gives what it printed. Rejects when it fails. */
  async run(...command: readonly string[]): Promise<string> {
    const { stdout } = await execute(...this.inside(...command));
    return stdout;
  }

  /** Runs a command inside, as root, to whatever end. */
  attempt(...command: readonly string[]): Promise<Outcome> {
    const [program, words] = this.inside(...command);
    return new Promise((resolve) => {
      execFile(program, words, (error, output, errors) =>
        resolve({ status: error ? Number(error.code ?? 1) : 0, output, errors }),
      );
    });
  }

  /** As `listFiles`, inside. */
  list(...places: readonly string[]): Promise<string> {
    return this.run('sh', '-c', LIST_FILES, ...places);
  }

  /** What the user will answer when pkexec asks. At first he allows everything. */
  async answerPkexec(answer: PkexecAnswer): Promise<void> {
    await this.run('sh', '-c', 'echo "$1" >"$0"', ANSWER, answer);
  }

  /** From now on there is no pkexec, as on machines without polkit; the system's own neither. */
  async hidePkexec(): Promise<void> {
    await this.run('rm', PKEXEC);
    const others = 'for path in /usr/bin/pkexec /usr/local/bin/pkexec; do';
    const hide = 'if [ -e "$path" ]; then mount --bind /dev/null "$path"; fi; done';
    await this.run('sh', '-c', `${others} ${hide}`);
  }

  /** How often pkexec has asked. */
  async pkexecQuestions(): Promise<number> {
    return (await readFile(this.fromOutside(QUESTIONS), 'utf8').catch(() => '')).length;
  }

  /** A path in there as this process can open it. */
  fromOutside(path: string): string {
    return `/proc/${this.#insider}/root${path}`;
  }

  /** Takes the mounts away; they go for good when nothing runs inside any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#keeper, 'exit');
    this.#keeper.stdin?.end();
    await ended;
  }

  async #installPkexec(): Promise<void> {
    const definitions = [`-DANSWER_FILE="${ANSWER}"`, `-DQUESTIONS_FILE="${QUESTIONS}"`];
    const source = join(this.checkout, STAND_IN.slice(ROOT.length));
    await this.run('clang', '-O1', '-Wall', '-Werror', ...definitions, source, '-o', PKEXEC);
    await this.run('chmod', '4755', PKEXEC);
  }
}

/** Until the test is done, or is no more, however it ended. */
const KEEP = `
unshare --net --mount sh -c "$2" "$0" "$1"
status=$?
rmdir "$0"
exit "$status"
`;

/** `$0` is an empty directory, `$1` the checkout. */
const SET_UP = `
set -e
umask 022
mount -t tmpfs -o mode=755 tmpfs "$0"
for place in opt usr/share; do
  mkdir -p "/$place" "$0/$place/changes" "$0/$place/work"
  mount -t overlay -o "lowerdir=/$place,upperdir=$0/$place/changes,workdir=$0/$place/work" \\
    overlay "/$place"
done
rm -rf /opt/portcullis /usr/share/polkit-1/actions/io.github.portcullis.*
mkdir "$0/sbin" "$0/sbin/checkout"
mount --bind "$1" "$0/sbin/checkout"
mount --rbind "$0/sbin" /usr/local/sbin
ip link set lo up
echo $$
exec cat >/dev/null
`;
