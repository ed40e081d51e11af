import { ETHER_TYPE, IP_PROTOCOL, MARK, type PacketRecord, REASON } from '../packet-record.ts';
import { formatMac } from '../packet-text.ts';
import type { Direction } from './statement.ts';

/**
 * Everything that a match can ask of a packet. A field that the packet lacks, or that could not be
 * read of it, is absent.
 */
export interface PacketTraits {
  readonly direction: Direction;
  /** Name of the interface; '' where nobody knows it any more. */
  readonly interface: string;
  /** Innermost; below 0x600 the length of an LLC frame; 0: cut off before it. */
  readonly etherType: number;
  /** Absent for all but IP, ARP included. */
  readonly ipVersion?: 4 | 6;
  /** IP protocol behind all extension headers. Present with {@link ipVersion}. */
  readonly protocol?: number;
  /** IPv4 time to live or IPv6 hop limit. Present with {@link ipVersion}. */
  readonly ttl?: number;
  /** A whole packet has none. */
  readonly fragment?: 'first' | 'later';
  /** 4 or 16 bytes in network order. Of ARP for IPv4: the sender's. */
  readonly source?: Uint8Array;
  /** As {@link source}. Of ARP for IPv4: the target's. */
  readonly destination?: Uint8Array;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  /** As on the wire, FIN = 1. */
  readonly tcpFlags?: number;
  readonly icmpType?: number;
  readonly icmpCode?: number;
  readonly arpOperation?: number;
  /** Id of the outermost tag. */
  readonly vlan?: number;
  /** Bytes of the frame; 65535 for longer ones. */
  readonly length: number;
  /** Lower case with colons, as is {@link destinationMac}. */
  readonly sourceMac: string;
  readonly destinationMac: string;
  /** Names of the lists that hold the source. */
  readonly sourceLists: readonly string[];
  readonly destinationLists: readonly string[];
  /** Belongs to a flow that this machine knows. */
  readonly established: boolean;
  /** Could not be parsed to its end. */
  readonly malformed: boolean;
  /** It ended so because it has more IPv6 extension headers than are looked through. */
  readonly tooManyExtensions: boolean;
  /** It ended so because it has more VLAN tags than are looked through. */
  readonly tooManyTags: boolean;
}

const MAX_LENGTH = 65_535;
const NO_LISTS: readonly string[] = [];

/** Names of the lists that hold an address of 4 or 16 bytes in network order. */
export type ListsOf = (address: Uint8Array) => readonly string[];

/** What a record tells of its packet. Which lists its addresses are on it does not tell: `listsOf` does. */
export function traitsOfRecord(
  record: PacketRecord,
  interfaceName: string,
  listsOf: ListsOf = () => NO_LISTS,
): PacketTraits {
  const addresses = addressesOf(record);
  return {
    direction: record.direction === 0 ? 'in' : 'out',
    interface: interfaceName,
    etherType: record.etherType,
    ...addresses,
    ...ipOf(record),
    ...transportOf(record),
    ...(record.tagCount > 0 ? { vlan: record.vlanId } : {}),
    length: Math.min(record.lengthBytes, MAX_LENGTH),
    sourceMac: formatMac(record.sourceMac),
    destinationMac: formatMac(record.destinationMac),
    sourceLists: addresses.source ? listsOf(addresses.source) : NO_LISTS,
    destinationLists: addresses.destination ? listsOf(addresses.destination) : NO_LISTS,
    established: (record.marks & MARK.established) !== 0,
    malformed: (record.marks & MARK.malformed) !== 0,
    tooManyExtensions: record.reason === REASON.tooManyExtensions,
    tooManyTags: record.reason === REASON.tooManyTags,
  };
}

function addressesOf(record: PacketRecord): Pick<PacketTraits, 'source' | 'destination'> {
  if (record.family === 0) return {};
  return { source: record.source, destination: record.destination };
}

function ipOf(record: PacketRecord): Partial<PacketTraits> {
  const { family, protocol, ttl, fragment } = record;
  if (record.etherType === ETHER_TYPE.arp || (family !== 4 && family !== 6)) return {};
  const whole = { ipVersion: family, protocol, ttl } as const;
  if (fragment === 0) return whole;
  return { ...whole, fragment: fragment === 1 ? 'first' : 'later' };
}

function transportOf(record: PacketRecord): Partial<PacketTraits> {
  const hasFlags = (record.marks & MARK.hasFlags) !== 0;
  if (record.etherType === ETHER_TYPE.arp) return hasFlags ? { arpOperation: record.infoA } : {};
  if (record.family === 0) return {};
  const ports =
    (record.marks & MARK.hasPorts) !== 0
      ? { sourcePort: record.sourcePort, destinationPort: record.destinationPort }
      : {};
  if (!hasFlags) return ports;
  if (record.protocol === IP_PROTOCOL.tcp) return { ...ports, tcpFlags: record.flags };
  const icmp = record.family === 4 ? IP_PROTOCOL.icmp : IP_PROTOCOL.icmpv6;
  if (record.protocol !== icmp) return ports;
  return { icmpType: record.flags, icmpCode: record.code };
}
