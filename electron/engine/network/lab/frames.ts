/**
 * Builds network frames byte by byte, each layer a function from header fields and payload to bytes:
 *
 *   ethernet({ destination, source, etherType: ETHER_TYPE.ipv4 },
 *     ipv4({ ...ends, protocol: IP_PROTOCOL.tcp }, tcp({ ...ends, sourcePort, destinationPort, flags })))
 *
 * Lengths and checksums are filled in. Everything given is a host-order number or text, everything
 * made is in network order. Malformed text is a bug of the caller and throws.
 */
import { addressBytes, addressFamily, parseAddress } from '../../../contract/address.ts';
import { ETHER_TYPE, IP_PROTOCOL } from '../../../contract/packet-record.ts';

const NOTHING: Uint8Array = new Uint8Array(0);

export const BROADCAST_MAC = 'ff:ff:ff:ff:ff:ff';
/** EtherTypes that announce a VLAN tag: the plain one and the outer one of a pair. */
export const VLAN_ETHER_TYPE = { customer: 0x8100, service: 0x88a8 } as const;

export interface EthernetHeader {
  readonly destination: string;
  readonly source: string;
  readonly etherType: number;
}

/** An Ethernet II frame, without padding and check sequence. */
export function ethernet(header: EthernetHeader, payload: Uint8Array): Uint8Array {
  return join(
    macBytes(header.destination),
    macBytes(header.source),
    u16(header.etherType),
    payload,
  );
}

/** What follows an EtherType of {@link VLAN_ETHER_TYPE}: the tag, then the type of the payload. */
export function vlanTag(
  tag: { readonly id: number; readonly priority?: number; readonly etherType: number },
  payload: Uint8Array,
): Uint8Array {
  return join(u16(((tag.priority ?? 0) << 13) | tag.id), u16(tag.etherType), payload);
}

export const ARP_OPERATION = { request: 1, reply: 2 } as const;

export interface ArpFields {
  readonly operation: number;
  readonly senderMac: string;
  readonly senderAddress: string;
  /** Left out: unknown, as in a request. */
  readonly targetMac?: string;
  readonly targetAddress: string;
}

/** ARP for IPv4 over Ethernet. */
export function arp(fields: ArpFields): Uint8Array {
  return join(
    u16(1),
    u16(ETHER_TYPE.ipv4),
    Uint8Array.of(6, 4),
    u16(fields.operation),
    macBytes(fields.senderMac),
    ipBytes(fields.senderAddress),
    macBytes(fields.targetMac ?? '00:00:00:00:00:00'),
    ipBytes(fields.targetAddress),
  );
}

/** The addresses of a packet. Transports need them too: their checksums cover them. */
export interface Ends {
  readonly source: string;
  readonly destination: string;
}

export interface Ipv4Header extends Ends {
  readonly protocol: number;
  readonly ttl?: number;
  readonly identification?: number;
  readonly dontFragment?: boolean;
  readonly moreFragments?: boolean;
  /** Where this fragment's payload starts in the whole; a multiple of 8. */
  readonly fragmentOffsetBytes?: number;
  /** At most 40 bytes, a multiple of 4. */
  readonly options?: Uint8Array;
}

export function ipv4(header: Ipv4Header, payload: Uint8Array): Uint8Array {
  const options = header.options ?? NOTHING;
  if (options.length > 40 || options.length % 4 !== 0) {
    throw new RangeError(`IPv4 options of ${options.length} bytes`);
  }
  const headerBytes = 20 + options.length;
  const fragment =
    (header.dontFragment ? 0x4000 : 0) |
    (header.moreFragments ? 0x2000 : 0) |
    ((header.fragmentOffsetBytes ?? 0) >> 3);
  const bytes = join(
    Uint8Array.of(0x40 | (headerBytes / 4), 0),
    u16(headerBytes + payload.length),
    u16(header.identification ?? 0),
    u16(fragment),
    Uint8Array.of(header.ttl ?? 64, header.protocol, 0, 0),
    ipBytes(header.source),
    ipBytes(header.destination),
    options,
  );
  return join(withChecksum(bytes, 10), payload);
}

