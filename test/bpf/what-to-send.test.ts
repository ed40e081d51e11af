/** Which packets get a record, and how much of each packet comes along. Every packet is accounted for. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Direction } from '../../electron/contract/language/statement.ts';
import { MAX_SNAPSHOT_BYTES } from '../../electron/contract/packet-batch.ts';
import {
  NO_RULE_SLOT,
  PacketRecord,
  REASON,
  RECORD_BYTES,
  VERDICT,
} from '../../electron/contract/packet-record.ts';
import { FIRST_PACKETS } from '../../electron/engine/bpf/layout.ts';
import { ethernet, ipFrame, udp } from '../../electron/engine/network/lab/frames.ts';
import { PrivatePlane } from '../support/private-plane.ts';
import { Random } from '../support/random.ts';
import { mutate, randomFrame } from '../support/random-frames.ts';
import { rule } from '../support/rule.ts';
import { FRAMES } from '../support/test-frames.ts';

const MINUTE_NS = 60_000_000_000n;
const MACS = { source: '02:00:00:00:00:01', destination: '02:00:00:00:00:02' };
const HERE = '192.0.2.1';

let plane: PrivatePlane;
beforeEach(async () => {
  plane = await PrivatePlane.open();
});
afterEach(() => plane?.[Symbol.dispose]());

interface Datagram {
  readonly source?: string;
  readonly destination?: string;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  readonly payloadBytes?: number;
}

function datagram({
  source = '203.0.113.7',
  destination = HERE,
  sourcePort = 5000,
  destinationPort = 53,
  payloadBytes = 20,
}: Datagram = {}): Uint8Array {
  const payload = Uint8Array.from({ length: payloadBytes }, (_, index) => index);
  const ports = { source, destination, sourcePort, destinationPort };
  return ipFrame(MACS, { source, destination, protocol: 17 }, udp(ports, payload));
}

/** How many of so many runs of a frame reached the ring. */
function recordsOf(frame: Uint8Array, repeat: number, direction: Direction = 'in'): number {
  plane.runMany(frame, repeat, direction);
  return drained();
}

/** How many records are in the ring, which is empty then. */
function drained(): number {
  let total = 0;
  for (let count = -1; count !== 0; total += count) ({ count } = plane.drain(16_384));
  return total;
}

function expectAccounted(packets: number): void {
  const { recorded, notAskedFor, sampledOut, ringFull } = plane.recordCounts();
  expect(recorded + notAskedFor + sampledOut + ringFull).toBe(packets);
}

describe('the first bytes of packets', () => {
  const DIRECTIONS = ['in', 'out'] as const;

  test.each(DIRECTIONS)('are as many as were asked for, as they lie in the frame, %s', (way) => {
    const frame = datagram({ payloadBytes: 1400 });
    for (const snapshotBytes of [1, 7, 8, 88, 256, 1441, 1442, MAX_SNAPSHOT_BYTES]) {
      plane.setRecord({ snapshotBytes });
      const { record, bytes } = plane.run(frame, way);
      expect(record?.lengthBytes).toBe(frame.length);
      expect(bytes).toEqual(frame.slice(0, snapshotBytes));
    }
  });

  test.each(DIRECTIONS)('are none where none were asked for, %s', (way) => {
    const { record, bytes } = plane.run(datagram(), way);
    expect([record?.destinationPort, bytes.length]).toEqual([53, 0]);
  });

  test('are at most so many of a long frame', () => {
    plane.setRecord({ snapshotBytes: MAX_SNAPSHOT_BYTES });
    const frame = datagram({ payloadBytes: 2000 });
    expect(plane.run(frame).bytes).toEqual(frame.slice(0, MAX_SNAPSHOT_BYTES));
  });

  test('stand behind the right records, whatever the packets are', () => {
    plane.setRecord({ snapshotBytes: 100 });
    const random = new Random(5);
    const frames = Array.from({ length: 500 }, () => mutate(random, randomFrame(random)));
    for (const frame of frames) plane.runMany(frame, 1);
    const { count, records, capturedBytes, bytes } = plane.drain(16_384);
    expect(count).toBe(frames.length);
    let at = 0;
    for (const [index, frame] of frames.entries()) {
      const captured = capturedBytes[index] ?? -1;
      expect(new PacketRecord(records).at(index).lengthBytes).toBe(frame.length);
      expect(bytes.slice(at, at + captured)).toEqual(frame.slice(0, 100));
      at += captured;
    }
    expectAccounted(frames.length);
  });

  test('do not change the record', () => {
    const [plain, full] = [0, 256].map((snapshotBytes) => {
      plane.setRecord({ snapshotBytes });
      plane.runMany(FRAMES.syn, 1);
      // Behind the time.
      return plane.drain(1).records.slice(8, RECORD_BYTES);
    });
    expect(full).toEqual(plain);
  });

  test('come with records only on the way out where the kernel cannot read them on the way in', async () => {
    plane[Symbol.dispose]();
    plane = await PrivatePlane.open({ hasLoadHelper: false });
    plane.setRecord({ snapshotBytes: 64 });
    expect(plane.run(FRAMES.udp).record?.protocol).toBe(17);
    expect(plane.run(FRAMES.udp).bytes.length).toBe(0);
    expect(plane.run(FRAMES.udp, 'out').bytes).toEqual(FRAMES.udp.slice(0, 64));
  });
});

