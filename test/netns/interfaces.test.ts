/** Several interfaces at once, with rules for all of them and for some. */
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DIRECTIONS } from '../../electron/contract/language/statement.ts';
import { eventually } from '../support/eventually.ts';
import { FilteredWire } from '../support/filtered-wire.ts';
import { FRAMES } from '../support/test-frames.ts';
import { WireEnd } from '../support/wire-end.ts';

const SECOND = 'desk1';

let wire: FilteredWire;
let desk1: WireEnd;
let peer1: WireEnd;

beforeAll(async () => {
  wire = await FilteredWire.open();
  await connectSecond();
  desk1 = await WireEnd.open(wire.network, 'desk', SECOND);
  peer1 = await WireEnd.open(wire.network, 'peer', 'peer1');
});
afterAll(() => wire?.[Symbol.asyncDispose]());

/** Another pair of interfaces, without addresses. */
async function connectSecond(): Promise<void> {
  const { network } = wire;
  const pair = ['type', 'veth', 'peer', 'name', 'peer1', 'netns', network.peer];
  await network.run('desk', 'ip', 'link', 'add', SECOND, ...pair);
  for (const [side, device] of [
    ['desk', SECOND],
    ['peer', 'peer1'],
  ] as const) {
    const path = `/proc/sys/net/ipv6/conf/${device}/disable_ipv6`;
    await network.run(side, 'sh', '-c', `echo 1 >${path}; ip link set ${device} up`);
  }
}

/** Of a ping and a datagram, each way: how many get through, at the first interface and the second. */
async function crossing(): Promise<Record<'in' | 'out', [number, number]>> {
  const frames = [FRAMES.ping, FRAMES.udp];
  const counts = { in: [0, 0], out: [0, 0] } as Record<'in' | 'out', [number, number]>;
  for (const direction of DIRECTIONS) {
    counts[direction][0] = (await wire.cross(direction, frames)).length;
    const [from, to] = direction === 'in' ? [peer1, desk1] : [desk1, peer1];
    await to.take();
    await from.send(...frames, FRAMES.lldp);
    // No rule here is about the last one, so it shows that the others have had their turn.
    let arrived = 0;
    await eventually(async () => {
      const taken = await to.take();
      arrived += taken.length;
      if (!taken.some((frame) => Buffer.from(frame).equals(FRAMES.lldp))) {
        throw new Error('the last frame has not come');
      }
    });
    counts[direction][1] = arrived - 1;
  }
  return counts;
}

test('rules of an interface that is attached later apply from then on, and to it alone', async () => {
  await wire.setRules(`drop both icmp iface ${SECOND}`, 'drop both udp iface desk0');
  expect(await crossing()).toEqual({ in: [1, 2], out: [1, 2] });
  await wire.call('attach', { interface: SECOND });
  expect(await crossing()).toEqual({ in: [1, 1], out: [1, 1] });
  const { byInterface } = await wire.counters();
  // One frame besides, that passes, each way.
  expect(byInterface[SECOND]).toMatchObject({ pass: { packets: 4 }, drop: { packets: 2 } });
});

test('rules for all, for either, and for all but one', async () => {
  await wire.setRules('drop both icmp');
  expect(await crossing()).toEqual({ in: [1, 1], out: [1, 1] });
  await wire.setRules(`drop in icmp iface desk0, ${SECOND}`);
  expect(await crossing()).toEqual({ in: [1, 1], out: [2, 2] });
  await wire.setRules('drop both icmp not iface desk0');
  expect(await crossing()).toEqual({ in: [2, 1], out: [2, 1] });
  await wire.setRules('pass both iface desk0', 'drop both icmp');
  expect(await crossing()).toEqual({ in: [2, 1], out: [2, 1] });
});

test('a rule decides at both, and its count is the sum', async () => {
  await wire.setRules('drop both udp');
  await crossing();
  expect(await wire.hits('drop both udp')).toBe(4);
});

test('one that is detached goes on by itself; the rules of the other stay', async () => {
  await wire.setRules('drop both icmp', `drop both udp iface ${SECOND}`);
  expect(await crossing()).toEqual({ in: [1, 0], out: [1, 0] });
  await wire.call('detach', { interface: SECOND });
  expect(await crossing()).toEqual({ in: [1, 2], out: [1, 2] });
  await wire.call('attach', { interface: SECOND });
  expect(await crossing()).toEqual({ in: [1, 0], out: [1, 0] });
});

test('one that lost its filter to somebody else does not keep the rules from changing', async () => {
  await wire.setRules('drop both icmp');
  await wire.network.run('desk', 'bpftool', 'link', 'detach', 'id', await egressLinkOf(SECOND));
  await wire.setRules('drop both proto icmp, udp ttl 64');
  expect(await wire.cross('in', [FRAMES.ping, FRAMES.udp, FRAMES.syn])).toEqual([FRAMES.syn]);
  expect(await wire.cross('out', [FRAMES.ping, FRAMES.udp, FRAMES.syn])).toEqual([FRAMES.syn]);
  await eventually(async () => {
    const { attachments } = await wire.call('snapshot', {});
    expect(attachments.map((each) => each.interface)).toEqual(['desk0']);
  });
});

test('one that is taken away does not, either', async () => {
  await wire.call('attach', { interface: SECOND });
  await wire.network.run('desk', 'ip', 'link', 'delete', SECOND);
  await wire.setRules('drop both udp sport 1-50000');
  expect(await wire.cross('in', [FRAMES.ping, FRAMES.udp])).toEqual([FRAMES.ping]);
});

/** Id of the link by which the engine filters what leaves an interface. */
async function egressLinkOf(name: string): Promise<string> {
  const { attachments } = await wire.call('snapshot', {});
  const ifindex = attachments.find((each) => each.interface === name)?.ifindex;
  const directory = `/proc/${wire.engine.pid}/fdinfo`;
  for (const fd of readdirSync(directory)) {
    const text = readFileSync(`${directory}/${fd}`, 'utf8');
    const field = (key: string) => new RegExp(`^${key}:\\s*(\\S+)`, 'm').exec(text)?.[1];
    if (field('link_type') !== 'tcx' || field('ifindex') !== String(ifindex)) continue;
    return field('link_id') ?? '';
  }
  throw new Error(`no link on the way out of ${name}`);
}
