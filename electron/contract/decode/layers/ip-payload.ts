import { IP_PROTOCOL } from '../../packet-record.ts';
import { ipProtocolName } from '../../protocol-name.ts';
import type { LayerId } from '../decoded-packet.ts';
import type { DescribedValue } from '../section.ts';

/** By protocol number; what is chosen by version is there under that version only. */
const IDS: ReadonlyMap<number, LayerId> = new Map([
  [4, 'ipv4'],
  [41, 'ipv6'],
  [IP_PROTOCOL.tcp, 'tcp'],
  [IP_PROTOCOL.udp, 'udp'],
  [IP_PROTOCOL.igmp, 'igmp'],
  [IP_PROTOCOL.sctp, 'sctp'],
  [IP_PROTOCOL.gre, 'gre'],
  [IP_PROTOCOL.esp, 'esp'],
  [IP_PROTOCOL.ah, 'ah'],
]);

/** Hop-by-hop, routing, fragment, destination options, mobility (RFC 8200, RFC 6275). */
const EXTENSIONS: ReadonlySet<number> = new Set([0, 43, 44, 60, 135]);

const RULE_WORDS: ReadonlyMap<number, string> = new Map([
  ...Object.entries(IP_PROTOCOL).map(([word, number]) => [number, word] as const),
]);

/** The layer behind an IP header. */
export function ipPayloadId(protocol: number, version: 4 | 6): LayerId {
  if (protocol === IP_PROTOCOL.icmp && version === 4) return 'icmp';
  if (protocol === IP_PROTOCOL.icmpv6 && version === 6) return 'icmpv6';
  if (version === 6 && EXTENSIONS.has(protocol)) return 'extension';
  return IDS.get(protocol) ?? 'data';
}

/** A protocol field. Rules ask for the protocol behind all extension headers. */
export function describeProtocol(protocol: number, version: 4 | 6): DescribedValue {
  const word = RULE_WORDS.get(protocol);
  const isExtension = ipPayloadId(protocol, version) === 'extension';
  const isNamed =
    word !== undefined &&
    !(word === 'icmp' && version === 6) &&
    !(word === 'icmpv6' && version === 4);
  return {
    value: String(protocol),
    note: protocol === 59 ? 'nothing follows' : ipProtocolName(protocol),
    filterText: isExtension ? undefined : isNamed ? word : `proto ${protocol}`,
  };
}
