/** A default that drops: what goes on, what is kept out, and how nobody locks himself out by it. */
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DIRECTIONS, type Direction } from '../../electron/contract/language/statement.ts';
import { ipFrame, udp as udpOf } from '../../electron/engine/network/lab/frames.ts';
import { Conversation } from '../support/conversation.ts';
import { eventually } from '../support/eventually.ts';
import { expectOk } from '../support/expect-ok.ts';
import { FilteredWire } from '../support/filtered-wire.ts';
import { makeHome } from '../support/make-home.ts';
import { PortcullisHome, PortcullisProcess } from '../support/portcullis-process.ts';
import { TestEngine } from '../support/test-engine.ts';
import { FRAMES, MACS, V4 } from '../support/test-frames.ts';
import { TestNetwork } from '../support/test-network.ts';

const ECHO = 7007;
const TRIAL_MS = 15_000;
const PATIENCE_MS = 20_000;
const REPLIES = 'built-in-replies';

let network: TestNetwork;
let cleanUp: AsyncDisposableStack;

beforeEach(async () => {
  cleanUp = new AsyncDisposableStack();
  network = cleanUp.use(await TestNetwork.open());
});
afterEach(() => cleanUp.disposeAsync());

async function startEngine(
  options: Parameters<typeof TestEngine.start>[1] = {},
): Promise<TestEngine> {
  return cleanUp.use(await TestEngine.start(network, { interfaces: ['desk0'], ...options }));
}

async function drops(engine: TestEngine, ...directions: Direction[]): Promise<void> {
  for (const direction of directions) {
    expectOk(await engine.client.call('setDefault', { direction, verdict: 'drop' }));
    expectOk(await engine.client.call('confirmTrial'));
  }
}

async function rulesOf(engine: TestEngine) {
  return expectOk(await engine.client.call('snapshot')).rules;
}

/** One ping out of the desk, answered. */
function pingOut(address: string): Promise<boolean> {
  return network.succeeds('desk', 'ping', '-n', '-c', '1', '-W', '1', address);
}

describe.each(['tcx', 'clsact'] as const)('with %s', (egressKind) => {
  test('what this machine opens works both ways, what nobody asked for is kept out', async () => {
    const engine = await startEngine({ egressKind });
    await network.startHost('peer', 'echo-stream', String(ECHO));
    await network.startHost('peer', 'echo', '9000');
    await network.startHost('desk', 'listen', '8080');
    expect(await network.tcpConnects(8080)).toBe(true);
    await drops(engine, 'in');

    expect(await network.tcpConnects(8080)).toBe(false);
    expect(await network.ping()).toBe(false);
    expect(await network.ping(network.deskV6)).toBe(false);
    for (const address of [network.peerV4, network.peerV6]) {
      expect(await pingOut(address)).toBe(true);
      const talk = await Conversation.open(network, 'desk', address, ECHO);
      expect(await talk.goesOn()).toBe(true);
      expect(await network.udpAnswers(9000, address, { from: 'desk' })).toBe(true);
    }
    const { counters } = expectOk(await engine.client.call('snapshot'));
    expect(counters.byDefault.in.packets).toBeGreaterThan(2);
    expect(counters.byRule[REPLIES]?.packets).toBeGreaterThan(8);
  });
});

test('what a machine cannot do without passes, both ways, and nothing else does', async () => {
  const wire = cleanUp.use(await FilteredWire.open());
  const { request, reply, solicitation, unreachable, igmp, later } = FRAMES;
  const needed = [request, reply, solicitation, unreachable, igmp, later];
  const { ping, ping6, syn, syn6, udp, lldp, gre, first, cut } = FRAMES;
  const others = [ping, ping6, syn, syn6, udp, lldp, gre, first, cut];
  const dhcp = (sourcePort: number, destinationPort: number) =>
    ipFrame(MACS, { ...V4, protocol: 17 }, udpOf({ ...V4, sourcePort, destinationPort }));
  const [question, answer] = [dhcp(68, 67), dhcp(67, 68)];
  for (const direction of DIRECTIONS) {
    await wire.call('setDefault', { direction, verdict: 'drop' });
    await wire.call('confirmTrial', {});
  }
  for (const [direction, passes, drops] of [
    ['in', answer, question],
    ['out', question, answer],
  ] as const) {
    expect(await wire.cross(direction, [...needed, passes])).toEqual([...needed, passes]);
    expect(await wire.cross(direction, [...others, drops])).toEqual([]);
  }
});

