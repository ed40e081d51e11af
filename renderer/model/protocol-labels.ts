import type { Protocol } from '../../electron/contract/match.ts';

/** Protocols as people write them. */
export const PROTOCOL_LABELS: Readonly<Record<Protocol, string>> = {
  tcp: 'TCP',
  udp: 'UDP',
  icmp: 'ICMP',
  icmpv6: 'ICMPv6',
  arp: 'ARP',
  igmp: 'IGMP',
  sctp: 'SCTP',
  gre: 'GRE',
};
