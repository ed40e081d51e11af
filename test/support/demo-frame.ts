/** The bytes of a made-up packet, from its record: what would have been on the wire. */
import { formatAddressBytes } from '../../electron/contract/address.ts';
import {
  DIRECTION,
  IP_PROTOCOL,
  type PacketRecord,
} from '../../electron/contract/packet-record.ts';
import { formatMac } from '../../electron/contract/packet-text.ts';
import {
  arp,
  ethernet,
  icmp,
  icmpv6,
  ipFrame,
  ipv4,
  tcp,
  udp,
  vlanTag,
} from '../../electron/engine/network/lab/frames.ts';
import {
  ascii,
  dnsAnswer,
  dnsQuestion,
  join,
  quicInitial,
  tlsClientHello,
  tlsServerHello,
} from './payloads.ts';

const TIMESTAMPS = Uint8Array.of(1, 1, 8, 10, 0x1c, 0x9e, 0x44, 0x10, 0, 0, 7, 0xd0);
const FIRST = Uint8Array.of(
  ...[2, 4, 5, 0xb4, 4, 2, 8, 10, 0x1c, 0x9e, 0x44, 0x10, 0, 0, 0, 0, 1, 3, 3, 7],
);
const SYN = 2;
const ROUTER_ADVERTISEMENT = Uint8Array.of(
  ...[0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0x1b, 0x21, 0xc4, 0x0e, 1],
);
const ALL_NODES = Uint8Array.of(0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);

export function demoFrame(record: PacketRecord): Uint8Array {
  const mac = (bytes: Uint8Array) => formatMac(bytes);
  const macs = { source: mac(record.sourceMac), destination: mac(record.destinationMac) };
  const { etherType, family } = record;
  if (family === 0) return ethernet({ ...macs, etherType }, filler(record.lengthBytes - 14));
  const source = formatAddressBytes(record.source);
  const destination = formatAddressBytes(record.destination);
  if (etherType === 0x0806) {
    const addresses = { senderAddress: source, targetAddress: destination };
    const fields = { operation: record.infoA, senderMac: macs.source, ...addresses };
    return ethernet({ ...macs, etherType }, arp(fields));
  }
  const ends = { source, destination };
  const segment = segmentOf(record, ends);
  const { protocol, ttl } = record;
  if (record.fragment === 2 || record.tagCount > 0) {
    const place = record.fragment === 2 ? { fragmentOffsetBytes: 1480 } : {};
    const packet = ipv4({ ...ends, protocol, ttl, ...place }, segment);
    return record.tagCount > 0
      ? ethernet({ ...macs, etherType: 0x88a8 }, tagged(record.vlanId, packet))
      : ethernet({ ...macs, etherType }, packet);
  }
  const whole = ipFrame(macs, { ...ends, protocol, ttl }, segment);
  return record.reason === 0 ? whole : whole.subarray(0, record.lengthBytes);
}

function tagged(id: number, packet: Uint8Array): Uint8Array {
  return vlanTag({ id, etherType: 0x8100 }, vlanTag({ id: 7, etherType: 0x0800 }, packet));
}

interface Ends {
  readonly source: string;
  readonly destination: string;
}

function segmentOf(record: PacketRecord, ends: Ends): Uint8Array {
  const { protocol, sourcePort, destinationPort, flags, infoA, infoB } = record;
  if (record.fragment === 2) return filler(1480);
  switch (protocol) {
    case IP_PROTOCOL.tcp: {
      const options = (flags & SYN) === 0 ? TIMESTAMPS : FIRST;
      const header = { ...ends, sourcePort, destinationPort, flags, window: infoA, options };
      return tcp({ ...header, sequence: 0x5a11_c3e8 }, tcpPayload(record));
    }
    case IP_PROTOCOL.udp:
      return udp({ ...ends, sourcePort, destinationPort }, udpPayload(record));
    case IP_PROTOCOL.icmp: {
      const header = { type: flags, code: record.code, identifier: infoA, sequence: infoB };
      return icmp(header, flags === 3 ? quoted(ends) : filler(56));
    }
    case IP_PROTOCOL.icmpv6:
      return flags === 134
        ? icmpv6({ ...ends, type: flags, identifier: 0x4000, sequence: 1800 }, ROUTER_ADVERTISEMENT)
        : icmpv6({ ...ends, type: flags }, ALL_NODES);
    case IP_PROTOCOL.igmp:
      return Uint8Array.of(0x11, 100, 0xee, 0x9b, 0, 0, 0, 0);
    default:
      return filler(20);
  }
}

function tcpPayload({ direction, infoB }: PacketRecord): Uint8Array {
  if (infoB === 0) return new Uint8Array(0);
  return direction === DIRECTION.out ? tlsClientHello('mirror.example.net') : tlsServerHello();
}

function udpPayload({ sourcePort, destinationPort, infoB }: PacketRecord): Uint8Array {
  const name = 'mirror.example.net';
  if (destinationPort === 53) return dnsQuestion(name, 'AAAA');
  if (sourcePort === 53) {
    return dnsAnswer(name, 'AAAA', [{ name, type: 'AAAA', data: '2001:db8:40::80' }]);
  }
  if (destinationPort === 5353) return dnsQuestion('_ipp._tcp.local', 'PTR');
  if (sourcePort === 443) return quicInitial(infoB);
  if (destinationPort === 5060) return ascii('OPTIONS sip:100@192.168.1.20 SIP/2.0\r\n\r\n');
  return filler(infoB);
}

/** The datagram that did not get through. */
function quoted({ source, destination }: Ends): Uint8Array {
  const back = { source: destination, destination: source };
  const ports = { sourcePort: 40_000, destinationPort: 9 };
  return ipv4({ ...back, protocol: 17 }, udp({ ...back, ...ports }, filler(8)));
}

function filler(bytes: number): Uint8Array {
  return join(Uint8Array.from({ length: Math.max(0, bytes) }, (_, index) => (index * 7) & 0xff));
}
