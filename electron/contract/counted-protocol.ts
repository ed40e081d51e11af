/** The protocols that are counted apart. The rest is `other`. */
export const COUNTED_PROTOCOLS = [
  'tcp',
  'udp',
  'icmp',
  'icmpv6',
  'arp',
  'igmp',
  'sctp',
  'gre',
  'other',
] as const;
export type CountedProtocol = (typeof COUNTED_PROTOCOLS)[number];
