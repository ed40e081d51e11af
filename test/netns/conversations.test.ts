/** Rules against pings, connections and datagrams of the kernel's own making. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { expectOk } from '../support/expect-ok.ts';
import { TestEngine } from '../support/test-engine.ts';
import { TestNetwork } from '../support/test-network.ts';

let network: TestNetwork;
let engine: TestEngine;

beforeAll(async () => {
  network = await TestNetwork.open();
  engine = await TestEngine.start(network, { interfaces: [network.interface] });
  await network.startHost('desk', 'listen', '8080', '8081');
  await network.startHost('desk', 'echo', '9000');
});
afterAll(async () => {
  await engine?.stop();
  await network?.[Symbol.asyncDispose]();
});

/** How many of three pings are answered. */
async function answered(from: 'desk' | 'peer', to: string): Promise<number> {
  // Each by a process of its own: one that has had an answer waits no longer for the last than for that.
  const ping = () => network.succeeds(from, 'ping', '-n', '-c', '1', '-W', '2', to);
  return (await Promise.all([ping(), ping(), ping()])).filter(Boolean).length;
}

async function setRules(...lines: readonly string[]): Promise<void> {
  const file = lines.join('\n');
  expectOk(await engine.client.call('importRules', { file, replace: true }));
}

async function hits(): Promise<number[]> {
  const { rules, counters } = expectOk(await engine.client.call('snapshot'));
  return rules.rules.map(({ id }) => counters.byRule[id]?.packets ?? 0);
}

test('a kind of message in one direction, in both families', async () => {
  await setRules('drop in icmp type echo-request', 'drop out icmpv6 type echo-request');
  expect(await answered('peer', network.deskV4)).toBe(0);
  expect(await answered('desk', network.peerV4)).toBe(3);
  expect(await answered('peer', network.deskV6)).toBe(3);
  expect(await answered('desk', network.peerV6)).toBe(0);
});

test('the other end, whichever way', async () => {
  await setRules(`drop out remote ${network.peerV4}`);
  expect(await answered('peer', network.deskV4)).toBe(0);
  expect(await answered('peer', network.deskV6)).toBe(3);
  await setRules(`drop both remote ${network.peerV6}`);
  expect(await answered('peer', network.deskV4)).toBe(3);
  expect(await answered('peer', network.deskV6)).toBe(0);
});

test('new connections, but to one port', async () => {
  await setRules('pass in tcp dport 8080', 'drop in tcp flags syn+!ack');
  expect(await network.tcpConnects(8080)).toBe(true);
  expect(await network.tcpConnects(8080, network.deskV6)).toBe(true);
  expect(await network.tcpConnects(8081)).toBe(false);
});

test('answers of one port', async () => {
  await setRules('drop out tcp sport 8000-8080');
  expect(await network.tcpConnects(8080)).toBe(false);
  expect(await network.tcpConnects(8081)).toBe(true);
});

test('pings over a rate', async () => {
  await setRules('limit 1/h burst 2 in icmp type echo-request');
  expect(await answered('peer', network.deskV4)).toBe(2);
  expect(await answered('desk', network.peerV4)).toBe(3);
  expect(await hits()).toEqual([1]);
});

describe('datagrams of several fragments', () => {
  const isAnswered = () => network.udpAnswers(9000, network.deskV4, { bytes: 4000 });

  test('have a first one, and later ones', async () => {
    await setRules('count both fragment later', 'count both fragment first');
    expect(await isAnswered()).toBe(true);
    expect(await hits()).toEqual([4, 2]);
  });

  test('whose first one is dropped by its port are worth nothing', async () => {
    await setRules('drop in udp dport 9000');
    expect(await isAnswered()).toBe(false);
    expect(await hits()).toEqual([1]);
  });

  test('whose later ones are dropped, neither', async () => {
    await setRules('drop in fragment later');
    expect(await isAnswered()).toBe(false);
    expect(await hits()).toEqual([2]);
    expect(await network.udpAnswers(9000)).toBe(true);
  });
});

describe('the end of a rule', () => {
  test.each([
    ['in', 'icmp'],
    ['out', 'icmp type echo-reply ttl 1-255'],
  ])('comes in the kernel, also while nothing else runs: %s %s', async (direction, match) => {
    await setRules(`drop ${direction} ${match} for 4s`);
    process.kill(engine.pid, 'SIGSTOP');
    try {
      expect(await answered('peer', network.deskV4)).toBe(0);
      await eventually(async () => expect(await network.ping()).toBe(true));
    } finally {
      process.kill(engine.pid, 'SIGCONT');
    }
  });

  test('takes it off the list, and lets the next one decide', async () => {
    await setRules('pass in icmp for 4s', 'drop in icmp');
    expect(await network.ping()).toBe(true);
    await eventually(async () => {
      const { rules } = expectOk(await engine.client.call('snapshot'));
      expect(rules.rules.map(({ text }) => text)).toEqual(['drop icmp']);
    });
    expect(await network.ping()).toBe(false);
  });
});
