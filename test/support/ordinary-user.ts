/** A real user of this machine, made for one test and removed with all that is his. Needs root. */
import { type ChildProcess, execFileSync, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** How often another program that changes the list of users may be in the way, and for how long. */
const MAX_ATTEMPTS = 20;
const RETRY_MS = 250;
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
let lastNumber = 0;

export interface OrdinaryUserOptions {
  /** May become root through sudo, without a password. */
  readonly sudo?: boolean;
}

export class OrdinaryUser implements AsyncDisposable {
  readonly name: string;
  readonly uid: number;
  /** Of a group that nobody else is in. */
  readonly gid: number;
  readonly home: string;
  /** His alone, inside his home. */
  readonly runtimeDirectory: string;
  readonly #remover: ChildProcess;

  private constructor(name: string, remover: ChildProcess) {
    const entry = execFileSync('getent', ['passwd', name], { encoding: 'utf8' }).split(':');
    this.name = name;
    this.uid = Number(entry[2]);
    this.gid = Number(entry[3]);
    this.home = `/home/${name}`;
    this.runtimeDirectory = `${this.home}/run`;
    this.#remover = remover;
  }

  static async create(options: OrdinaryUserOptions = {}): Promise<OrdinaryUser> {
    if (process.getuid?.() !== 0) {
      throw new Error('Tests with users of their own need root: run them through "npm test".');
    }
    lastNumber += 1;
    const name = `pct-${process.pid}-${lastNumber}`;
    // In a session of its own: Ctrl-C in the terminal of the test run is not for it.
    const remover = spawn('sh', ['-c', REMOVE_AT_END, name], {
      detached: true,
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    try {
      await changeUsers('useradd', [
        ...['--create-home', '--home-dir', `/home/${name}`, '--user-group', '--shell', '/bin/sh'],
        ...['--no-log-init', '--comment', 'test of Portcullis', name],
      ]);
      const user = new OrdinaryUser(name, remover);
      user.#furnish(options);
      return user;
    } catch (error) {
      await remove(remover);
      throw error;
    }
  }

  /** What a login would give him, and no more. */
  get environment(): Readonly<Record<string, string>> {
    return {
      PATH,
      HOME: this.home,
      USER: this.name,
      LOGNAME: this.name,
      SHELL: '/bin/sh',
      LANG: 'C.UTF-8',
      XDG_RUNTIME_DIR: this.runtimeDirectory,
    };
  }

  /**
   * The command that runs `command` as this user, without a capability. Execs only: the process id
   * stays. `variables` are added to his environment.
   */
  command(
    command: readonly string[],
    variables: Readonly<Record<string, string>> = {},
  ): [string, ...string[]] {
    const environment = Object.entries({ ...this.environment, ...variables });
    return [
      ...(['setpriv', `--reuid=${this.uid}`, `--regid=${this.gid}`, '--init-groups'] as const),
      ...['--inh-caps=-all', '--ambient-caps=-all', '--', 'env', '-i', `--chdir=${this.home}`],
      ...environment.map(([name, value]) => `${name}=${value}`),
      ...command,
    ];
  }

  /** Starts a command as this user. What is still running when he is removed, is ended. */
  spawn(
    command: readonly string[],
    options: SpawnOptions & { readonly variables?: Readonly<Record<string, string>> } = {},
  ): ChildProcess {
    const { variables, ...rest } = options;
    const [program, ...words] = this.command(command, variables);
    return spawn(program, words, rest);
  }

  /** Writes a file of his into his home; `name` may be a path in there. Answers its whole path. */
  writeFile(name: string, content: string | Uint8Array, mode = 0o644): string {
    const path = `${this.home}/${name}`;
    writeFileSync(path, content, { mode });
    chownSync(path, this.uid, this.gid);
    return path;
  }

  /** Makes him a member of another user's group, or has it be his own from now on. */
  async joinGroupOf(other: OrdinaryUser, as: 'member' | 'primary' = 'member'): Promise<void> {
    const words = as === 'member' ? ['--append', '--groups'] : ['--gid'];
    await changeUsers('usermod', [...words, other.name, this.name]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await remove(this.#remover);
  }

  #furnish({ sudo }: OrdinaryUserOptions): void {
    mkdirSync(this.runtimeDirectory, { mode: 0o700 });
    chownSync(this.runtimeDirectory, this.uid, this.gid);
    if (!sudo) return;
    const rule = `${this.name} ALL=(ALL:ALL) NOPASSWD: ALL\n`;
    writeFileSync(`/etc/sudoers.d/${this.name}`, rule, { mode: 0o440, flag: 'wx' });
  }
}

/**
 * Waits until the test is done with user `$0`, or is no more, however it ended; then ends what he
 * runs and removes him with all that is his.
 */
const REMOVE_AT_END = `
cat >/dev/null
rm -f "/etc/sudoers.d/$0"
uid=$(id -u "$0") || exit 0
for round in 1 2 3; do
  for process in /proc/[0-9]*; do
    if [ "$(stat -c %u "$process" 2>&1)" = "$uid" ]; then kill -KILL "\${process##*/}"; fi
  done
done 2>/dev/null
for round in $(seq ${MAX_ATTEMPTS}); do
  words=$(userdel --force --remove "$0" 2>&1) && exit
  id -u "$0" >/dev/null 2>&1 || exit 0
  sleep ${RETRY_MS / 1_000}
done
echo "$words" >&2
exit 1
`;

async function remove(remover: ChildProcess): Promise<void> {
  const ended = once(remover, 'exit');
  remover.stdin?.end();
  const [status] = await ended;
  if (status !== 0) throw new Error('A user of the tests could not be removed.');
}

/** Only one program at a time may change the list of users; the next one is turned away. */
async function changeUsers(program: 'useradd' | 'usermod', words: readonly string[]) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      execFileSync(program, words, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
      return;
    } catch (error) {
      const { stderr = '' } = error as { stderr?: string };
      if (attempt === MAX_ATTEMPTS || !/lock/.test(stderr)) throw error;
      await delay(RETRY_MS);
    }
  }
}
