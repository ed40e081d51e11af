/** Nothing that stands around or between the headers hides a packet from its rule. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COUNTED_PROTOCOLS } from '../../electron/contract/counted-protocol.ts';
import { DIRECTIONS } from '../../electron/contract/language/statement.ts';
import { REASON } from '../../electron/contract/packet-record.ts';
import {
  ethernet,
  ipv4,
  ipv6,
  ipv6Fragment,
  ipv6Options,
  tcp,
  vlanTag,
} from '../../electron/engine/network/lab/frames.ts';
import { EXTENSION_HEADERS } from '../support/extension-headers.ts';
import { PrivatePlane } from '../support/private-plane.ts';
import { rule } from '../support/rule.ts';
import { FRAMES, MACS, PORTS, V4, V6 } from '../support/test-frames.ts';

const TCP = 6;
const SEGMENT = tcp({ ...V6, ...PORTS, flags: 2 });
const SEGMENT_V4 = tcp({ ...V4, ...PORTS, flags: 2 });
/** By the table of exact values, and by several fields. */
const RULES = ['drop both tcp dport 8080', 'drop both tcp dport 8000-8100 flags syn'];
const BY_PORT = 'drop both tcp dport 8080';

let plane: PrivatePlane;
beforeAll(async () => {
  plane = await PrivatePlane.open();
});
afterAll(() => plane?.[Symbol.dispose]());

describe('IPv6 extension headers', () => {
  test.each(RULES)('each before the port: %s', async (line) => {
    await plane.setRules([rule(line)]);
    for (const [name, type, wrap] of EXTENSION_HEADERS) {
      const frame = inIpv6(type, wrap(TCP, SEGMENT));
      for (const direction of DIRECTIONS) {
        expect(plane.run(frame, direction), `${name}, ${direction}`).toMatchObject({
          verdict: 'drop',
          record: { protocol: TCP, destinationPort: 8080, flags: 2 },
        });
      }
    }
  });

  test('six of them, of different kinds', async () => {
    await plane.setRules([rule(BY_PORT)]);
    let next = TCP;
    let payload: Uint8Array = SEGMENT;
    for (const [, type, wrap] of EXTENSION_HEADERS.slice(2)) {
      payload = wrap(next, payload);
      next = type;
    }
    expect(plane.run(inIpv6(next, payload)).verdict).toBe('drop');
  });

  test('more of them than are read cannot carry a protocol past its rule', async () => {
    let payload: Uint8Array = SEGMENT;
    let next = TCP;
    for (let header = 0; header < 7; header += 1) {
      payload = ipv6Options({ nextHeader: next, sizeBytes: 8 }, payload);
      next = 60;
    }
    const frame = inIpv6(next, payload);
    const record = { reason: REASON.tooManyExtensions };
    const expected: [string, 'pass' | 'drop'][] = [
      ['drop both remote 192.0.2.9', 'pass'],
      ['drop both udp dport 9', 'drop'],
      ['off drop both udp dport 9', 'pass'],
      ['drop both icmp', 'drop'],
      ['drop both ttl 1-9 type 8', 'drop'],
    ];
    for (const [line, verdict] of expected) {
      await plane.setRules([rule(line)]);
      for (const direction of DIRECTIONS) {
        expect(plane.run(frame, direction), line).toMatchObject({ verdict, record });
      }
    }
    await plane.setRules([rule('drop out icmp')]);
    expect(plane.run(frame).verdict).toBe('pass');
    await plane.setRules([rule('drop both udp dport 9'), rule('pass both any')]);
    expect(plane.run(frame).verdict).toBe('drop');
  });
});

describe('VLAN tags', () => {
  test.each([0x8100, 0x88a8, 0x9100])('one of type %i', async (type) => {
    await plane.setRules([rule(BY_PORT)]);
    for (const direction of DIRECTIONS) {
      expect(plane.run(tagged(1, type), direction)).toMatchObject({
        verdict: 'drop',
        record: { tagCount: 1, vlanId: 101, etherType: 0x0800 },
      });
    }
  });

  test('up to four; the outermost is the one that rules name', async () => {
    await plane.setRules([rule('drop both vlan 104 dport 8080')]);
    expect(plane.run(tagged(4))).toMatchObject({
      verdict: 'drop',
      record: { tagCount: 4, vlanId: 104 },
    });
    expect(plane.run(tagged(3)).verdict).toBe('pass');
  });

  test('more of them than are read cannot carry anything past a rule', async () => {
    const record = { reason: REASON.tooManyTags };
    const expected: [string, 'pass' | 'drop'][] = [
      ['drop both src 203.0.113.9', 'drop'],
      ['drop both vlan 9', 'drop'],
      ['count both any', 'drop'],
      ['pass both any', 'drop'],
      ['off drop both udp', 'pass'],
    ];
    for (const [line, verdict] of expected) {
      await plane.setRules([rule(line)]);
      for (const direction of DIRECTIONS) {
        expect(plane.run(tagged(5), direction), line).toMatchObject({ verdict, record });
      }
    }
  });
});