export interface Ipv6Header extends Ends {
  /** Of the payload: a transport, or an extension header. */
  readonly nextHeader: number;
  readonly hopLimit?: number;
  readonly flowLabel?: number;
}

export function ipv6(header: Ipv6Header, payload: Uint8Array): Uint8Array {
  return join(
    u32(0x6000_0000 | (header.flowLabel ?? 0)),
    u16(payload.length),
    Uint8Array.of(header.nextHeader, header.hopLimit ?? 64),
    ipBytes(header.source),
    ipBytes(header.destination),
    payload,
  );
}

/** Next-header numbers of the IPv6 extensions. */
export const IPV6_EXTENSION = {
  hopByHop: 0,
  routing: 43,
  fragment: 44,
  destinationOptions: 60,
} as const;

/** A hop-by-hop or destination options header holding nothing but padding (PadN). */
export function ipv6Options(
  header: { readonly nextHeader: number; readonly sizeBytes?: number },
  payload: Uint8Array,
): Uint8Array {
  const sizeBytes = header.sizeBytes ?? 8;
  const bytes = new Uint8Array(sizeBytes);
  bytes.set([header.nextHeader, sizeBytes / 8 - 1, 1, sizeBytes - 4]);
  return join(bytes, payload);
}

export interface Ipv6FragmentHeader {
  readonly nextHeader: number;
  readonly identification: number;
  readonly moreFragments?: boolean;
  /** Where this fragment's payload starts in the whole; a multiple of 8. */
  readonly fragmentOffsetBytes?: number;
}

export function ipv6Fragment(header: Ipv6FragmentHeader, payload: Uint8Array): Uint8Array {
  return join(
    Uint8Array.of(header.nextHeader, 0),
    u16((header.fragmentOffsetBytes ?? 0) | (header.moreFragments ? 1 : 0)),
    u32(header.identification),
    payload,
  );
}

/** A whole frame around a transport segment, IPv4 or IPv6 as the addresses say. */
export function ipFrame(
  macs: { readonly destination: string; readonly source: string },
  header: Ends & { readonly protocol: number; readonly ttl?: number },
  segment: Uint8Array,
): Uint8Array {
  const { protocol, ttl = 64 } = header;
  return addressFamily(parsed(header.source)) === 4
    ? ethernet({ ...macs, etherType: ETHER_TYPE.ipv4 }, ipv4(header, segment))
    : ethernet(
        { ...macs, etherType: ETHER_TYPE.ipv6 },
        ipv6({ ...header, nextHeader: protocol, hopLimit: ttl }, segment),
      );
}

export const ICMP_TYPE = { echoReply: 0, unreachable: 3, echoRequest: 8 } as const;
export const ICMPV6_TYPE = { echoRequest: 128, echoReply: 129, neighborSolicitation: 135 } as const;

export interface IcmpHeader {
  readonly type: number;
  readonly code?: number;
  readonly identifier?: number;
  readonly sequence?: number;
}

export function icmp(header: IcmpHeader, payload: Uint8Array = NOTHING): Uint8Array {
  return withChecksum(icmpBytes(header, payload), 2);
}

export function icmpv6(header: IcmpHeader & Ends, payload: Uint8Array = NOTHING): Uint8Array {
  const bytes = icmpBytes(header, payload);
  return withChecksum(bytes, 2, pseudoHeader(header, IP_PROTOCOL.icmpv6, bytes.length));
}

function icmpBytes(header: IcmpHeader, payload: Uint8Array): Uint8Array {
  return join(
    Uint8Array.of(header.type, header.code ?? 0, 0, 0),
    u16(header.identifier ?? 0),
    u16(header.sequence ?? 0),
    payload,
  );
}

export const IGMP_TYPE = { query: 0x11, reportV2: 0x16, leave: 0x17 } as const;

