import type { CountedProtocol } from '../../contract/counted-protocol.ts';
import { ETHER_TYPE, IP_PROTOCOL, type PacketRecord } from '../../contract/packet-record.ts';

const OF_IP: Readonly<Record<number, CountedProtocol>> = {
  [IP_PROTOCOL.tcp]: 'tcp',
  [IP_PROTOCOL.udp]: 'udp',
  [IP_PROTOCOL.igmp]: 'igmp',
  [IP_PROTOCOL.sctp]: 'sctp',
  [IP_PROTOCOL.gre]: 'gre',
};

/** Under which protocol the kernel counts a packet: bpf/lib/classify.h over the fields of its record. */
export function countedProtocolOf(record: PacketRecord): CountedProtocol {
  if (record.etherType === ETHER_TYPE.arp) return 'arp';
  if (record.family === 4 && record.protocol === IP_PROTOCOL.icmp) return 'icmp';
  if (record.family === 6 && record.protocol === IP_PROTOCOL.icmpv6) return 'icmpv6';
  return record.family === 0 ? 'other' : (OF_IP[record.protocol] ?? 'other');
}
