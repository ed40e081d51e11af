/**
 * What a match can ask of a packet. A match is a list of criteria, all of which must hold; each holds
 * when the packet's value is one of those it lists, or with `not` when it is none of them. A packet
 * that lacks the field (ICMP has no ports) has none of its values, so `not dport 22` holds for it.
 */
import type { Address } from '../address.ts';

/** From low to high, both included. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** An address and how many of its leading bits count. The rest are 0. */
export interface Prefix {
  readonly address: Address;
  /** 0 to 32, or to 128. */
  readonly bits: number;
}

/** Words for protocols; any other IP protocol goes by its number. */
export const PROTOCOL_WORDS = [
  'tcp',
  'udp',
  'icmp',
  'icmpv6',
  'arp',
  'igmp',
  'sctp',
  'gre',
  'esp',
  'ah',
  'ip',
  'ip6',
] as const;
export type ProtocolWord = (typeof PROTOCOL_WORDS)[number];

/**
 * Which address: `src` and `dst` as on the wire; `remote` is the other end (the source of what comes
 * in, the destination of what goes out), `local` this end; `host` is either. For ARP the addresses
 * are the sender's and the target's.
 */
export const ADDRESS_FIELDS = ['src', 'dst', 'remote', 'local', 'host'] as const;
export type AddressField = (typeof ADDRESS_FIELDS)[number];

/** `port` is either. Ports of TCP and UDP, and of SCTP. */
export const PORT_FIELDS = ['sport', 'dport', 'port'] as const;
export type PortField = (typeof PORT_FIELDS)[number];

/** TCP flags as on the wire: those in `set` are 1, those in `clear` are 0, the rest do not matter. */
export interface FlagPattern {
  readonly set: number;
  readonly clear: number;
}

/** Fields whose values are plain numbers. */
export const NUMBER_FIELDS = [
  /** Innermost EtherType, behind all tags; below 0x600 the length of an LLC frame. */
  'ether-type',
  /** ARP operation: 1 request, 2 reply. */
  'arp-op',
  /** VLAN id of the outermost tag, 0 to 4095. Untagged frames lack it. */
  'vlan',
  ...PORT_FIELDS,
  'icmp-type',
  'icmp-code',
  /** Bytes of the frame as the hook sees it, Ethernet header included; from 65535 up all are 65535. */
  'length',
  /** IPv4 time to live or IPv6 hop limit. */
  'ttl',
] as const;
export type NumberField = (typeof NUMBER_FIELDS)[number];

export type Criterion = { readonly not?: true } & (
  | { readonly field: 'interface'; readonly names: readonly string[] }
  /** Words, and numbers of IP protocols. `icmp` is IPv4 only, `icmpv6` IPv6 only, the rest both. */
  | { readonly field: 'protocol'; readonly values: readonly (ProtocolWord | number)[] }
  | { readonly field: AddressField; readonly prefixes: readonly Prefix[] }
  /** Is in one of the lists with these names. */
  | { readonly field: AddressField; readonly lists: readonly string[] }
  | { readonly field: NumberField; readonly ranges: readonly Range[] }
  /** Lower case with colons. */
  | { readonly field: 'ether-src' | 'ether-dst'; readonly macs: readonly string[] }
  | { readonly field: 'flags'; readonly patterns: readonly FlagPattern[] }
  /** `first` has the ports, `later` has none. A whole packet lacks the field. */
  | { readonly field: 'fragment'; readonly kinds: readonly ('first' | 'later')[] }
  /** Belongs to a flow that this machine knows: one that it opened, or that a rule let in. */
  | { readonly field: 'established' }
  /** Could not be parsed to its end: cut, with a bad header, or with too many of them. */
  | { readonly field: 'malformed' }
);

/** No criteria: every packet. */
export type Match = readonly Criterion[];
