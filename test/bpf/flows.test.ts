/** Known flows: noted by the hook that lets a packet through, looked up by the other, for so long. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Direction } from '../../electron/contract/language/statement.ts';
import { MARK } from '../../electron/contract/packet-record.ts';
import {
  icmp,
  icmpv6,
  ipFrame,
  TCP_FLAG,
  tcp,
  udp,
} from '../../electron/engine/network/lab/frames.ts';
import { expectOk } from '../support/expect-ok.ts';
import { rulesetOf } from '../support/labelled-rules.ts';
import { PrivatePlane } from '../support/private-plane.ts';
import { FRAMES, MACS, V4, V6 } from '../support/test-frames.ts';

const SECOND_NS = 1_000_000_000n;
const { syn, ack, fin, rst } = TCP_FLAG;
/** As a default that drops what comes in has them. */
const REPLIES = 'pass in established';

let plane: PrivatePlane;
beforeEach(async () => {
  plane = await PrivatePlane.open();
  await enforce([REPLIES], { in: 'drop' });
});
afterEach(() => plane?.[Symbol.dispose]());

/** Without the built-in rules. */
async function enforce(...words: Parameters<typeof rulesetOf>): Promise<void> {
  expectOk(await plane.enforcer.enforce(rulesetOf(...words)));
}

interface Flow {
  readonly family: 4 | 6;
  readonly protocol: number;
  readonly localPort?: number;
}

const TCP4: Flow = { family: 4, protocol: 6 };
const TCP6: Flow = { family: 6, protocol: 6 };
const UDP4: Flow = { family: 4, protocol: 17 };
const UDP6: Flow = { family: 6, protocol: 17 };
const PING4: Flow = { family: 4, protocol: 1 };
const PING6: Flow = { family: 6, protocol: 58 };
const GRE: Flow = { family: 4, protocol: 47 };
const SCTP: Flow = { family: 4, protocol: 132 };

/** A packet of a flow, from this machine's point of view. */
function packet(
  { family, protocol, localPort = 40_000 }: Flow,
  direction: Direction,
  flags: number = ack,
): Uint8Array {
  const { source: stranger, destination: own } = family === 4 ? V4 : V6;
  const isIn = direction === 'in';
  const ends = isIn
    ? { source: stranger, destination: own }
    : { source: own, destination: stranger };
  const [sourcePort, destinationPort] = isIn ? [443, localPort] : [localPort, 443];
  const ports = { ...ends, sourcePort, destinationPort };
  const segment = () => {
    switch (protocol) {
      case 6:
        return tcp({ ...ports, flags });
      case 1:
        return icmp({ type: isIn ? 0 : 8, identifier: localPort });
      case 58:
        return icmpv6({ ...ends, type: isIn ? 129 : 128, identifier: localPort });
      default:
        return udp(ports, new Uint8Array(8));
    }
  };
  return ipFrame(MACS, { ...ends, protocol }, segment());
}

function send(flow: Flow, flags?: number): void {
  expect(plane.run(packet(flow, 'out', flags), 'out').verdict).toBe('pass');
}

/** Whether what comes in for a flow passes. */
function isLetIn(flow: Flow, flags?: number): boolean {
  const { verdict, record } = plane.run(packet(flow, 'in', flags));
  const isMarked = ((record?.marks ?? 0) & MARK.established) !== 0;
  expect(isMarked).toBe(verdict === 'pass');
  return isMarked;
}

describe('a flow', () => {
  test.each([
    ['TCP', TCP4],
    ['TCP, IPv6', TCP6],
    ['UDP', UDP4],
    ['UDP, IPv6', UDP6],
    ['ICMP echo', PING4],
    ['ICMPv6 echo', PING6],
    ['GRE', GRE],
    ['SCTP', SCTP],
  ])('that this machine opened is answered: %s', (_, flow) => {
    expect(isLetIn(flow)).toBe(false);
    send(flow, syn);
    expect(isLetIn(flow)).toBe(true);
  });

  test('lets in nothing else: other ports, ends, protocols, echoes', () => {
    send(TCP4, syn);
    send(PING4);
    expect(isLetIn({ ...TCP4, localPort: 40_001 })).toBe(false);
    expect(isLetIn(UDP4)).toBe(false);
    expect(isLetIn(TCP6)).toBe(false);
    expect(isLetIn({ ...PING4, localPort: 7 })).toBe(false);
    expect(plane.run(FRAMES.unreachable).verdict).toBe('drop');
    expect(plane.run(FRAMES.later).verdict).toBe('drop');
  });

  test('that this machine may not open is not known', async () => {
    await enforce([REPLIES, 'drop out tcp dport 443'], { in: 'drop' });
    expect(plane.run(packet(TCP4, 'out', syn), 'out').verdict).toBe('drop');
    expect(isLetIn(TCP4)).toBe(false);
  });

  test('can be a stranger’s, that a rule let in: its answers go out', async () => {
    await enforce(['pass in tcp', 'pass out established'], { out: 'drop' });
    expect(plane.run(packet(TCP4, 'out'), 'out').verdict).toBe('drop');
    expect(plane.run(packet(TCP4, 'in', syn)).verdict).toBe('pass');
    expect(plane.run(packet(TCP4, 'out', syn | ack), 'out').verdict).toBe('pass');
  });

  test('is known also when it was there before the rules asked, by its next packet', () => {
    send(TCP4, ack);
    expect(isLetIn(TCP4)).toBe(true);
  });

  test('outlives generations of the rules', async () => {
    send(TCP4, syn);
    await enforce([REPLIES, 'drop in udp dport 9 ttl 1-3'], { in: 'drop' });
    expect(isLetIn(TCP4)).toBe(true);
  });

  test('is asked for by a rule that negates, too', async () => {
    await enforce(['drop in tcp not established']);
    expect(plane.run(packet(TCP4, 'in')).verdict).toBe('drop');
    send(TCP4, syn);
    expect(plane.run(packet(TCP4, 'in')).verdict).toBe('pass');
  });
});

