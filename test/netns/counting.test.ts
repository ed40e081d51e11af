/** Counters against what was sent, to the packet and to the byte. */
import { afterEach, describe, expect, test } from 'vitest';
import { DIRECTIONS } from '../../electron/contract/language/statement.ts';
import { eventually } from '../support/eventually.ts';
import { expectOk } from '../support/expect-ok.ts';
import { FilteredWire } from '../support/filtered-wire.ts';
import { NODE, ROOT } from '../support/paths.ts';
import { TestEngine } from '../support/test-engine.ts';
import { FRAMES } from '../support/test-frames.ts';
import { TestNetwork } from '../support/test-network.ts';
import { switchIpv6Off } from '../support/wire-end.ts';

const STREAM_BYTES = 2_000_000;
const MTU_BYTES = 1500;
/** Frames are merged and cut later by these. */
const OFFLOADS = ['gro', 'gso', 'tso'];

let cleanUp = new AsyncDisposableStack();
afterEach(async () => {
  await cleanUp.disposeAsync();
  cleanUp = new AsyncDisposableStack();
});

test.each(['tcx', 'clsact'] as const)('frames of a wire, with %s', async (egressKind) => {
  const wire = cleanUp.use(await FilteredWire.open({ egressKind }));
  await wire.setRules('drop both udp', 'count both tcp', 'drop out arp');
  const frames = Array.from({ length: 50 }, () => Object.values(FRAMES)).flat();
  for (const direction of DIRECTIONS) {
    const before = await wire.counters();
    const arrived = await wire.cross(direction, frames);
    const after = await wire.counters();
    const bytesOf = (some: readonly Uint8Array[]) =>
      some.reduce((sum, { length }) => sum + length, 0);
    const expected = { packets: arrived.length, bytes: bytesOf(arrived) };
    expect({
      packets: after.total.pass.packets - before.total.pass.packets,
      bytes: after.total.pass.bytes - before.total.pass.bytes,
    }).toEqual(expected);
    expect(after.total.drop.bytes - before.total.drop.bytes).toBe(bytesOf(frames) - expected.bytes);
    expect(after.byProtocol.udp.drop.packets - before.byProtocol.udp.drop.packets).toBe(50 * 5);
    expect(after.byDefault[direction].packets - before.byDefault[direction].packets).toBe(
      arrived.length,
    );
  }
  expect(await wire.hits('drop both udp')).toBe(2 * 50 * 5);
  expect(await wire.hits('count both tcp')).toBe(2 * 50 * 5);
  expect(await wire.hits('drop out arp')).toBe(50 * 2);
});

describe.each([
  { from: 'desk', to: 'peer' },
  { from: 'peer', to: 'desk' },
] as const)('a stream of TCP from the $from to the $to', ({ from, to }) => {
  test('where frames are neither merged nor cut: as many as the interface counts', async () => {
    const { frames, merged, packets } = await stream('off');
    expect(packets).toBeGreaterThan(STREAM_BYTES / MTU_BYTES);
    // TCP always leaves its own frames to be cut behind the filter; what they become is counted.
    expect(frames + merged).toBe(packets);
    if (from === 'peer') expect(merged).toBe(0);
  });

  test('where they are: frames as the filter sees them, and beside them what they stand for', async () => {
    const { frames, merged, packets } = await stream('on');
    expect(frames).toBe(packets);
    expect(frames + merged).toBeGreaterThan(STREAM_BYTES / MTU_BYTES);
    if (from === 'desk') expect(merged).toBeGreaterThan(frames);
  });

  /** What the filter counted of it, and packets of the interface both ways. */
  async function stream(offloads: 'on' | 'off'): Promise<Counts> {
    const network = cleanUp.use(await TestNetwork.open());
    await switchIpv6Off(network);
    for (const [side, device] of [
      ['desk', 'desk0'],
      ['peer', 'peer0'],
    ] as const) {
      const settings = OFFLOADS.flatMap((name) => [name, offloads]);
      await network.run(side, 'ethtool', '-K', device, ...settings);
    }
    const engine = cleanUp.use(await TestEngine.start(network, { interfaces: ['desk0'] }));
    await network.startHost(to, 'sink', '7008');
    const before = await countsAtRest(engine, network);
    const address = to === 'peer' ? network.peerV4 : network.deskV4;
    const send = ['send', address, '7008', String(STREAM_BYTES)];
    await network.run(from, NODE, `${ROOT}test/support/test-host.ts`, ...send);
    const after = await countsAtRest(engine, network);
    return {
      frames: after.frames - before.frames,
      merged: after.merged - before.merged,
      packets: after.packets - before.packets,
    };
  }
});

interface Counts {
  readonly frames: number;
  readonly merged: number;
  readonly packets: number;
}

/** Of the filter and of the interface, when nothing is on its way between them. */
async function countsAtRest(engine: TestEngine, network: TestNetwork): Promise<Counts> {
  let counts: Counts | undefined;
  await eventually(async () => {
    const packets = await packetsOf(network);
    const frames = expectOk(await engine.client.call('snapshot')).counters.total.pass.packets;
    counts = { frames, merged: await mergedOut(engine, network), packets };
    if ((await packetsOf(network)) !== packets) throw new Error('packets are on their way');
  });
  if (!counts) throw new Error('it does not come to rest');
  return counts;
}

/** Packets through the desk's interface, by its own count; those that found no room behind it too. */
async function packetsOf(network: TestNetwork): Promise<number> {
  const text = await network.run('desk', 'ip', '-json', '-stats', 'link', 'show', 'desk0');
  const { rx, tx } = JSON.parse(text)[0].stats64;
  return rx.packets + tx.packets + tx.dropped;
}

/** What is behind the frames that leave, on the wire and beyond them. The kernel alone knows. */
async function mergedOut(engine: TestEngine, network: TestNetwork): Promise<number> {
  const { attachments } = expectOk(await engine.client.call('snapshot'));
  const ask = async (...words: readonly string[]) =>
    JSON.parse(await network.run('desk', 'bpftool', '--json', ...words));
  const program = await ask('prog', 'show', 'id', String(attachments[0]?.programId));
  for (const id of program.map_ids as number[]) {
    const map = await ask('map', 'show', 'id', String(id));
    if (!'interface_counters'.startsWith(map.name)) continue;
    const entries = await ask('map', 'dump', 'id', String(id));
    const perCpu = entries[0].formatted.values as { value: { merged: number } }[];
    return perCpu.reduce((sum, { value }) => sum + value.merged, 0);
  }
  throw new Error('the program has no interface counters');
}