describe('the first packets of each flow', () => {
  beforeEach(() => plane.setRecord({ which: 'first' }));

  test('are recorded, and the rest is not asked for', () => {
    expect(recordsOf(datagram(), 1000)).toBe(FIRST_PACKETS);
    expect(recordsOf(datagram(), 1000)).toBe(0);
    expect(plane.recordCounts()).toEqual({
      recorded: FIRST_PACKETS,
      notAskedFor: 2000 - FIRST_PACKETS,
      sampledOut: 0,
      ringFull: 0,
    });
  });

  test.each([
    ['another port', { sourcePort: 5001 }],
    ['another port at this end', { destinationPort: 54 }],
    ['another sender', { source: '203.0.113.8' }],
    ['another receiver', { destination: '192.0.2.2' }],
    ['ports the other way round', { sourcePort: 53, destinationPort: 5000 }],
  ])('%s is another flow', (_what, change) => {
    recordsOf(datagram(), 100);
    expect(recordsOf(datagram(change), 100)).toBe(FIRST_PACKETS);
  });

  test('both ways of a conversation are one flow', () => {
    const answer = { source: HERE, destination: '203.0.113.7', sourcePort: 53 };
    expect(recordsOf(datagram(), 4)).toBe(4);
    expect(recordsOf(datagram({ ...answer, destinationPort: 5000 }), 100, 'out')).toBe(
      FIRST_PACKETS - 4,
    );
  });

  test('are found alike on the short way and on the long one', async () => {
    recordsOf(datagram(), 4);
    // Several criteria: the short way does not know of them.
    await plane.setRules([rule('count udp len 1-1000 ttl 1-255')]);
    expect(recordsOf(datagram(), 100)).toBe(FIRST_PACKETS - 4);
  });

  test.each([
    ['ping', FRAMES.ping],
    ['ARP', FRAMES.request],
    ['TCP over IPv6', FRAMES.syn6],
    ['an LLC frame', ethernet({ ...MACS, etherType: 60 }, new Uint8Array(60))],
  ])('%s has flows too', (_what, frame) => {
    expect(recordsOf(frame, 100)).toBe(FIRST_PACKETS);
  });

  test('a flow that was silent for a minute begins anew', async () => {
    recordsOf(datagram(), 100);
    await plane.setClockOffset(MINUTE_NS / 2n);
    expect(recordsOf(datagram(), 100)).toBe(0);
    await plane.setClockOffset(2n * MINUTE_NS);
    expect(recordsOf(datagram(), 100)).toBe(FIRST_PACKETS);
  });

  test('are not looked for once the budget is spent', () => {
    plane.setBudget(0);
    recordsOf(datagram(), 100);
    expect(plane.recordCounts()).toMatchObject({ sampledOut: 100, notAskedFor: 0 });
    plane.setBudget(1_000_000_000);
    expect(recordsOf(datagram(), 100)).toBe(FIRST_PACKETS);
    expectAccounted(200);
  });

  test('of more flows than are remembered are all recorded', () => {
    const flows = 2000;
    for (let port = 0; port < flows; port += 1) plane.runMany(datagram({ sourcePort: port }), 1);
    expect(drained()).toBe(flows);
  });
});

