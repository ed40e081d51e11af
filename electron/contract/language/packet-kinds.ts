/**
 * The kinds of packet that fields tell apart, as sets of bits: each protocol of IPv4, each of IPv6,
 * ARP, and the rest.
 */
import { addressFamily } from '../address.ts';
import { ETHER_TYPE, IP_PROTOCOL } from '../packet-record.ts';
import type { Criterion, ProtocolWord, Range } from './criterion.ts';

const IPV4 = (1n << 256n) - 1n;
const IPV6 = IPV4 << 256n;
const IP = IPV4 | IPV6;
const ARP = 1n << 512n;
/** Neither; also IP whose own header could not be read. */
const OTHER = 1n << 513n;

export type KindSet = bigint;
export const ALL_KINDS: KindSet = IP | ARP | OTHER;

const TCP = ofProtocol(IP_PROTOCOL.tcp);
const ICMP = ofProtocol(IP_PROTOCOL.icmp) & IPV4;
const ICMPV6 = ofProtocol(IP_PROTOCOL.icmpv6) & IPV6;
const WITH_PORTS = TCP | ofProtocol(IP_PROTOCOL.udp) | ofProtocol(IP_PROTOCOL.sctp);

const OF_WORDS: Readonly<Record<ProtocolWord, KindSet>> = {
  tcp: TCP,
  udp: ofProtocol(IP_PROTOCOL.udp),
  icmp: ICMP,
  icmpv6: ICMPV6,
  arp: ARP,
  igmp: ofProtocol(IP_PROTOCOL.igmp),
  sctp: ofProtocol(IP_PROTOCOL.sctp),
  gre: ofProtocol(IP_PROTOCOL.gre),
  esp: ofProtocol(IP_PROTOCOL.esp),
  ah: ofProtocol(IP_PROTOCOL.ah),
  ip: IPV4,
  ip6: IPV6,
};

/** The kinds of which some packet fulfils a criterion. */
export function kindsOf(criterion: Criterion): KindSet {
  if (criterion.field === 'protocol') {
    const kinds = criterion.values.map(kindsOfProtocol).reduce((all, one) => all | one, 0n);
    return criterion.not ? ALL_KINDS & ~kinds : kinds;
  }
  // A packet without the field has none of its values, so a negation holds for every kind.
  if (criterion.not) return ALL_KINDS;
  if ('prefixes' in criterion) {
    const families = new Set(criterion.prefixes.map(({ address }) => addressFamily(address)));
    return (families.has(4) ? IPV4 | ARP : 0n) | (families.has(6) ? IPV6 : 0n);
  }
  switch (criterion.field) {
    case 'sport':
    case 'dport':
    case 'port':
      return WITH_PORTS;
    case 'flags':
      return TCP;
    case 'icmp-type':
    case 'icmp-code':
      return ICMP | ICMPV6;
    case 'arp-op':
      return ARP;
    case 'ttl':
    case 'fragment':
      return IP;
    case 'ether-type':
      return ofEtherTypes(criterion.ranges);
    default:
      // An address in a list may be of either family.
      return 'lists' in criterion ? IP | ARP : ALL_KINDS;
  }
}

function kindsOfProtocol(value: ProtocolWord | number): KindSet {
  return typeof value === 'number' ? ofProtocol(value) : OF_WORDS[value];
}

function ofProtocol(number: number): KindSet {
  return (1n << BigInt(number)) | (1n << BigInt(256 + number));
}

function ofEtherTypes(ranges: readonly Range[]): KindSet {
  const has = (type: number) => ranges.some(({ low, high }) => low <= type && type <= high);
  const isArpAlone = ranges.every(({ low, high }) => low === ETHER_TYPE.arp && low === high);
  return (
    (has(ETHER_TYPE.ipv4) ? IPV4 : 0n) |
    (has(ETHER_TYPE.ipv6) ? IPV6 : 0n) |
    (has(ETHER_TYPE.arp) ? ARP : 0n) |
    (isArpAlone ? 0n : OTHER)
  );
}
