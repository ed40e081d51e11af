/** `portcullis serve` in the desk's namespace, as a user runs it, and a page of it in Chromium. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { launchTestBrowser, type TestBrowser, type TestBrowserOptions } from './browser.ts';
import { makeHome } from './make-home.ts';
import { NODE, ROOT } from './paths.ts';
import type { TestNetwork } from './test-network.ts';

const READY_FD = 3;

export interface ServedAppOptions {
  readonly words?: readonly string[];
  /**
   * Runs the command line in the place of this checkout as root: with other rights, or as another
   * user, whose environment it brings along.
   */
  readonly command?: readonly string[];
  /** Kept when the app ends, so that the next one finds it. */
  readonly home?: string;
  readonly browser?: Omit<TestBrowserOptions, 'networkNamespace'>;
}

export class ServedApp implements AsyncDisposable {
  readonly browser: TestBrowser;
  readonly port: number;
  readonly host: ChildProcess;
  #ownHome: string | undefined;

  private constructor(browser: TestBrowser, host: ChildProcess, port: number, ownHome?: string) {
    this.browser = browser;
    this.host = host;
    this.port = port;
    this.#ownHome = ownHome;
  }

  get page() {
    return this.browser.page;
  }

  static async start(network: TestNetwork, options: ServedAppOptions = {}): Promise<ServedApp> {
    const ownHome = options.home === undefined ? makeHome() : undefined;
    const home = options.home ?? ownHome ?? '';
    const browser = await launchTestBrowser({ ...options.browser, networkNamespace: network.desk });
    try {
      const command = options.command ?? [NODE, `${ROOT}electron/headless/main.ts`];
      // Only root can hand the browser's user a file.
      const entrance = options.command ? [] : ['--browser-uid', String(browser.uid)];
      const words = [
        'serve',
        '--ready-fd',
        String(READY_FD),
        ...entrance,
        ...(options.words ?? []),
      ];
      const host = network.spawn('desk', [...command, ...words], {
        stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
        env: {
          ...process.env,
          HOME: home,
          XDG_CONFIG_HOME: `${home}/config`,
          XDG_RUNTIME_DIR: home,
        },
      });
      const [line] = await once(host.stdio[READY_FD] as Readable, 'data');
      const { port, enterFile, enterUrl } = JSON.parse(String(line)) as Record<string, string>;
      await browser.page.goto(options.command ? String(enterUrl) : `file://${enterFile}`);
      await browser.page.waitForURL(`http://127.0.0.1:${port}/`);
      return new ServedApp(browser, host, Number(port), ownHome);
    } catch (error) {
      await browser[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Ends the host as the terminal's Ctrl+C would, and waits. */
  async stopHost(signal: NodeJS.Signals = 'SIGINT'): Promise<void> {
    if (this.host.exitCode !== null || this.host.signalCode !== null) return;
    const ended = once(this.host, 'exit');
    this.host.kill(signal);
    await ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser[Symbol.asyncDispose]();
    await this.stopHost();
    if (this.#ownHome) rmSync(this.#ownHome, { recursive: true, force: true });
  }
}