/** Seconds that a flow may be idle. */
const IDLE_SECONDS: readonly (readonly [string, Flow, readonly number[], bigint])[] = [
  ['TCP', TCP4, [syn], 7440n],
  ['TCP after a FIN', TCP4, [syn, fin | ack], 240n],
  ['TCP after an RST', TCP4, [syn, rst], 10n],
  ['UDP', UDP4, [0], 300n],
  ['ICMP echo', PING4, [0], 60n],
  ['ICMPv6 echo', PING6, [0], 60n],
  ['GRE', GRE, [0], 600n],
];

describe('idle', () => {
  test.each(IDLE_SECONDS)(
    '%s: known up to its limit, and not beyond',
    async (_, flow, sent, limit) => {
      for (const flags of sent) send(flow, flags);
      await plane.setClockOffset((limit + 5n) * SECOND_NS);
      expect(isLetIn(flow)).toBe(false);
      await plane.setClockOffset((limit - 5n) * SECOND_NS);
      expect(isLetIn(flow)).toBe(true);
    },
  );

  test('for ten minutes: TCP goes on, UDP has to be opened again', async () => {
    send(TCP4, syn);
    send(UDP4);
    await plane.setClockOffset(600n * SECOND_NS);
    expect([isLetIn(TCP4), isLetIn(UDP4)]).toEqual([true, false]);
    send(UDP4);
    expect(isLetIn(UDP4)).toBe(true);
  });

  test.each([
    ['sent', () => send(UDP4)],
    ['received', () => expect(isLetIn(UDP4)).toBe(true)],
  ])('begins again with a packet that is %s', async (_, pass) => {
    send(UDP4);
    await plane.setClockOffset(200n * SECOND_NS);
    pass();
    await plane.setClockOffset(400n * SECOND_NS);
    expect(isLetIn(UDP4)).toBe(true);
  });
});

describe('the end of a TCP connection', () => {
  test('by the other side shortens the wait, and a late packet does not open it again', async () => {
    send(TCP4, syn);
    expect(isLetIn(TCP4, fin | ack)).toBe(true);
    send(TCP4, ack);
    await plane.setClockOffset(250n * SECOND_NS);
    expect(isLetIn(TCP4)).toBe(false);
  });

  test('is followed by a new one of the same ports', async () => {
    send(TCP4, syn);
    send(TCP4, rst);
    send(TCP4, syn);
    await plane.setClockOffset(3600n * SECOND_NS);
    expect(isLetIn(TCP4)).toBe(true);
  });

  test('an RST by itself opens nothing', () => {
    send(TCP4, rst);
    expect(isLetIn(TCP4)).toBe(false);
  });

  test('is not believed of an RST that came in, but counts as its closing', async () => {
    send(TCP4, syn);
    expect(isLetIn(TCP4, rst)).toBe(true);
    await plane.setClockOffset(235n * SECOND_NS);
    expect(isLetIn(TCP4)).toBe(true);
    await plane.setClockOffset(480n * SECOND_NS);
    expect(isLetIn(TCP4)).toBe(false);
  });

  test('is not brought about by a packet that was dropped', async () => {
    await enforce(['drop in tcp flags rst', REPLIES], { in: 'drop' });
    send(TCP4, syn);
    expect(plane.run(packet(TCP4, 'in', rst)).verdict).toBe('drop');
    await plane.setClockOffset(3600n * SECOND_NS);
    expect(isLetIn(TCP4)).toBe(true);
  });
});

test('there is room for so many; the one that was not used for longest goes first', () => {
  plane.setWatched([]);
  const oldest = { ...UDP4, localPort: 1 };
  const run = (frame: Uint8Array, direction: Direction) => plane.runMany(frame, 1, direction);
  run(packet(oldest, 'out'), 'out');
  // Flows of many ports with each of some strangers: twice as many as there is room for.
  const frame = packet(UDP4, 'out');
  const view = new DataView(frame.buffer, frame.byteOffset);
  for (let stranger = 0; stranger < 8; stranger += 1) {
    frame[33] = stranger;
    for (let port = 1024; port < 1024 + 16_384; port += 1) {
      view.setUint16(34, port);
      run(frame, 'out');
    }
  }
  expect(run(packet(oldest, 'in'), 'in')).toBe('drop');
  expect(run(reversed(frame), 'in')).toBe('pass');
});

/** The same datagram, from the other end. */
function reversed(frame: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(frame);
  copy.set(frame.subarray(30, 34), 26);
  copy.set(frame.subarray(26, 30), 30);
  copy.set(frame.subarray(36, 38), 34);
  copy.set(frame.subarray(34, 36), 36);
  return copy;
}
