/** What a packet's bytes say, as a tree of layers and fields with the place of each. */
import type { DhcpFacts } from './application/dhcp.ts';
import type { DnsMessage } from './application/dns.ts';
import type { TlsHello } from './application/tls.ts';

/** Bytes of the packet from `start` up to, not including, `end`. Both within what was captured. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Why something could not be read to its end. */
export interface Problem {
  /**
   * `cut`: the packet goes on, what was captured does not. `malformed`: it contradicts itself.
   * `long`: there is more of it than is ever shown.
   */
  readonly kind: 'cut' | 'malformed' | 'long';
  /** `the last 20 bytes of the packet were not captured` */
  readonly text: string;
}

/** A piece of a summary: words, or a value as it stands in the packet. */
export interface TextPart {
  readonly text: string;
  readonly isValue?: true;
  /** The value as a match of the rules' language. */
  readonly filterText?: string;
}

export interface DecodedField {
  readonly label: string;
  /** The value as text, free of control characters. May be empty where children say it. */
  readonly value: string;
  /** More about the value, in words: `ssh`, `right`. */
  readonly note?: string;
  readonly range: ByteRange;
  /** The value as a match of the rules' language: `src 192.0.2.1`. Absent where rules cannot ask. */
  readonly filterText?: string;
  readonly problem?: Problem;
  readonly children?: readonly DecodedField[];
}

export interface DecodedLayer {
  readonly id: LayerId;
  /** `IPv4`, `DNS`, `Hop-by-hop options`. */
  readonly name: string;
  readonly summary: readonly TextPart[];
  /** Its header; of the last layer all that belongs to it. */
  readonly range: ByteRange;
  readonly fields: readonly DecodedField[];
  readonly problem?: Problem;
}

export type LayerId =
  | 'ethernet'
  | 'vlan'
  | 'llc'
  | 'arp'
  | 'ip'
  | 'ipv4'
  | 'ipv6'
  | 'extension'
  | 'ah'
  | 'esp'
  | 'tcp'
  | 'udp'
  | 'icmp'
  | 'icmpv6'
  | 'igmp'
  | 'sctp'
  | 'gre'
  | 'dns'
  | 'dhcp'
  | 'dhcpv6'
  | 'tls'
  | 'http'
  | 'quic'
  | 'ntp'
  | 'stun'
  | 'data'
  | 'trailer';

/** What the table says about a packet's payload. */
export interface ApplicationText {
  /** `DNS`, `TLS`, `HTTP`. */
  readonly protocol: string;
  /** `A? mirror.example.net`, `client hello example.net`, `GET /index.html`. */
  readonly text: string;
}

export interface DecodedPacket {
  /** As captured. */
  readonly capturedBytes: number;
  /** As it was on the wire; never less than `capturedBytes`. */
  readonly originalLength: number;
  readonly layers: readonly DecodedLayer[];
  readonly application?: ApplicationText;
  readonly dns?: DnsMessage;
  readonly tls?: TlsHello;
  readonly dhcp?: DhcpFacts;
  /** Steps that decoding took; at most `MAX_STEPS`. */
  readonly steps: number;
}

export interface DecodeOptions {
  /** Bytes of the packet on the wire, of which the first may have been captured. */
  readonly originalLength: number;
  /** What it begins with. */
  readonly linkType: 'ethernet' | 'raw-ip';
}
