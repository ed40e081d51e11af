import { describe, expect, it } from 'vitest';
import { addressBytes, parseAddress } from '../../../../electron/contract/address.ts';
import { matches, whyMatch } from '../../../../electron/contract/language/evaluate.ts';
import { parseMatch } from '../../../../electron/contract/language/parse.ts';
import type { PacketTraits } from '../../../../electron/contract/language/traits.ts';
import { expectOk } from '../../../support/expect-ok.ts';

const bytes = (address: string) => addressBytes(expectOk(parseAddress(address)));

const FRAME: PacketTraits = {
  direction: 'in',
  interface: 'eth0',
  etherType: 0x88cc,
  length: 60,
  sourceMac: '02:00:00:00:00:01',
  destinationMac: '02:00:00:00:00:02',
  sourceLists: [],
  destinationLists: [],
  established: false,
  malformed: false,
  tooManyExtensions: false,
  tooManyTags: false,
};
const TCP: PacketTraits = {
  ...FRAME,
  etherType: 0x0800,
  ipVersion: 4,
  protocol: 6,
  ttl: 64,
  source: bytes('192.0.2.1'),
  destination: bytes('198.51.100.7'),
  sourcePort: 40_000,
  destinationPort: 22,
  tcpFlags: 0x12,
  sourceLists: ['drop-list', 'other'],
};
const PING: PacketTraits = {
  ...FRAME,
  etherType: 0x86dd,
  ipVersion: 6,
  protocol: 58,
  ttl: 255,
  source: bytes('2001:db8::1'),
  destination: bytes('fe80::1'),
  icmpType: 128,
  icmpCode: 0,
};
const ARP: PacketTraits = {
  ...FRAME,
  etherType: 0x0806,
  source: bytes('192.0.2.1'),
  destination: bytes('192.0.2.9'),
  arpOperation: 1,
};
const CUT_ARP: PacketTraits = { ...FRAME, etherType: 0x0806, malformed: true };
const LATER: PacketTraits = {
  ...FRAME,
  etherType: 0x0800,
  ipVersion: 4,
  protocol: 17,
  ttl: 1,
  fragment: 'later',
  source: bytes('192.0.2.1'),
  destination: bytes('192.0.2.9'),
};
const TAGGED: PacketTraits = { ...TCP, vlan: 100, established: true, length: 65_535 };
const { icmpType: _type, icmpCode: _code, ...UNREAD } = PING;
/** ICMP inside IPv6, which is not ICMPv6. */
const ODD: PacketTraits = { ...UNREAD, protocol: 1 };
const OUT: PacketTraits = { ...TCP, direction: 'out' };

const PACKETS = { TCP, PING, ARP, CUT_ARP, LATER, TAGGED, ODD, OUT, FRAME };
type Name = keyof typeof PACKETS;

