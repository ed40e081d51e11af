import { describe, expect, it } from 'vitest';
import { traitsOfRecord } from '../../../../electron/contract/language/traits.ts';
import {
  DIRECTION,
  ETHER_TYPE,
  IP_PROTOCOL,
  MARK,
  REASON,
} from '../../../../electron/contract/packet-record.ts';
import { makeRecord, type RecordFields } from '../../../support/make-record.ts';

const { hasPorts, hasFlags, established, malformed } = MARK;
const { tcp, udp, icmp, icmpv6, sctp } = IP_PROTOCOL;
const V6 = { ether_type: ETHER_TYPE.ipv6, family: 6 };
const ARP = { ether_type: ETHER_TYPE.arp, family: 4, ttl: 0 };
const PORTS = { source_port: 40_000, destination_port: 22 };

function traits(fields: RecordFields) {
  return traitsOfRecord(makeRecord(fields), 'eth0');
}

describe('the traits of a record', () => {
  it('of TCP', () => {
    const fields = {
      protocol: tcp,
      ...PORTS,
      flags: 0x12,
      marks: hasPorts | hasFlags,
      source: [192, 0, 2, 1],
      destination: [192, 0, 2, 9],
      destination_mac: [2, 0, 0, 0, 0, 2],
    };
    expect(traits(fields)).toEqual({
      direction: 'in',
      interface: 'eth0',
      etherType: 0x0800,
      ipVersion: 4,
      protocol: 6,
      ttl: 64,
      source: Uint8Array.of(192, 0, 2, 1),
      destination: Uint8Array.of(192, 0, 2, 9),
      sourcePort: 40_000,
      destinationPort: 22,
      tcpFlags: 0x12,
      length: 60,
      sourceMac: '02:00:00:00:00:01',
      destinationMac: '02:00:00:00:00:02',
      sourceLists: [],
      destinationLists: [],
      established: false,
      malformed: false,
      tooManyExtensions: false,
      tooManyTags: false,
    });
  });

  /** What is absent is not even a key. */
  const PRESENCE: readonly (readonly [string, RecordFields, readonly string[]])[] = [
    [
      'TCP with ports alone',
      { protocol: tcp, ...PORTS, marks: hasPorts },
      ['sourcePort', 'destinationPort'],
    ],
    ['TCP without either', { protocol: tcp, ...PORTS, flags: 2 }, []],
    ['UDP', { protocol: udp, ...PORTS, marks: hasPorts }, ['sourcePort', 'destinationPort']],
    ['SCTP', { protocol: sctp, ...PORTS, marks: hasPorts }, ['sourcePort', 'destinationPort']],
    ['ICMP', { protocol: icmp, flags: 8, marks: hasFlags }, ['icmpType', 'icmpCode']],
    ['cut ICMP', { protocol: icmp, flags: 8 }, []],
    ['ICMPv6', { ...V6, protocol: icmpv6, flags: 128, marks: hasFlags }, ['icmpType', 'icmpCode']],
    ['ICMP in IPv6', { ...V6, protocol: icmp, flags: 8, marks: hasFlags }, []],
    ['ICMPv6 in IPv4', { protocol: icmpv6, flags: 128, marks: hasFlags }, []],
    ['later fragment', { protocol: udp, fragment: 2 }, ['fragment']],
    ['ARP', { ...ARP, info_a: 1, marks: hasFlags }, ['arpOperation']],
    ['cut ARP', { ...ARP, family: 0 }, []],
    ['tagged', { protocol: 89, tag_count: 2, vlan_id: 0 }, ['vlan']],
    ['LLDP', { ether_type: 0x88cc, family: 0, marks: hasFlags | hasPorts }, []],
  ];
  const SOMETIMES = [
    'sourcePort',
    'destinationPort',
    'tcpFlags',
    'icmpType',
    'icmpCode',
    'arpOperation',
    'vlan',
    'fragment',
  ];

  it.each(PRESENCE)('of %s', (_what, fields, present) => {
    const found = Object.keys(traits(fields)).filter((key) => SOMETIMES.includes(key));
    expect(found.sort()).toEqual([...present].sort());
  });

  it('knows IP from ARP and from what is neither', () => {
    expect(traits({})).toMatchObject({ ipVersion: 4, ttl: 64 });
    expect(traits(V6)).toMatchObject({ ipVersion: 6, etherType: 0x86dd });
    for (const fields of [ARP, { family: 0 }, { ether_type: 0x88cc, family: 0 }]) {
      expect(traits(fields)).not.toHaveProperty('ipVersion');
      expect(traits(fields)).not.toHaveProperty('protocol');
      expect(traits(fields)).not.toHaveProperty('ttl');
    }
    expect(traits(ARP).source).toHaveLength(4);
    expect(traits(V6).source).toHaveLength(16);
    expect(traits({ family: 0 })).not.toHaveProperty('source');
  });

  it('counts what is longer than 65535 bytes as that', () => {
    expect(traits({ length_bytes: 65_534 }).length).toBe(65_534);
    expect(traits({ length_bytes: 70_000 }).length).toBe(65_535);
  });

  it('tells direction, flow and trouble', () => {
    expect(traits({ direction: DIRECTION.out }).direction).toBe('out');
    expect(traits({ marks: established })).toMatchObject({ established: true, malformed: false });
    // Whatever decided about it: the mark stands there, the reason may not.
    expect(traits({ marks: malformed, reason: REASON.rule })).toMatchObject({
      malformed: true,
      tooManyExtensions: false,
    });
    expect(traits({ marks: malformed, reason: REASON.tooManyExtensions }).tooManyExtensions).toBe(
      true,
    );
    expect(traits({ fragment: 1 }).fragment).toBe('first');
  });

  it('asks which lists its addresses are on', () => {
    const record = makeRecord({ source: [192, 0, 2, 1], destination: [192, 0, 2, 9] });
    const found = traitsOfRecord(record, 'eth0', ([, , , last]) => [`list-${last}`]);
    expect(found).toMatchObject({ sourceLists: ['list-1'], destinationLists: ['list-9'] });
    const without = traitsOfRecord(makeRecord({ family: 0 }), 'eth0', () => ['never']);
    expect(without).toMatchObject({ sourceLists: [], destinationLists: [] });
  });
});
