/** A real user of this machine, made for one test and removed with all that is his. Needs root. */
import { type ChildProcess, execFileSync, type SpawnOptions, spawn } from 'node:child_process';
import { chownSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
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
  readonly #removeAtExit = () => this.#remove();

  private constructor(name: string, uid: number, gid: number, home: string) {
    this.name = name;
    this.uid = uid;
    this.gid = gid;
    this.home = home;
    this.runtimeDirectory = `${home}/run`;
    process.once('exit', this.#removeAtExit);
  }

  static async create(options: OrdinaryUserOptions = {}): Promise<OrdinaryUser> {
    if (process.getuid?.() !== 0) {
      throw new Error('Tests with users of their own need root: run them through "npm test".');
    }
    lastNumber += 1;
    const name = `pct-${process.pid}-${lastNumber}`;
    await changeUsers('useradd', [
      ...['--create-home', '--home-dir', `/home/${name}`, '--user-group', '--shell', '/bin/sh'],
      ...['--no-log-init', '--comment', 'test of Portcullis', name],
    ]);
    const [, , uid, gid] = execFileSync('getent', ['passwd', name], { encoding: 'utf8' }).split(
      ':',
    );
    const user = new OrdinaryUser(name, Number(uid), Number(gid), `/home/${name}`);
    try {
      user.#furnish(options);
      return user;
    } catch (error) {
      await user[Symbol.asyncDispose]();
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

  async [Symbol.asyncDispose](): Promise<void> {
    process.removeListener('exit', this.#removeAtExit);
    this.#endProcesses();
    rmSync(this.#sudoersPath, { force: true });
    await changeUsers('userdel', ['--force', '--remove', this.name]);
  }

  #furnish({ sudo }: OrdinaryUserOptions): void {
    mkdirSync(this.runtimeDirectory, { mode: 0o700 });
    chownSync(this.runtimeDirectory, this.uid, this.gid);
    if (!sudo) return;
    const rule = `${this.name} ALL=(ALL:ALL) NOPASSWD: ALL\n`;
    writeFileSync(this.#sudoersPath, rule, { mode: 0o440, flag: 'wx' });
  }

  /** The last resort, when the test run itself ends before the test did. */
  #remove(): void {
    this.#endProcesses();
    rmSync(this.#sudoersPath, { force: true });
    try {
      execFileSync('userdel', ['--force', '--remove', this.name], { stdio: 'ignore' });
    } catch {
      // Nothing is left to try.
    }
  }

  #endProcesses(): void {
    for (const pid of readdirSync('/proc').map(Number).filter(Number.isInteger)) {
      try {
        if (statSync(`/proc/${pid}`).uid === this.uid) process.kill(pid, 'SIGKILL');
      } catch {
        // Gone by itself.
      }
    }
  }

  get #sudoersPath(): string {
    return `/etc/sudoers.d/${this.name}`;
  }
}

/** Only one program at a time may change the list of users; the next one is turned away. */
async function changeUsers(program: 'useradd' | 'userdel', words: readonly string[]) {
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