/** IGMP version 2. */
export function igmp(header: { readonly type: number; readonly group: string }): Uint8Array {
  return withChecksum(join(Uint8Array.of(header.type, 0, 0, 0), ipBytes(header.group)), 2);
}

export interface UdpHeader extends Ends {
  readonly sourcePort: number;
  readonly destinationPort: number;
}

export function udp(header: UdpHeader, payload: Uint8Array = NOTHING): Uint8Array {
  const sizeBytes = 8 + payload.length;
  const bytes = withChecksum(
    join(u16(header.sourcePort), u16(header.destinationPort), u16(sizeBytes), u16(0), payload),
    6,
    pseudoHeader(header, IP_PROTOCOL.udp, sizeBytes),
  );
  // A sum of zero is sent as its other form: zero means that there is none.
  if (bytes[6] === 0 && bytes[7] === 0) bytes.fill(0xff, 6, 8);
  return bytes;
}

export const TCP_FLAG = {
  fin: 1,
  syn: 2,
  rst: 4,
  psh: 8,
  ack: 16,
  urg: 32,
  ece: 64,
  cwr: 128,
} as const;

export interface TcpHeader extends Ends {
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** Of {@link TCP_FLAG}, or-ed. */
  readonly flags: number;
  readonly sequence?: number;
  readonly acknowledgment?: number;
  readonly window?: number;
  /** At most 40 bytes, a multiple of 4. */
  readonly options?: Uint8Array;
}

export function tcp(header: TcpHeader, payload: Uint8Array = NOTHING): Uint8Array {
  const options = header.options ?? NOTHING;
  if (options.length > 40 || options.length % 4 !== 0) {
    throw new RangeError(`TCP options of ${options.length} bytes`);
  }
  const bytes = join(
    u16(header.sourcePort),
    u16(header.destinationPort),
    u32(header.sequence ?? 0),
    u32(header.acknowledgment ?? 0),
    Uint8Array.of(((20 + options.length) / 4) << 4, header.flags),
    u16(header.window ?? 64_240),
    u32(0),
    options,
    payload,
  );
  return withChecksum(bytes, 16, pseudoHeader(header, IP_PROTOCOL.tcp, bytes.length));
}

/**
 * The Internet checksum of RFC 1071 over the chunks in order; every chunk but the last is of even
 * length. Over data that carries its own checksum it is 0.
 */
export function internetChecksum(...chunks: readonly Uint8Array[]): number {
  let sum = 0;
  for (const chunk of chunks) {
    for (let index = 0; index < chunk.length; index += 2) {
      sum += ((chunk[index] ?? 0) << 8) | (chunk[index + 1] ?? 0);
    }
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x1_0000);
  return ~sum & 0xffff;
}

/** The bytes that a transport's checksum covers besides the segment itself. */
export function pseudoHeader(ends: Ends, protocol: number, segmentBytes: number): Uint8Array {
  const source = ipBytes(ends.source);
  const destination = ipBytes(ends.destination);
  return source.length === 4
    ? join(source, destination, Uint8Array.of(0, protocol), u16(segmentBytes))
    : join(source, destination, u32(segmentBytes), u32(protocol));
}

/** Fills the zero checksum field at `offset`, and gives the same bytes back. */
function withChecksum(bytes: Uint8Array, offset: number, pseudo = NOTHING): Uint8Array {
  bytes.set(u16(internetChecksum(pseudo, bytes)), offset);
  return bytes;
}

function ipBytes(text: string): Uint8Array {
  return addressBytes(parsed(text));
}

function parsed(text: string) {
  const address = parseAddress(text);
  if (!address.ok) throw new TypeError(address.error.message);
  return address.value;
}

function macBytes(text: string): Uint8Array {
  if (!/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text)) throw new TypeError(`not a MAC: ${text}`);
  return Uint8Array.from(text.split(':'), (pair) => Number.parseInt(pair, 16));
}

function u16(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value);
}

function u32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
