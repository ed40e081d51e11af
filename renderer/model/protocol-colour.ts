/** Protocols that share a colour, so that there are few enough of them to tell apart. */
export const PROTOCOL_COLOURS = ['tcp', 'udp', 'icmp', 'arp', 'other'] as const;
export type ProtocolColour = (typeof PROTOCOL_COLOURS)[number];

const BY_NAME: Readonly<Record<string, ProtocolColour>> = {
  TCP: 'tcp',
  UDP: 'udp',
  'UDP-Lite': 'udp',
  ICMP: 'icmp',
  ICMPv6: 'icmp',
  ARP: 'arp',
  RARP: 'arp',
};

/** Of a protocol as its column names it. */
export function protocolColour(name: string): ProtocolColour {
  return Object.hasOwn(BY_NAME, name) ? (BY_NAME[name] as ProtocolColour) : 'other';
}
