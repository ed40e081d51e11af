import type { ProtocolWord } from '../../contract/language/criterion.ts';
import { IP_PROTOCOL } from '../../contract/packet-record.ts';
import { type Interval, one } from './interval-set.ts';
import { KIND } from './tables.ts';

const PROTOCOL_NUMBERS: Readonly<
  Record<Exclude<ProtocolWord, 'icmp' | 'icmpv6' | 'arp' | 'ip' | 'ip6'>, number>
> = {
  tcp: IP_PROTOCOL.tcp,
  udp: IP_PROTOCOL.udp,
  igmp: IP_PROTOCOL.igmp,
  sctp: IP_PROTOCOL.sctp,
  gre: IP_PROTOCOL.gre,
  esp: 50,
  ah: 51,
};

/** The `enum packet_kind`s of a protocol. */
export function kindsOf(protocol: ProtocolWord | number): Interval<number>[] {
  switch (protocol) {
    case 'icmp':
      return [one(KIND.ipv4 + IP_PROTOCOL.icmp)];
    case 'icmpv6':
      return [one(KIND.ipv6 + IP_PROTOCOL.icmpv6)];
    case 'arp':
      return [one(KIND.arp)];
    case 'ip':
      return [{ start: KIND.ipv4, end: KIND.ipv6 }];
    case 'ip6':
      return [{ start: KIND.ipv6, end: KIND.arp }];
    default: {
      const number = typeof protocol === 'number' ? protocol : PROTOCOL_NUMBERS[protocol];
      return [one(KIND.ipv4 + number), one(KIND.ipv6 + number)];
    }
  }
}