/** Which of the packets a match holds for; its negation holds for all others. */
const HOLDS: readonly (readonly [string, readonly Name[]])[] = [
  ['tcp', ['TCP', 'TAGGED', 'OUT']],
  ['udp', ['LATER']],
  ['icmp', []],
  ['icmpv6', ['PING']],
  ['proto 1', ['ODD']],
  ['proto 58', ['PING']],
  ['arp', ['ARP', 'CUT_ARP']],
  ['ip', ['TCP', 'TAGGED', 'LATER', 'OUT']],
  ['ip6', ['PING', 'ODD']],
  ['proto udp, icmpv6', ['LATER', 'PING']],
  ['proto igmp, sctp, gre, esp, ah, 89', []],
  ['src 192.0.2.1', ['TCP', 'ARP', 'LATER', 'TAGGED', 'OUT']],
  ['src 192.0.2.0/24', ['TCP', 'ARP', 'LATER', 'TAGGED', 'OUT']],
  ['src 192.0.2.2/31', []],
  ['src 192.0.2.0/31', ['TCP', 'ARP', 'LATER', 'TAGGED', 'OUT']],
  ['src 0.0.0.0/0', ['TCP', 'ARP', 'LATER', 'TAGGED', 'OUT']],
  ['src ::/0', ['PING', 'ODD']],
  ['src 2001:db8::/33, 192.0.2.1', ['TCP', 'PING', 'ARP', 'LATER', 'TAGGED', 'ODD', 'OUT']],
  ['src 2001:db8:8000::/33', []],
  ['dst 198.51.100.7', ['TCP', 'TAGGED', 'OUT']],
  ['dst fe80::/10', ['PING', 'ODD']],
  ['remote 192.0.2.1', ['TCP', 'ARP', 'LATER', 'TAGGED']],
  ['remote 198.51.100.7', ['OUT']],
  ['local 192.0.2.1', ['OUT']],
  ['local 198.51.100.7', ['TCP', 'TAGGED']],
  ['host 198.51.100.7', ['TCP', 'TAGGED', 'OUT']],
  ['host 192.0.2.1, 2001:db8::1', ['TCP', 'PING', 'ARP', 'LATER', 'TAGGED', 'ODD', 'OUT']],
  ['src list drop-list', ['TCP', 'TAGGED', 'OUT']],
  ['src list nobody, other', ['TCP', 'TAGGED', 'OUT']],
  ['dst list drop-list', []],
  ['remote list drop-list', ['TCP', 'TAGGED']],
  ['local list drop-list', ['OUT']],
  ['host list drop-list', ['TCP', 'TAGGED', 'OUT']],
  ['sport 40000', ['TCP', 'TAGGED', 'OUT']],
  ['sport 22', []],
  ['dport 22', ['TCP', 'TAGGED', 'OUT']],
  ['dport 0-21, 23-65535', []],
  ['port 22', ['TCP', 'TAGGED', 'OUT']],
  ['port 40000', ['TCP', 'TAGGED', 'OUT']],
  ['port 0-65535', ['TCP', 'TAGGED', 'OUT']],
  ['flags syn', ['TCP', 'TAGGED', 'OUT']],
  ['flags syn+!ack', []],
  ['flags syn+!ack, ack', ['TCP', 'TAGGED', 'OUT']],
  ['flags none', []],
  ['flags any', ['TCP', 'TAGGED', 'OUT']],
  ['type 128', ['PING']],
  ['type 0-127', []],
  ['code 0', ['PING']],
  ['op request', ['ARP']],
  ['op reply', []],
  ['ether type 0x88cc', ['FRAME']],
  ['ether type 0x0806', ['ARP', 'CUT_ARP']],
  ['vlan 0-4095', ['TAGGED']],
  ['vlan 99', []],
  ['len 65535', ['TAGGED']],
  ['len 60', ['TCP', 'PING', 'ARP', 'CUT_ARP', 'LATER', 'ODD', 'OUT', 'FRAME']],
  ['ttl 1-64', ['TCP', 'TAGGED', 'LATER', 'OUT']],
  ['ttl 0-255', ['TCP', 'TAGGED', 'LATER', 'OUT', 'PING', 'ODD']],
  ['fragment later', ['LATER']],
  ['fragment first', []],
  ['iface eth0', ['TCP', 'PING', 'ARP', 'CUT_ARP', 'LATER', 'TAGGED', 'ODD', 'OUT', 'FRAME']],
  ['iface eth1, wlan0', []],
  ['ether src 02:00:00:00:00:02', []],
  ['ether dst 02:00:00:00:00:02', Object.keys(PACKETS) as Name[]],
  ['established', ['TAGGED']],
  ['malformed', ['CUT_ARP']],
];

function holders(text: string): Name[] {
  const match = expectOk(parseMatch(text));
  return (Object.keys(PACKETS) as Name[]).filter((name) => matches(match, PACKETS[name])).sort();
}

describe('a criterion', () => {
  it.each(HOLDS)('%s holds for %s', (text, names) => {
    expect(holders(text)).toEqual([...names].sort());
  });

  it.each(HOLDS)('not %s holds for all but %s', (text, names) => {
    const others = (Object.keys(PACKETS) as Name[]).filter((name) => !names.includes(name));
    expect(holders(`not ${text}`)).toEqual(others.sort());
  });
});

describe('a match', () => {
  it('holds where all its criteria do', () => {
    expect(holders('any')).toEqual(Object.keys(PACKETS).sort());
    expect(holders('tcp dport 22 src 192.0.2.1')).toEqual(['OUT', 'TAGGED', 'TCP']);
    expect(holders('tcp dport 22 src 192.0.2.1 not vlan 100 remote 192.0.2.1')).toEqual(['TCP']);
    expect(holders('tcp dport 23 src 192.0.2.1')).toEqual([]);
    expect(holders('host 192.0.2.1 host 198.51.100.7')).toEqual(['OUT', 'TAGGED', 'TCP']);
    expect(holders('not proto ip, ip6, arp')).toEqual(['FRAME']);
  });
});

