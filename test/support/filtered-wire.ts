/** An engine that filters one end of a wire on which there is nothing but what the test sends. */
import { rmSync } from 'node:fs';
import type { MethodAnswer, MethodInput, MethodName } from '../../electron/contract/api.ts';
import type { Direction } from '../../electron/contract/language/statement.ts';
import type { Result } from '../../electron/contract/result.ts';
import type { Counters } from '../../electron/contract/state.ts';
import { eventually } from './eventually.ts';
import { expectOk } from './expect-ok.ts';
import { makeHome } from './make-home.ts';
import { TestEngine, type TestEngineOptions } from './test-engine.ts';
import { TestNetwork } from './test-network.ts';
import { asTaken, makeQuiet, WireEnd } from './wire-end.ts';

/** They all fit into the buffer of a packet socket. */
const FRAMES_AT_ONCE = 100;

export interface FilteredWireOptions extends TestEngineOptions {
  /** Of both ends; else what a new interface has. */
  readonly mtuBytes?: number;
}

interface Parts {
  readonly network: TestNetwork;
  readonly engine: TestEngine;
  readonly desk: WireEnd;
  readonly peer: WireEnd;
  readonly home: string;
}

export class FilteredWire implements AsyncDisposable {
  readonly network: TestNetwork;
  readonly engine: TestEngine;
  readonly desk: WireEnd;
  readonly peer: WireEnd;
  /** Of the engine; goes with the wire. */
  readonly home: string;

  private constructor({ network, engine, desk, peer, home }: Parts) {
    this.network = network;
    this.engine = engine;
    this.desk = desk;
    this.peer = peer;
    this.home = home;
  }

  static async open({ mtuBytes, ...options }: FilteredWireOptions = {}): Promise<FilteredWire> {
    const network = await TestNetwork.open();
    const home = makeHome();
    try {
      await makeQuiet(network);
      if (mtuBytes !== undefined) await setMtu(network, mtuBytes);
      const [desk, peer] = await Promise.all([
        WireEnd.open(network, 'desk'),
        WireEnd.open(network, 'peer'),
      ]);
      const interfaces = [network.interface];
      const engine = await TestEngine.start(network, { interfaces, home, ...options });
      return new FilteredWire({ network, engine, desk, peer, home });
    } catch (error) {
      await network[Symbol.asyncDispose]();
      rmSync(home, { recursive: true, force: true });
      throw error;
    }
  }

  /** Throws what the engine refuses. */
  async call<M extends MethodName>(method: M, args: MethodInput<M>): Promise<MethodAnswer<M>> {
    const call: (method: M, args: MethodInput<M>) => Promise<Result<MethodAnswer<M>>> =
      this.engine.client.call;
    return expectOk(await call(method, args));
  }

  /** These rules, in this order, and no others; lines of a rule file. */
  async setRules(...lines: readonly string[]): Promise<void> {
    await this.call('importRules', { file: lines.join('\n'), replace: true });
  }

  async counters(): Promise<Counters> {
    return expectOk(await this.engine.client.call('snapshot')).counters;
  }

  /** How often the rule that says this matched. */
  async hits(text: string): Promise<number> {
    const { rules, counters } = expectOk(await this.engine.client.call('snapshot'));
    const rule = rules.rules.find((candidate) => candidate.text === text);
    if (!rule) throw new Error(`no rule says "${text}"`);
    return counters.byRule[rule.id]?.packets ?? 0;
  }

  /**
   * Sends frames through the filter, and gives those that got through, in order. Waits until the
   * filter has counted each, and fails unless those it passed, and no others, arrive.
   */
  async cross(direction: Direction, frames: readonly Uint8Array[]): Promise<Uint8Array[]> {
    const arrived: Uint8Array[] = [];
    for (let at = 0; at < frames.length; at += FRAMES_AT_ONCE) {
      arrived.push(...(await this.#crossAtOnce(direction, frames.slice(at, at + FRAMES_AT_ONCE))));
    }
    return arrived;
  }

  async #crossAtOnce(direction: Direction, frames: readonly Uint8Array[]): Promise<Uint8Array[]> {
    const [from, to] = direction === 'in' ? [this.peer, this.desk] : [this.desk, this.peer];
    const before = await this.counters();
    await to.take();
    await from.send(...frames);
    let passed = 0;
    await eventually(async () => {
      const { total } = await this.counters();
      passed = total.pass.packets - before.total.pass.packets;
      const dropped = total.drop.packets - before.total.drop.packets;
      if (passed + dropped !== frames.length) {
        throw new Error(`${frames.length} frames were sent, ${passed} passed, ${dropped} did not`);
      }
    });
    const taken: Uint8Array[] = [];
    await eventually(async () => {
      taken.push(...(await to.take()));
      if (taken.length !== passed) throw new Error(`${passed} passed, ${taken.length} arrived`);
    });
    return taken.map((arrived) => {
      const found = frames.find((sent) => Buffer.from(asTaken(sent)).equals(arrived));
      if (!found) throw new Error(`nobody sent ${Buffer.from(arrived).toString('hex')}`);
      return found;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.engine.stop();
    await this.network[Symbol.asyncDispose]();
    rmSync(this.home, { recursive: true, force: true });
  }
}

async function setMtu(network: TestNetwork, mtuBytes: number): Promise<void> {
  await network.run('desk', 'ip', 'link', 'set', network.interface, 'mtu', String(mtuBytes));
  await network.run('peer', 'ip', 'link', 'set', 'peer0', 'mtu', String(mtuBytes));
}