describe('fragments', () => {
  test('a first one without the TCP flags leaves them to the next, and cannot carry them past a rule', async () => {
    const frame = inIpv4({ moreFragments: true }, SEGMENT_V4.subarray(0, 8));
    const flags = rule('drop both tcp flags syn+!ack');
    for (const rules of [[flags], [flags, rule('pass both any')]]) {
      await plane.setRules(rules);
      for (const direction of DIRECTIONS) expect(plane.run(frame, direction).verdict).toBe('drop');
    }
    await plane.setRules([rule('drop both tcp dport 8081')]);
    expect(plane.run(frame).verdict).toBe('pass');
  });

  test('the first one cannot carry a port past its rule, even if it has eight bytes', async () => {
    const frame = inIpv4({ moreFragments: true }, SEGMENT_V4.subarray(0, 8));
    await plane.setRules([rule('drop both tcp dport 8081')]);
    expect(plane.run(frame)).toMatchObject({ verdict: 'pass', record: { fragment: 1 } });
    for (const line of [BY_PORT, 'drop both tcp dport 8000-8100']) {
      await plane.setRules([rule(line)]);
      expect(DIRECTIONS.map((direction) => plane.run(frame, direction).verdict)).toEqual([
        'drop',
        'drop',
      ]);
    }
  });

  test.each([
    ['IPv4', inIpv4({ fragmentOffsetBytes: 1480 }, SEGMENT_V4)],
    [
      'IPv6',
      inIpv6(
        44,
        ipv6Fragment({ nextHeader: TCP, identification: 1, fragmentOffsetBytes: 1448 }, SEGMENT),
      ),
    ],
  ])('a later one of %s has a protocol, and no ports', async (_, frame) => {
    const record = { fragment: 2, destinationPort: 0, protocol: TCP };
    for (const direction of DIRECTIONS) {
      await plane.setRules([rule(BY_PORT)]);
      expect(plane.run(frame, direction)).toMatchObject({ verdict: 'pass', record });
      await plane.setRules([rule('drop both tcp')]);
      expect(plane.run(frame, direction)).toMatchObject({ verdict: 'drop', record });
      await plane.setRules([rule('drop both fragment later not dport 8080')]);
      expect(plane.run(frame, direction)).toMatchObject({ verdict: 'drop', record });
    }
  });
});

test('IPv4 options move the ports, and do not hide them', async () => {
  await plane.setRules([rule(BY_PORT)]);
  for (const bytes of [4, 40]) {
    expect(plane.run(inIpv4({ options: new Uint8Array(bytes) }, SEGMENT_V4)).verdict).toBe('drop');
  }
});

function inIpv4(header: Partial<Parameters<typeof ipv4>[0]>, payload: Uint8Array): Uint8Array {
  return ethernet(
    { ...MACS, etherType: 0x0800 },
    ipv4({ ...V4, ...header, protocol: TCP }, payload),
  );
}

function inIpv6(nextHeader: number, payload: Uint8Array): Uint8Array {
  return ethernet({ ...MACS, etherType: 0x86dd }, ipv6({ ...V6, nextHeader }, payload));
}

/** Tags with the ids 101, 102 and so on, from the inside. */
function tagged(count: number, etherType = 0x88a8): Uint8Array {
  let type = 0x0800;
  let payload = ipv4({ ...V4, protocol: TCP }, SEGMENT_V4);
  for (let tag = 1; tag <= count; tag += 1) {
    payload = vlanTag({ id: 100 + tag, etherType: type }, payload);
    type = etherType;
  }
  return ethernet({ ...MACS, etherType: type }, payload);
}

test.each([1, 6])(
  'ARP of hardware type %i, both of which Linux answers, shows its addresses',
  async (type) => {
    const frame = Uint8Array.from(FRAMES.request);
    frame[15] = type;
    await plane.setRules([rule(`drop both src ${V4.source}`)]);
    expect(plane.run(frame).verdict).toBe('drop');
  },
);

test.each(['flags syn', 'flags syn iface nowhere'])(
  'a first fragment hides %s only where it ends within the TCP header, watched or not',
  async (match) => {
    await plane.setRules([rule(`drop both tcp ${match} dport 9`), rule('pass both any')]);
    const firstOf = (bytes: number) =>
      ethernet(
        { ...MACS, etherType: 0x0800 },
        ipv4({ ...V4, protocol: TCP, moreFragments: true }, SEGMENT_V4.subarray(0, bytes)),
      );
    for (const watched of [['tcp'], []] as const) {
      plane.setWatched(watched);
      const verdicts = [8, 19, 20].map((bytes) => plane.run(firstOf(bytes)).verdict);
      expect(verdicts, `watched: ${watched}`).toEqual(['drop', 'drop', 'pass']);
    }
    plane.setWatched(COUNTED_PROTOCOLS);
  },
);