/** What is said of a packet and a match that holds, or that does not. */
const SENTENCES: readonly (readonly [string, Name, boolean, string])[] = [
  ['any', 'FRAME', true, 'every packet matches'],
  ['src 203.0.113.0/24', 'TCP', false, 'the source 192.0.2.1 is not in 203.0.113.0/24'],
  ['src 192.0.2.0/24', 'TCP', true, 'the source 192.0.2.1 is in 192.0.2.0/24'],
  ['not src 192.0.2.0/24', 'TCP', false, 'the source 192.0.2.1 is in 192.0.2.0/24'],
  ['src 192.0.2.1', 'TCP', true, 'the source 192.0.2.1 is 192.0.2.1'],
  ['dst 2001:db8::1', 'PING', false, 'the destination fe80::1 is not 2001:db8::1'],
  ['remote 192.0.2.1', 'OUT', false, 'the destination 198.51.100.7 is not 192.0.2.1'],
  ['src ::/0', 'FRAME', false, 'it has no IP addresses'],
  [
    'host 10.0.0.0/8',
    'TCP',
    false,
    'neither the source 192.0.2.1 nor the destination 198.51.100.7 is in 10.0.0.0/8',
  ],
  ['src list drop-list', 'TCP', true, 'the source 192.0.2.1 is on drop-list'],
  ['dst list a, b', 'TCP', false, 'the destination 198.51.100.7 is not on a, b'],
  ['tcp', 'TCP', true, 'it is tcp over IPv4'],
  ['tcp', 'PING', false, 'it is icmpv6, not tcp'],
  ['proto tcp, udp', 'ARP', false, 'it is arp, not tcp, udp'],
  ['tcp', 'FRAME', false, 'it is neither IP nor ARP, not tcp'],
  ['icmpv6', 'ODD', false, 'it is protocol 1 over IPv6, not icmpv6'],
  ['dport 22', 'TCP', true, 'the destination port is 22'],
  ['dport 23', 'TCP', false, 'the destination port 22 is not 23'],
  ['dport 8000-9000', 'TCP', false, 'the destination port 22 is not in 8000-9000'],
  ['dport 22', 'LATER', false, 'it has no destination port'],
  ['port 23', 'TCP', false, 'none of the ports 40000 and 22 is 23'],
  ['port 22', 'TCP', true, 'one of the ports 40000 and 22 is 22'],
  ['icmpv6 type echo-reply', 'PING', false, 'the ICMP type echo-request is not echo-reply'],
  ['arp op reply', 'ARP', false, 'the ARP operation request is not reply'],
  ['ether type 0x0800', 'FRAME', false, 'the EtherType 0x88cc is not 0x0800'],
  ['vlan 1', 'TCP', false, 'it has no VLAN id'],
  ['flags rst', 'TCP', false, 'the flags syn+ack are not rst'],
  ['flags syn+ack', 'TCP', true, 'the flags are syn+ack'],
  ['flags rst', 'PING', false, 'it has no TCP flags'],
  ['fragment first', 'LATER', false, 'it is the later part of a packet'],
  ['fragment first', 'TCP', false, 'it is a whole packet'],
  ['iface eth0', 'TCP', true, 'it is on eth0'],
  ['iface eth1', 'TCP', false, 'it is on eth0, not on eth1'],
  [
    'ether src 02:00:00:00:00:02',
    'TCP',
    false,
    'the source 02:00:00:00:00:01 is not 02:00:00:00:00:02',
  ],
  ['established', 'TCP', false, 'it belongs to no known flow'],
  ['not established', 'TAGGED', false, 'it belongs to a known flow'],
  ['malformed', 'TCP', false, 'it is well formed'],
  ['not malformed', 'CUT_ARP', false, 'it cannot be parsed to its end'],
  ['tcp dport 22', 'TCP', true, 'it is tcp over IPv4, the destination port is 22'],
  ['tcp src 10.0.0.0/8 dport 23', 'TCP', false, 'the source 192.0.2.1 is not in 10.0.0.0/8'],
];

describe('why', () => {
  it.each(SENTENCES)('%s of %s is %s: %s', (text, name, holds, why) => {
    expect(whyMatch(expectOk(parseMatch(text)), PACKETS[name])).toEqual({ holds, why });
  });

  it('is cut where a rule lists many values', () => {
    const ports = Array.from({ length: 200 }, (_, index) => 1000 + index * 2).join(',');
    const { why } = whyMatch(expectOk(parseMatch(`dport ${ports}`)), TCP);
    expect(why.length).toBeLessThan(140);
    expect(why).toMatch(/…$/);
  });
});