describe('a connection', () => {
  test('goes on while its neighbours are forgotten, in both families', async () => {
    const engine = await startEngine();
    await network.startHost('peer', 'echo-stream', String(ECHO));
    const talks = await Promise.all(
      [network.peerV4, network.peerV6].map((address) =>
        Conversation.open(network, 'desk', address, ECHO),
      ),
    );
    // They were there before the rules asked, and are known by their next packets out.
    for (const direction of DIRECTIONS) {
      await drops(engine, direction);
      for (const talk of talks) expect(await talk.goesOn()).toBe(true);
      for (const [side, device] of [
        ['desk', 'desk0'],
        ['peer', 'peer0'],
      ] as const) {
        await network.run(side, 'ip', 'neighbour', 'flush', 'dev', device);
        await network.run(side, 'ip', '-6', 'neighbour', 'flush', 'dev', device);
      }
      for (const talk of talks) expect(await talk.goesOn()).toBe(true);
    }
    const { counters } = expectOk(await engine.client.call('snapshot'));
    expect(counters.byRule['built-in-arp']?.packets).toBeGreaterThan(0);
    expect(counters.byRule['built-in-neighbours']?.packets).toBeGreaterThan(0);
  });

  test('breaks where replies are switched off, and the list of rules says so', async () => {
    const engine = await startEngine();
    await network.startHost('peer', 'echo-stream', String(ECHO));
    await drops(engine, 'in');
    const talk = await Conversation.open(network, 'desk', network.peerV4, ECHO);
    expect(await talk.goesOn()).toBe(true);
    expectOk(await engine.client.call('updateRule', { id: REPLIES, enabled: false }));
    const { builtIn } = await rulesOf(engine);
    expect(builtIn.find(({ id }) => id === REPLIES)?.enabled).toBe(false);
    expect(await talk.goesOn()).toBe(false);
    expect(await pingOut(network.peerV4)).toBe(false);
    expectOk(await engine.client.call('updateRule', { id: REPLIES, enabled: true }));
    expect(await pingOut(network.peerV4)).toBe(true);
  });

  test('is let in where a rule says so, and answered where only answers may leave', async () => {
    const engine = await startEngine();
    await network.startHost('desk', 'echo-stream', String(ECHO));
    await drops(engine, 'in', 'out');
    expectOk(await engine.client.call('addRule', { line: `pass in tcp dport ${ECHO}` }));
    const talk = await Conversation.open(network, 'peer', network.deskV4, ECHO);
    expect(await talk.goesOn()).toBe(true);
    expect(await pingOut(network.peerV4)).toBe(false);
  });
});

describe('a trial', () => {
  test('ends by itself after 15 seconds, with its client and its page gone', async () => {
    const home = cleanUp.use(new PortcullisHome());
    const run = (line: string) => new PortcullisProcess(network, home, ...line.split(' '));
    await run('serve --interface desk0').says(/Portcullis serves/);
    expect(await network.ping()).toBe(true);
    const begun = performance.now();
    const client = run('default in drop');
    expect(await client.status()).toBe(0);
    expect(await network.ping()).toBe(false);
    // Nobody is connected any more. Not before its time, and not much later.
    await eventually(async () => expect(await network.ping()).toBe(true), TRIAL_MS + PATIENCE_MS);
    expect(performance.now() - begun).toBeGreaterThan(TRIAL_MS - 1000);
    const list = run('rule list');
    expect(await list.status()).toBe(0);
    expect(list.output).toMatch(/^default in pass/m);
  });

  test('does not outlive its engine', async () => {
    const home = makeHome();
    cleanUp.defer(() => rmSync(home, { recursive: true, force: true }));
    const first = await startEngine({ home });
    expectOk(await first.client.call('setDefault', { direction: 'in', verdict: 'drop' }));
    expect(await network.ping()).toBe(false);
    await first.kill();
    const second = await startEngine({ home });
    expect((await rulesOf(second)).defaults.in).toBe('pass');
    expect(await network.ping()).toBe(true);
  });

  test('can be taken back, and kept', async () => {
    const engine = await startEngine();
    expectOk(await engine.client.call('setDefault', { direction: 'in', verdict: 'drop' }));
    expect((await rulesOf(engine)).trial?.what).toBe('default in drop');
    expect(await network.ping()).toBe(false);
    expectOk(await engine.client.call('revertTrial'));
    expect(await network.ping()).toBe(true);
    await drops(engine, 'in');
    expect((await rulesOf(engine)).trial).toBeUndefined();
    expect(await network.ping()).toBe(false);
  });
});

test('a panic lets everything through at once, and its end keeps it out again', async () => {
  const engine = await startEngine();
  await network.startHost('desk', 'listen', '8080');
  await drops(engine, 'in', 'out');
  expect(await network.tcpConnects(8080)).toBe(false);
  expectOk(await engine.client.call('setEnforcing', { enforcing: false }));
  expect(await network.tcpConnects(8080)).toBe(true);
  expect(await pingOut(network.peerV4)).toBe(true);
  expectOk(await engine.client.call('setEnforcing', { enforcing: true }));
  expect(await network.tcpConnects(8080)).toBe(false);
  expect(await network.ping()).toBe(false);
});
