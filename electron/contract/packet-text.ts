/** A packet in words, the same in the window and on the command line. */

import { formatAddressBytes } from './address.ts';
import { describeIcmp } from './icmp-text.ts';
import type { PacketInfo } from './packet-info.ts';
import { IP_PROTOCOL, type PacketRecord, REASON } from './packet-record.ts';
import { isArp, isIp, protocolName } from './protocol-name.ts';

export interface PacketText {
  /** The innermost layer that was understood: `TCP`, `ARP`, `LLC`. */
  readonly protocol: string;
  readonly info: PacketInfo;
}

/** In the order people say them; the bit is the one on the wire. */
const TCP_FLAGS: readonly (readonly [number, string])[] = [
  [0x02, 'SYN'],
  [0x01, 'FIN'],
  [0x04, 'RST'],
  [0x08, 'PSH'],
  [0x10, 'ACK'],
  [0x20, 'URG'],
  [0x40, 'ECE'],
  [0x80, 'CWR'],
];

/** By well-known port only; nothing of the payload has been read. */
const UDP_SERVICES: Readonly<Record<number, string>> = {
  53: 'DNS',
  67: 'DHCP',
  68: 'DHCP',
  69: 'TFTP',
  123: 'NTP',
  137: 'NetBIOS',
  161: 'SNMP',
  443: 'QUIC',
  514: 'Syslog',
  546: 'DHCPv6',
  547: 'DHCPv6',
  1900: 'SSDP',
  4789: 'VXLAN',
  5060: 'SIP',
  5353: 'mDNS',
  5355: 'LLMNR',
  51820: 'WireGuard',
};

const MALFORMED: Readonly<Record<number, { readonly short: string; readonly sentence: string }>> = {
  [REASON.truncated]: { short: 'cut short', sentence: 'ends before its headers do' },
  [REASON.badHeader]: { short: 'bad header', sentence: 'a header contradicts itself' },
  [REASON.tooManyTags]: { short: 'too many tags', sentence: 'more than 4 VLAN tags' },
  [REASON.tooManyExtensions]: {
    short: 'too many extensions',
    sentence: 'more than 6 IPv6 extension headers',
  },
};

const ARP_OPERATION = { request: 1, reply: 2 } as const;
const FRAGMENT = { first: 1, later: 2 } as const;

export function describePacket(record: PacketRecord): PacketText {
  const layer = describeLayer(record);
  const rest = [layer.rest, fragmentText(record), tagText(record)].filter(Boolean).join(', ');
  return { protocol: protocolName(record), info: { head: layer.head, rest } };
}

/** Why a frame could not be read to its end, in two words; `undefined` when it could. */
export function malformedText(record: PacketRecord): string | undefined {
  return MALFORMED[record.reason]?.short;
}

function describeLayer(record: PacketRecord): PacketInfo {
  const malformed = MALFORMED[record.reason];
  if (malformed) return { head: 'Malformed', rest: malformed.sentence };
  if (isArp(record)) return describeArp(record);
  if (!isIp(record)) return { head: '', rest: `from ${formatMac(record.sourceMac)}` };
  if (record.fragment === FRAGMENT.later) return { head: 'Fragment', rest: 'later part, no ports' };
  switch (record.protocol) {
    case IP_PROTOCOL.tcp:
      return describeTcp(record);
    case IP_PROTOCOL.udp:
      return describeUdp(record);
    case IP_PROTOCOL.icmp:
      return record.family === 4 ? describeIcmp(record) : describeUnread(record);
    case IP_PROTOCOL.icmpv6:
      return record.family === 6 ? describeIcmp(record) : describeUnread(record);
    default:
      return describeUnread(record);
  }
}

function describeTcp(record: PacketRecord): PacketInfo {
  const rest = record.infoB > 0 ? `len ${record.infoB}` : `win ${record.infoA}`;
  return { head: tcpFlagsText(record) || 'No flags', rest };
}

/** `SYN ACK`; empty for none, and for packets in which no TCP flags were read. */
export function tcpFlagsText(record: PacketRecord): string {
  if (!isIp(record) || record.protocol !== IP_PROTOCOL.tcp) return '';
  return TCP_FLAGS.filter(([bit]) => (record.flags & bit) !== 0)
    .map(([, word]) => word)
    .join(' ');
}

function describeUdp(record: PacketRecord): PacketInfo {
  const { sourcePort, destinationPort } = record;
  const head = UDP_SERVICES[destinationPort] ?? UDP_SERVICES[sourcePort] ?? '';
  return { head, rest: `len ${record.infoB}` };
}

/** Of a protocol whose header the filter does not read. */
function describeUnread(record: PacketRecord): PacketInfo {
  return { head: '', rest: `ttl ${record.ttl}` };
}

/** RFC 826; RFC 5227 for announcements and probes. */
function describeArp(record: PacketRecord): PacketInfo {
  // Other hardware than Ethernet, or other addresses than IPv4: only the operation was read.
  if (record.family !== 4) return { head: '', rest: `operation ${record.infoA}` };
  const sender = formatAddressBytes(record.source);
  const target = formatAddressBytes(record.destination);
  const mac = formatMac(record.sourceMac);
  switch (record.infoA) {
    case ARP_OPERATION.request:
      if (sender === target) return { head: 'Announces', rest: `${sender} at ${mac}` };
      return { head: 'Who has', rest: sender === '0.0.0.0' ? `${target}? probe` : `${target}?` };
    case ARP_OPERATION.reply:
      return { head: 'Is at', rest: mac };
    default:
      return { head: '', rest: `operation ${record.infoA}` };
  }
}

function fragmentText(record: PacketRecord): string {
  return record.fragment === FRAGMENT.first ? 'first fragment' : '';
}

function tagText(record: PacketRecord): string {
  if (record.tagCount === 0) return '';
  const more = record.tagCount > 1 ? ` and ${record.tagCount - 1} more` : '';
  return `vlan ${record.vlanId}${more}`;
}

/** `02:00:5e:00:53:01` */
export function formatMac(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}
