import type { CountedProtocol } from './counted-protocol.ts';
import { ETHER_TYPE, IP_PROTOCOL, type PacketRecord } from './packet-record.ts';

/** Below this an EtherType is the length of an LLC frame. */
export const FIRST_ETHER_TYPE = 0x600;

const IP_NAMES: Readonly<Record<number, string>> = {
  0: 'Hop-by-hop',
  [IP_PROTOCOL.icmp]: 'ICMP',
  [IP_PROTOCOL.igmp]: 'IGMP',
  4: 'IPIP',
  [IP_PROTOCOL.tcp]: 'TCP',
  [IP_PROTOCOL.udp]: 'UDP',
  41: '6in4',
  43: 'Routing',
  44: 'Fragment',
  [IP_PROTOCOL.gre]: 'GRE',
  [IP_PROTOCOL.esp]: 'ESP',
  [IP_PROTOCOL.ah]: 'AH',
  [IP_PROTOCOL.icmpv6]: 'ICMPv6',
  59: 'No next',
  60: 'Options',
  89: 'OSPF',
  103: 'PIM',
  112: 'VRRP',
  [IP_PROTOCOL.sctp]: 'SCTP',
  136: 'UDP-Lite',
};

const ETHER_NAMES: Readonly<Record<number, string>> = {
  [ETHER_TYPE.ipv4]: 'IPv4',
  [ETHER_TYPE.arp]: 'ARP',
  [ETHER_TYPE.ipv6]: 'IPv6',
  2114: 'WoL',
  32821: 'RARP',
  33024: 'VLAN',
  34887: 'MPLS',
  34888: 'MPLS',
  34915: 'PPPoE',
  34916: 'PPPoE',
  34958: 'EAPOL',
  34984: 'VLAN',
  35020: 'LLDP',
  35045: 'MACsec',
  35063: 'PTP',
  37120: 'VLAN',
};

/** Those that are counted apart are those that people block as a whole. */
type RuleProtocol = Exclude<CountedProtocol, 'other'>;

const RULE_PROTOCOLS: Readonly<Record<number, RuleProtocol>> = {
  [IP_PROTOCOL.igmp]: 'igmp',
  [IP_PROTOCOL.tcp]: 'tcp',
  [IP_PROTOCOL.udp]: 'udp',
  [IP_PROTOCOL.gre]: 'gre',
  [IP_PROTOCOL.sctp]: 'sctp',
};

/** What of a record says which protocol it is. */
export type TalkedProtocol = Pick<PacketRecord, 'family' | 'etherType' | 'protocol'>;

export function isArp(record: Pick<PacketRecord, 'etherType'>): boolean {
  return record.etherType === ETHER_TYPE.arp;
}

/** Whether the IP header was read, so that addresses and protocol stand in the record. */
export function isIp(record: Pick<PacketRecord, 'family' | 'etherType'>): boolean {
  return record.family !== 0 && !isArp(record);
}

/** `TCP`, `Hop-by-hop`; `undefined` where nobody has a name for it here. */
export function ipProtocolName(protocol: number): string | undefined {
  return IP_NAMES[protocol];
}

export function etherTypeName(etherType: number): string | undefined {
  return ETHER_NAMES[etherType];
}

/** The innermost layer that was understood, as people call it. */
export function protocolName(record: TalkedProtocol): string {
  if (isIp(record)) return IP_NAMES[record.protocol] ?? `IP ${record.protocol}`;
  const { etherType } = record;
  // A frame cut before its EtherType carries none.
  if (etherType === 0) return 'Ethernet';
  if (etherType < FIRST_ETHER_TYPE) return 'LLC';
  return ETHER_NAMES[etherType] ?? `0x${etherType.toString(16).padStart(4, '0')}`;
}

/** The protocol as rules name it, if they can. */
export function ruleProtocol(record: TalkedProtocol): RuleProtocol | undefined {
  if (isArp(record)) return 'arp';
  if (!isIp(record)) return undefined;
  const { family, protocol } = record;
  // ICMP within IPv6, and the other way round, is neither of the two.
  if (protocol === IP_PROTOCOL.icmp && family === 4) return 'icmp';
  if (protocol === IP_PROTOCOL.icmpv6 && family === 6) return 'icmpv6';
  return RULE_PROTOCOLS[protocol];
}
