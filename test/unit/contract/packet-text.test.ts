import { expect, it } from 'vitest';
import { ETHER_TYPE, IP_PROTOCOL, REASON } from '../../../electron/contract/packet-record.ts';
import { describePacket, malformedText } from '../../../electron/contract/packet-text.ts';
import { makeRecord, type RecordFields } from '../../support/make-record.ts';

const { tcp, udp, icmp, icmpv6 } = IP_PROTOCOL;
const V6 = { ether_type: ETHER_TYPE.ipv6, family: 6 };
const ARP = { ether_type: ETHER_TYPE.arp, family: 4, ttl: 0 };
const SENDER = [192, 0, 2, 1];
const TARGET = [192, 0, 2, 9];
const NOBODY = [0, 0, 0, 0];

/** What is in the record; the protocol, the head and the rest that it is told as. */
const EXAMPLES: readonly (readonly [string, RecordFields, readonly [string, string, string]])[] = [
  ['SYN', { protocol: tcp, flags: 0x02, info_a: 64240 }, ['TCP', 'SYN', 'win 64240']],
  ['SYN ACK', { protocol: tcp, flags: 0x12, info_a: 65160 }, ['TCP', 'SYN ACK', 'win 65160']],
  ['data', { protocol: tcp, flags: 0x18, info_b: 52 }, ['TCP', 'PSH ACK', 'len 52']],
  ['FIN', { protocol: tcp, flags: 0x11 }, ['TCP', 'FIN ACK', 'win 0']],
  ['RST', { protocol: tcp, flags: 0x04 }, ['TCP', 'RST', 'win 0']],
  [
    'all flags',
    { protocol: tcp, flags: 0xff },
    ['TCP', 'SYN FIN RST PSH ACK URG ECE CWR', 'win 0'],
  ],
  ['null scan', { protocol: tcp, flags: 0 }, ['TCP', 'No flags', 'win 0']],

  ['UDP', { protocol: udp, source_port: 5000, info_b: 8 }, ['UDP', '', 'len 8']],
  ['DNS query', { protocol: udp, destination_port: 53, info_b: 30 }, ['UDP', 'DNS', 'len 30']],
  ['DNS answer', { protocol: udp, source_port: 53, info_b: 90 }, ['UDP', 'DNS', 'len 90']],

  [
    'ping',
    { protocol: icmp, flags: 8, info_a: 7, info_b: 291 },
    ['ICMP', 'Echo request', 'id 7 seq 291'],
  ],
  [
    'pong',
    { protocol: icmp, flags: 0, info_a: 7, info_b: 1 },
    ['ICMP', 'Echo reply', 'id 7 seq 1'],
  ],
  ['port unreachable', { protocol: icmp, flags: 3, code: 3 }, ['ICMP', 'Unreachable', 'port']],
  ['unknown code', { protocol: icmp, flags: 3, code: 200 }, ['ICMP', 'Unreachable', 'code 200']],
  ['traceroute', { protocol: icmp, flags: 11 }, ['ICMP', 'Time exceeded', 'in transit']],
  ['unknown type', { protocol: icmp, flags: 200, code: 1 }, ['ICMP', 'Type 200', 'code 1']],
  [
    'ping over IPv6',
    { ...V6, protocol: icmpv6, flags: 128, info_a: 1, info_b: 2 },
    ['ICMPv6', 'Echo request', 'id 1 seq 2'],
  ],
  ['neighbour', { ...V6, protocol: icmpv6, flags: 135 }, ['ICMPv6', 'Neighbour solicitation', '']],
  [
    'no route',
    { ...V6, protocol: icmpv6, flags: 1, code: 0 },
    ['ICMPv6', 'Unreachable', 'no route'],
  ],
  ['too big', { ...V6, protocol: icmpv6, flags: 2 }, ['ICMPv6', 'Packet too big', '']],
  // The filter reads neither, because they make no sense.
  ['ICMPv6 over IPv4', { protocol: icmpv6, flags: 0 }, ['ICMPv6', '', 'ttl 64']],
  ['ICMP over IPv6', { ...V6, protocol: icmp, flags: 0 }, ['ICMP', '', 'ttl 64']],

  ['IGMP', { protocol: IP_PROTOCOL.igmp, ttl: 1 }, ['IGMP', '', 'ttl 1']],
  ['GRE', { protocol: IP_PROTOCOL.gre }, ['GRE', '', 'ttl 64']],
  ['unknown protocol', { protocol: 253 }, ['IP 253', '', 'ttl 64']],

  [
    'first fragment',
    { protocol: udp, fragment: 1, info_b: 4000 },
    ['UDP', '', 'len 4000, first fragment'],
  ],
  ['later fragment', { protocol: udp, fragment: 2 }, ['UDP', 'Fragment', 'later part, no ports']],
  [
    'one tag',
    { protocol: tcp, flags: 2, tag_count: 1, vlan_id: 100 },
    ['TCP', 'SYN', 'win 0, vlan 100'],
  ],
  [
    'three tags',
    { protocol: tcp, flags: 2, tag_count: 3, vlan_id: 0 },
    ['TCP', 'SYN', 'win 0, vlan 0 and 2 more'],
  ],

  [
    'ARP request',
    { ...ARP, info_a: 1, source: SENDER, destination: TARGET },
    ['ARP', 'Who has', '192.0.2.9?'],
  ],
  [
    'ARP probe',
    { ...ARP, info_a: 1, source: NOBODY, destination: TARGET },
    ['ARP', 'Who has', '192.0.2.9? probe'],
  ],
  [
    'ARP announcement',
    { ...ARP, info_a: 1, source: SENDER, destination: SENDER },
    ['ARP', 'Announces', '192.0.2.1 at 02:00:00:00:00:01'],
  ],
  [
    'ARP reply',
    { ...ARP, info_a: 2, source: SENDER, destination: TARGET },
    ['ARP', 'Is at', '02:00:00:00:00:01'],
  ],
  ['ARP of another kind', { ...ARP, family: 0, info_a: 1 }, ['ARP', '', 'operation 1']],

  ['STP', { ether_type: 0x0026, family: 0 }, ['LLC', '', 'from 02:00:00:00:00:01']],
  ['LLDP', { ether_type: 0x88cc, family: 0 }, ['LLDP', '', 'from 02:00:00:00:00:01']],
  [
    'unknown EtherType',
    { ether_type: 0x9999, family: 0 },
    ['0x9999', '', 'from 02:00:00:00:00:01'],
  ],

  [
    'truncated TCP',
    { protocol: tcp, reason: REASON.truncated },
    ['TCP', 'Malformed', 'ends before its headers do'],
  ],
  [
    'bad IPv4 header',
    { family: 0, reason: REASON.badHeader },
    ['IPv4', 'Malformed', 'a header contradicts itself'],
  ],
  [
    'too many tags',
    { ether_type: 0, family: 0, tag_count: 4, vlan_id: 1, reason: REASON.tooManyTags },
    ['Ethernet', 'Malformed', 'more than 4 VLAN tags, vlan 1 and 3 more'],
  ],
  [
    'too many extensions',
    { ...V6, protocol: 60, reason: REASON.tooManyExtensions },
    ['Options', 'Malformed', 'more than 6 IPv6 extension headers'],
  ],
];

it.each(EXAMPLES)('describes %s', (_what, fields, [protocol, head, rest]) => {
  expect(describePacket(makeRecord(fields))).toEqual({ protocol, info: { head, rest } });
});

it('says in two words why a frame could not be read, and only then', () => {
  expect(malformedText(makeRecord({ reason: REASON.truncated }))).toBe('cut short');
  expect(malformedText(makeRecord({ reason: REASON.default }))).toBeUndefined();
  expect(malformedText(makeRecord({ reason: REASON.rule }))).toBeUndefined();
});
