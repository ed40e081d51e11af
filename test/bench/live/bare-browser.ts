/**
 * Chromium as a person runs it, with the sandbox on, watched by nobody: a debugger that listens to the
 * network, as Playwright does, has every frame of a WebSocket copied through it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { findBrowser } from '../../../scripts/launch/find-browser.ts';
import { asSpareUser, endProcessesOf, findSpareUid } from '../../../scripts/launch/spare-user.ts';

interface Answer {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** Enough to tell the process that did it. */
const WORK_MS = 300;

export class BareBrowser implements AsyncDisposable {
  readonly uid: number;
  readonly #child: ChildProcess;
  readonly #profile: string;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #lastId = 0;
  #target: string | undefined;
  #session: string | undefined;
  #heard = '';

  private constructor(uid: number, child: ChildProcess, profile: string) {
    this.uid = uid;
    this.#child = child;
    this.#profile = profile;
    child.once('exit', (code) => this.#fail(new Error(`The browser ended with ${code}.`)));
    (child.stdio[4] as Readable).setEncoding('utf8').on('data', (text) => this.#hear(text));
  }

  /** In a named network namespace, with an empty page. */
  static async launch(networkNamespace: string): Promise<BareBrowser> {
    const path = findBrowser();
    if (!path) throw new Error('This bench needs Chromium or Chrome, not as a snap.');
    const uid = findSpareUid();
    const profile = mkdtempSync('/tmp/portcullis-browser-');
    chownSync(profile, uid, uid);
    const environment = { PATH: process.env.PATH ?? '/usr/bin:/bin', HOME: profile };
    const flags = ['--headless', '--remote-debugging-pipe', '--window-size=1440,900'];
    const command = [path, ...flags, '--no-first-run', `--user-data-dir=${profile}`];
    const child = spawn(
      'ip',
      ['netns', 'exec', networkNamespace, ...asSpareUser(uid, environment, command)],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
    );
    const browser = new BareBrowser(uid, child, profile);
    await browser.#attach();
    return browser;
  }

  async open(address: string): Promise<void> {
    await this.#call('Page.navigate', { url: address });
  }

  /** Gives the value of an expression in the page, awaited. */
  async evaluate<T>(expression: string): Promise<T> {
    const answer = (await this.#call('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    })) as { result: { value: T }; exceptionDetails?: { text: string } };
    if (answer.exceptionDetails) throw new Error(JSON.stringify(answer.exceptionDetails));
    return answer.result.value;
  }

  /** `mouseMoved`, `mousePressed` or `mouseReleased` of the left button, as from the mouse itself. */
  async mouse(type: string, { x, y }: { readonly x: number; readonly y: number }): Promise<void> {
    const button = type === 'mouseMoved' ? {} : { button: 'left', clickCount: 1 };
    await this.#call('Input.dispatchMouseEvent', { type, x, y, ...button });
  }

  /** Types into whatever has the focus. */
  async insertText(text: string): Promise<void> {
    await this.#call('Input.insertText', { text });
  }

  /** Asks again until the expression is true. */
  async until(expression: string, patienceMs = 30_000): Promise<void> {
    for (const endMs = Date.now() + patienceMs; Date.now() < endMs; ) {
      if (await this.evaluate<boolean>(`Boolean(${expression})`).catch(() => false)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`The page never came to: ${expression}`);
  }

  /** Opens another tab in front of the page, which is in nobody's sight from then on. */
  async leave(): Promise<void> {
    await this.#call('Target.createTarget', { url: 'about:blank' });
    await this.until('document.hidden');
  }

  /** Looks at the page again. */
  async comeBack(): Promise<void> {
    await this.#call('Target.activateTarget', { targetId: this.#target });
    await this.until('!document.hidden');
  }

  /** Stops the page as the browser does with one that was left for long, or lets it run again. */
  async setLifecycle(state: 'frozen' | 'active'): Promise<void> {
    await this.#call('Page.setWebLifecycleState', { state });
  }

  /** Of the process that draws the page. The browser keeps others in store; it is the one that works now. */
  async rendererPid(): Promise<number> {
    const renderers = this.#pids().filter((pid) => commandLine(pid).includes('--type=renderer'));
    const before = new Map(renderers.map((pid) => [pid, cpuSeconds(pid)]));
    await this.evaluate(
      `for (const endMs = performance.now() + ${WORK_MS}; performance.now() < endMs; );`,
    );
    const worked = (pid: number) => cpuSeconds(pid) - (before.get(pid) ?? 0);
    const [busiest] = renderers.sort((a, b) => worked(b) - worked(a));
    if (busiest === undefined) throw new Error('The browser has no renderer.');
    return busiest;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#child, 'exit');
    endProcessesOf(this.uid);
    await ended;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }

  #pids(): number[] {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => {
        if (!Number.isInteger(pid)) return false;
        return statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid === this.uid;
      });
  }

  async #attach(): Promise<void> {
    const { targetId } = (await this.#call('Target.createTarget', { url: 'about:blank' })) as {
      targetId: string;
    };
    const { sessionId } = (await this.#call('Target.attachToTarget', {
      targetId,
      flatten: true,
    })) as { sessionId: string };
    this.#target = targetId;
    this.#session = sessionId;
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  #call(method: string, params: object = {}): Promise<unknown> {
    this.#lastId += 1;
    const waiting = Promise.withResolvers<unknown>();
    this.#waiting.set(this.#lastId, waiting);
    const session = this.#session === undefined ? {} : { sessionId: this.#session };
    const message = JSON.stringify({ id: this.#lastId, method, params, ...session });
    (this.#child.stdio[3] as Writable).write(`${message}\0`);
    return waiting.promise;
  }

  #hear(text: string): void {
    const messages = (this.#heard + text).split('\0');
    this.#heard = messages.pop() ?? '';
    for (const message of messages) {
      const { id = 0, result, error } = JSON.parse(message) as Answer;
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error) waiting?.reject(new Error(error.message));
      else waiting?.resolve(result);
    }
  }
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
}

/** Private dirty memory, <https://docs.kernel.org/filesystems/proc.html>. 0 of a process that is gone. */
export function privateBytes(pid: number): number {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
    return Number(/^Private_Dirty:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** CPU time in seconds of a process and all its threads since it began; proc_pid_stat(5). */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_SECOND;
}

const CLOCK_TICKS_PER_SECOND = 100;
