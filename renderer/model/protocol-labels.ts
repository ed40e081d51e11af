import type { ProtocolWord } from '../../electron/contract/language/criterion.ts';

const LABELS: Readonly<Record<ProtocolWord, string>> = {
  tcp: 'TCP',
  udp: 'UDP',
  icmp: 'ICMP',
  icmpv6: 'ICMPv6',
  arp: 'ARP',
  igmp: 'IGMP',
  sctp: 'SCTP',
  gre: 'GRE',
  esp: 'ESP',
  ah: 'AH',
  ip: 'IPv4',
  ip6: 'IPv6',
};

/** A protocol as people write it; one without a word goes by its number: `protocol 89`. */
export function protocolLabel(protocol: ProtocolWord | number): string {
  return typeof protocol === 'number' ? `protocol ${protocol}` : LABELS[protocol];
}
