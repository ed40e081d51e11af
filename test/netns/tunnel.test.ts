/** Interfaces whose frames begin with their IP header. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { icmp, ipv4 } from '../../electron/engine/network/lab/frames.ts';
import { eventually } from '../support/eventually.ts';
import { expectOk } from '../support/expect-ok.ts';
import { TestEngine } from '../support/test-engine.ts';
import { TestNetwork } from '../support/test-network.ts';
import { Tunnel } from '../support/tunnel.ts';

const NEAR = '10.9.0.1';
const FAR = '10.9.0.2';
const ICMP = 1;
const ECHO_REPLY = 0;
const SENTINEL = 99;

let network: TestNetwork;
let tunnel: Tunnel;
let engine: TestEngine;
let sequence = 0;

beforeAll(async () => {
  network = await TestNetwork.open();
  tunnel = await Tunnel.open(network, 'tun0', `${NEAR}/24`);
  engine = await TestEngine.start(network, {});
  expectOk(await engine.client.call('attach', { interface: 'tun0' }));
});
afterAll(async () => {
  await engine?.stop();
  tunnel?.[Symbol.dispose]();
  await network?.[Symbol.asyncDispose]();
});

function ping(source: string, identifier: number): Uint8Array {
  const message = icmp({ type: 8, identifier, sequence });
  return ipv4({ source, destination: NEAR, protocol: ICMP }, message);
}

/** Whether this machine answers the far end. */
async function isAnswered(): Promise<boolean> {
  sequence += 1;
  tunnel.send(ping(FAR, 1));
  // No rule is about this end, so its answer shows that the other had its turn.
  tunnel.send(ping('10.9.0.9', SENTINEL));
  const identifiers: number[] = [];
  await eventually(() => {
    for (const packet of tunnel.take()) {
      const [version, protocol, type] = [packet[0], packet[9], packet[20]];
      if (version !== 0x45 || protocol !== ICMP || type !== ECHO_REPLY) continue;
      const view = new DataView(packet.buffer, packet.byteOffset);
      if (view.getUint16(26) === sequence) identifiers.push(view.getUint16(24));
    }
    if (!identifiers.includes(SENTINEL)) throw new Error('the last answer has not come');
  });
  return identifiers.includes(1);
}

test.each([
  ['count both tcp', true],
  ['drop in src 10.9.0.2', false],
  ['drop in src 10.9.0.2/31 ttl 1-200', false],
  ['drop in icmp type echo-request src 10.9.0.2', false],
  ['drop out dst 10.9.0.2', false],
  ['drop out icmp type echo-reply dst 10.9.0.2', false],
])('%s: answered: %s', async (line, answered) => {
  expectOk(await engine.client.call('importRules', { file: line, replace: true }));
  expect(await isAnswered()).toBe(answered);
});