describe('only dropped packets', () => {
  beforeEach(async () => {
    plane.setRecord({ which: 'dropped' });
    await plane.setRules([rule('drop remote 203.0.113.7')]);
  });

  test('are recorded, with the rule that decided, and what passes is not asked for', () => {
    const other = datagram({ source: '203.0.113.8' });
    expect(plane.run(other)).toMatchObject({ verdict: 'pass', record: undefined });
    const { verdict, record } = plane.run(datagram());
    expect(verdict).toBe('drop');
    const { slots } = plane.keeper.state;
    const { slot, generation } = slots.find(({ text }) => text === 'drop remote 203.0.113.7') ?? {};
    expect([record?.verdict, record?.reason]).toEqual([VERDICT.drop, REASON.rule]);
    expect([record?.ruleSlot, record?.ruleGeneration]).toEqual([slot, generation]);
    expect([record?.sourcePort, record?.destinationPort]).toEqual([5000, 53]);
    expect(record?.lengthBytes).toBe(datagram().length);
    expect(plane.recordCounts()).toEqual({
      recorded: 1,
      notAskedFor: 1,
      sampledOut: 0,
      ringFull: 0,
    });
  });

  test.each(['in', 'out'] as const)('have their bytes and times as any, %s', async (way) => {
    await plane.setRules([rule('drop both remote 203.0.113.7')]);
    plane.setRecord({ snapshotBytes: 50 });
    const ends = { source: HERE, destination: '203.0.113.7' };
    const frame = datagram(way === 'in' ? {} : ends);
    const { record, bytes } = plane.run(frame, way);
    expect(bytes).toEqual(frame.slice(0, 50));
    expect(record?.timeBootNs).toBeGreaterThan(0);
  });

  test('are sampled as any by the budget', () => {
    plane.setBudget(0);
    plane.runMany(datagram(), 50);
    plane.runMany(datagram({ source: '203.0.113.8' }), 30);
    expect(plane.recordCounts()).toMatchObject({ sampledOut: 50, notAskedFor: 30, recorded: 0 });
  });

  test('take one token each of a limit, however they are recorded', async () => {
    await plane.setRules([rule('limit 1/s burst 5 udp')]);
    plane.runMany(datagram(), 8);
    expect(plane.recordCounts()).toMatchObject({ recorded: 3, notAskedFor: 5 });
  });

  test('by the default have its reason', async () => {
    await plane.setRules([], { in: 'drop' });
    const { record } = plane.run(datagram());
    expect([record?.verdict, record?.reason]).toEqual([VERDICT.drop, REASON.default]);
    expect(record?.ruleSlot).toBe(NO_RULE_SLOT);
  });

  test('that cannot be parsed are told as on the long way', async () => {
    await plane.setRules([], { in: 'drop' });
    const cut = datagram().slice(0, 14 + 20 + 5);
    plane.setRecord({ which: 'all' });
    const long = plane.run(cut).record;
    const expected = { reason: long?.reason, marks: long?.marks, ports: long?.sourcePort };
    plane.setRecord({ which: 'dropped' });
    const short = plane.run(cut).record;
    expect({ reason: short?.reason, marks: short?.marks, ports: short?.sourcePort }).toEqual(
      expected,
    );
  });
});

describe('packets that nobody watches', () => {
  test.each(['all', 'first', 'dropped'] as const)('have no record, with %s wanted', (which) => {
    plane.setRecord({ which, snapshotBytes: 256 });
    plane.setWatched([]);
    for (const frame of Object.values(FRAMES)) plane.runMany(frame, 3);
    expect(plane.drain(100).count).toBe(0);
    expect(plane.recordCounts()).toMatchObject({ notAskedFor: 3 * Object.keys(FRAMES).length });
  });
});
