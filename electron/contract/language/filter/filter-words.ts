/** Words that only filters have, and what other programs call theirs. */

/** Terms beside the criteria of rules, as they are printed. */
export const VIEW_WORDS = ['verdict', 'rule', 'name', 'country', 'text', 'in', 'out'] as const;
export const JOIN_WORDS = ['and', 'or'] as const;

/** Only spellings that can mean nothing else. */
export const VIEW_SYNONYMS: ReadonlyMap<string, string> = new Map([
  ['inbound', 'in'],
  ['incoming', 'in'],
  ['outbound', 'out'],
  ['outgoing', 'out'],
  ['contains', 'text'],
  ['payload', 'text'],
  ['hostname', 'name'],
]);

/** As people say it of a packet. */
export const VERDICT_SYNONYMS: ReadonlyMap<string, string> = new Map([
  ['dropped', 'drop'],
  ['blocked', 'drop'],
  ['denied', 'drop'],
  ['rejected', 'drop'],
  ['passed', 'pass'],
  ['allowed', 'pass'],
  ['accepted', 'pass'],
]);

/** What a field of Wireshark's filters is here. */
export interface ForeignField {
  /** In front of its values. */
  readonly words: readonly string[];
  /** The protocol that a packet must be of to have it. */
  readonly protocol?: string;
}

export const WIRESHARK_FIELDS: ReadonlyMap<string, ForeignField> = new Map([
  ...(['ip', 'ipv6'] as const).flatMap((ip): [string, ForeignField][] => [
    [`${ip}.addr`, { words: ['host'] }],
    [`${ip}.host`, { words: ['host'] }],
    [`${ip}.src`, { words: ['src'] }],
    [`${ip}.dst`, { words: ['dst'] }],
    [`${ip}.geoip.country_iso`, { words: ['country'] }],
    [`${ip}.geoip.src_country_iso`, { words: ['src', 'country'] }],
    [`${ip}.geoip.dst_country_iso`, { words: ['dst', 'country'] }],
  ]),
  ...(['tcp', 'udp', 'sctp'] as const).flatMap((protocol): [string, ForeignField][] => [
    [`${protocol}.port`, { words: ['port'], protocol }],
    [`${protocol}.srcport`, { words: ['sport'], protocol }],
    [`${protocol}.dstport`, { words: ['dport'], protocol }],
  ]),
  ['ip.proto', { words: ['proto'] }],
  ['ipv6.nxt', { words: ['proto'] }],
  ['ip.ttl', { words: ['ttl'], protocol: 'ip' }],
  ['ipv6.hlim', { words: ['ttl'], protocol: 'ip6' }],
  ['eth.src', { words: ['ether', 'src'] }],
  ['eth.dst', { words: ['ether', 'dst'] }],
  ['eth.type', { words: ['ether', 'type'] }],
  ['vlan.id', { words: ['vlan'] }],
  ['frame.len', { words: ['len'] }],
  ['frame.interface_name', { words: ['iface'] }],
  ['icmp.type', { words: ['type'], protocol: 'icmp' }],
  ['icmp.code', { words: ['code'], protocol: 'icmp' }],
  ['icmpv6.type', { words: ['type'], protocol: 'icmpv6' }],
  ['icmpv6.code', { words: ['code'], protocol: 'icmpv6' }],
  ['arp.opcode', { words: ['op'], protocol: 'arp' }],
  ['arp.src.proto_ipv4', { words: ['src'], protocol: 'arp' }],
  ['arp.dst.proto_ipv4', { words: ['dst'], protocol: 'arp' }],
  ['frame', { words: ['text'] }],
]);

/** Fields that can be compared as more and less, and their greatest value. */
export const GREATEST: ReadonlyMap<string, number> = new Map([
  ['sport', 65_535],
  ['dport', 65_535],
  ['port', 65_535],
  ['len', 65_535],
  ['length', 65_535],
  ['ttl', 255],
  ['vlan', 4095],
  ['type', 255],
  ['code', 255],
]);

/** Protocols that are told from their ports only. */
export const PORTS_OF_PROTOCOL: ReadonlyMap<string, string> = new Map([
  ['tls', 'tcp port 443'],
  ['ssl', 'tcp port 443'],
  ['http', 'tcp port 80'],
  ['http2', 'tcp port 443'],
  ['quic', 'udp port 443'],
  ['dns', 'port 53'],
  ['mdns', 'udp port 5353'],
  ['dhcp', 'udp port 67, 68'],
  ['bootp', 'udp port 67, 68'],
  ['dhcpv6', 'udp port 546, 547'],
  ['ssh', 'tcp port 22'],
  ['telnet', 'tcp port 23'],
  ['ntp', 'udp port 123'],
  ['smtp', 'tcp port 25'],
  ['smb', 'tcp port 445'],
  ['rdp', 'tcp port 3389'],
]);
