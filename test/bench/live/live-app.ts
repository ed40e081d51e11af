/** Portcullis served to a browser, with the rest of the world at the other end of a cable. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { type Accounting, inFlight } from '../../../electron/contract/accounting.ts';
import { type Client, connect } from '../../../electron/contract/connect.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../electron/contract/settings.ts';
import { connectControlSocket } from '../../../electron/engine/control-socket/connect-control-socket.ts';
import { controlSocketPath } from '../../../electron/engine/control-socket/control-socket.ts';
import { expectOk } from '../../support/expect-ok.ts';
import { makeHome } from '../../support/make-home.ts';
import { NODE, ROOT } from '../../support/paths.ts';
import { TestNetwork } from '../../support/test-network.ts';
import { BareBrowser } from './bare-browser.ts';

const READY_FD = 3;

export interface Traffic {
  readonly packetsPerSecond: number;
  readonly seconds: number;
  readonly frameBytes: number;
  readonly senders: 'one' | 'many';
}

export class LiveApp implements AsyncDisposable {
  readonly network: TestNetwork;
  readonly browser: BareBrowser;
  readonly hostPid: number;
  /** Of the same engine, over its control socket. */
  readonly client: Client;
  readonly #cleanUp: AsyncDisposableStack;

  private constructor(
    network: TestNetwork,
    browser: BareBrowser,
    hostPid: number,
    client: Client,
    cleanUp: AsyncDisposableStack,
  ) {
    this.network = network;
    this.browser = browser;
    this.hostPid = hostPid;
    this.client = client;
    this.#cleanUp = cleanUp;
  }

  static async start(settings: Partial<Settings>): Promise<LiveApp> {
    await using cleanUp = new AsyncDisposableStack();
    const network = cleanUp.use(await TestNetwork.open());
    const home = makeHome();
    cleanUp.defer(() => rmSync(home, { recursive: true, force: true }));
    mkdirSync(`${home}/config/portcullis`, { recursive: true, mode: 0o700 });
    const config = { version: 2, settings: { ...DEFAULT_SETTINGS, ...settings }, rules: [] };
    writeFileSync(`${home}/config/portcullis/config.json`, JSON.stringify(config));
    const browser = cleanUp.use(await BareBrowser.launch(network.desk));
    const words = ['serve', '--interface', network.interface, '--ready-fd', String(READY_FD)];
    const host = network.spawn(
      'desk',
      [NODE, `${ROOT}electron/headless/main.ts`, ...words, '--browser-uid', String(browser.uid)],
      {
        stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
        env: {
          ...process.env,
          HOME: home,
          XDG_CONFIG_HOME: `${home}/config`,
          XDG_RUNTIME_DIR: home,
        },
      },
    );
    cleanUp.defer(() => ended(host));
    const [line] = await once(host.stdio[READY_FD] as Readable, 'data');
    const { enterFile } = JSON.parse(String(line)) as { enterFile: string };
    const control = controlSocketPath(`${home}/portcullis`);
    const client = connect(expectOk(await connectControlSocket(control)));
    cleanUp.defer(() => client.close());
    await browser.open(`file://${enterFile}`);
    await browser.until('document.querySelector("[data-testid=accounting]")');
    return new LiveApp(network, browser, host.pid ?? 0, client, cleanUp.move());
  }

  /** Sends, and gives how many were sent when that is over. `begun` settles with the first. */
  send(traffic: Traffic): { readonly begun: Promise<unknown>; readonly sent: Promise<number> } {
    const { packetsPerSecond, seconds, frameBytes, senders } = traffic;
    const words = ['peer0', packetsPerSecond, seconds, frameBytes, senders].map(String);
    // Another machine, which sends whether or not this one is busy.
    const asElsewhere = ['chrt', '--fifo', '10'];
    const command = [...asElsewhere, NODE, `${ROOT}test/bench/live/send.ts`, ...words];
    const child = this.network.spawn('peer', command);
    const output = child.stdout as Readable;
    let text = '';
    output.setEncoding('utf8').on('data', (more) => {
      text += more;
    });
    const sent = once(child, 'exit').then(([code]) => {
      if (code !== 0) throw new Error(`The sender ended with ${code}.`);
      return Number(text.trim().split('\n').at(-1));
    });
    return { begun: once(output, 'data'), sent };
  }

  /** What the status bar says became of every packet, once nothing is in flight. */
  async accounting(): Promise<Accounting> {
    let account = await this.#readStatus();
    for (let tries = 0; tries < 50 && inFlight(account) !== 0; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      account = await this.#readStatus();
    }
    if (inFlight(account) !== 0) throw new Error(`${JSON.stringify(account)} does not add up.`);
    return account;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#cleanUp.disposeAsync();
  }

  async #readStatus(): Promise<Accounting> {
    const text = await this.browser.evaluate<string>(
      'document.querySelector("[data-testid=accounting]").textContent',
    );
    const count = (name: string) =>
      Number((new RegExp(`${name} ([\\d,]+)`).exec(text)?.[1] ?? '0').replaceAll(',', ''));
    return {
      seen: count('seen'),
      delivered: count('shown'),
      notAskedFor: count('hidden'),
      sampledOut: count('sampled out'),
      lostRing: count('ring'),
      lostEngine: count('engine'),
      lostLink: count('link'),
    };
  }
}

async function ended(host: ChildProcess): Promise<void> {
  if (host.exitCode !== null || host.signalCode !== null) return;
  const exit = once(host, 'exit');
  host.kill('SIGINT');
  await exit;
}

/** For contenders of the other benches: everything in this process's own namespace. */
export const OWN_NAMESPACE: Pick<TestNetwork, 'spawn'> = {
  spawn: (_side, [program = '', ...words], options = {}) => spawn(program, words, options),
};
