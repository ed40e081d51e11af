/** Packets of a made-up workstation: every kind of row that the window can show. */
import { addressBytes, parseAddress } from '../../electron/contract/address.ts';
import type { CountedProtocol } from '../../electron/contract/counted-protocol.ts';
import { type PacketTraits, traitsOfRecord } from '../../electron/contract/language/traits.ts';
import {
  DIRECTION,
  ETHER_TYPE,
  IP_PROTOCOL,
  MARK,
  PacketRecord,
  REASON,
} from '../../electron/contract/packet-record.ts';
import { ruleProtocol } from '../../electron/contract/protocol-name.ts';
import { demoFrame } from './demo-frame.ts';
import { makeRecordBytes, type RecordFields } from './make-record.ts';

/** A packet that comes again and again. */
export interface DemoPacket {
  /** A whole record; time, verdict and rule are filled in when it is sent. */
  readonly bytes: Uint8Array;
  /** The packet itself. */
  readonly frame: Uint8Array;
  readonly lengthBytes: number;
  readonly protocol: CountedProtocol;
  readonly traits: PacketTraits;
}

const ME = '192.168.1.20';
const ME6 = '2001:db8:20::14';
const TCP = { syn: 2, synAck: 18, ack: 16, pushAck: 24, reset: 4, finAck: 17 } as const;

/** Of flows that this machine began. */
const OWN_PORTS: ReadonlySet<unknown> = new Set([47210, 47212, 39412, 58122, 50110]);

const RECORDS: readonly RecordFields[] = [
  ...repeat(6, tcp('203.0.113.77', ME, 40112, 22, TCP.syn, 64240, 0)),
  ...repeat(2, tcp('192.0.2.144', ME, 33918, 23, TCP.syn, 14600, 0)),
  ...repeat(5, tcp('198.51.100.61', ME, 58900, 22, TCP.syn, 29200, 0)),
  ...repeat(6, tcp('198.51.100.10', ME, 443, 47210, TCP.pushAck, 501, 1448)),
  ...repeat(3, tcp('198.51.100.10', ME, 443, 47210, TCP.ack, 501, 0)),
  ...repeat(4, out(tcp(ME, '198.51.100.10', 47210, 443, TCP.ack, 501, 0))),
  ...repeat(2, out(tcp(ME, '198.51.100.10', 47210, 443, TCP.pushAck, 501, 517))),
  tcp('198.51.100.10', ME, 443, 47210, TCP.finAck, 501, 0),
  out(tcp(ME, '192.0.2.80', 50110, 443, TCP.syn, 64240, 0)),
  tcp('192.0.2.8', ME, 8080, 51022, TCP.reset, 0, 0),
  ...repeat(4, tcp('2001:db8:40::80', ME6, 443, 47212, TCP.synAck, 64800, 0)),
  ...repeat(2, out(udp(ME6, '2001:db8:40::53', 39412, 53, 40))),
  ...repeat(3, udp('2001:db8:40::53', ME6, 53, 39412, 91)),
  udp('2001:db8:bad:7:1:22:333:9a3c', ME6, 5060, 5060, 356),
  ...repeat(3, udp('198.51.100.200', ME, 443, 58122, 1250)),
  udp('192.168.1.34', '224.0.0.251', 5353, 5353, 120),
  udp('192.168.1.34', ME, 40000, 9999, 120),
  ...repeat(4, icmp('198.51.100.23', ME, 8, 0, 7, 291)),
  ...repeat(3, out(icmp(ME, '198.51.100.23', 0, 0, 7, 291))),
  icmp('192.168.1.1', ME, 0, 0, 3, 44),
  icmp('192.168.1.1', ME, 3, 3, 0, 0),
  ...repeat(2, icmp6('fe80::1', 'ff02::1', 134)),
  ...repeat(2, icmp6('fe80::3e7c:3fff:fe1a:8820', ME6, 135)),
  ...repeat(3, arp('192.168.1.5', ME, 1)),
  arp('192.168.1.5', ME, 2),
  out(arp(ME, '192.168.1.5', 2)),
  demo({ ...ip4('192.168.1.1', '224.0.0.1', IP_PROTOCOL.igmp), length_bytes: 46 }),
  demo({ ...ip4('192.0.2.99', ME, IP_PROTOCOL.udp), fragment: 2, length_bytes: 1514 }),
  demo({
    ...ip4('192.0.2.60', ME, IP_PROTOCOL.tcp),
    ...{ source_port: 60110, destination_port: 445, flags: TCP.syn, info_a: 1024 },
    ...{ tag_count: 2, vlan_id: 100, length_bytes: 66 },
  }),
  demo({ ...ip4('192.0.2.13', ME, IP_PROTOCOL.tcp), reason: REASON.truncated, length_bytes: 34 }),
  demo({ ether_type: 0x88cc, family: 0, length_bytes: 213, source_mac: [0, 27, 33, 196, 14, 1] }),
  demo({ ether_type: 38, family: 0, length_bytes: 60, source_mac: [0, 27, 33, 196, 14, 2] }),
];

export const DEMO_PACKETS: readonly DemoPacket[] = RECORDS.map(demoPacket);

function demo(fields: RecordFields): RecordFields {
  return { ifindex: 2, destination_mac: [0x3c, 0x7c, 0x3f, 0x1a, 0x88, 0x20], ...fields };
}

/** The same on its way out. */
function out(fields: RecordFields): RecordFields {
  return { ...fields, direction: DIRECTION.out };
}

/** A packet from the fields of its record. */
export function demoPacket(fields: RecordFields): DemoPacket {
  const plain = new PacketRecord(makeRecordBytes(fields));
  const protocol = ruleProtocol(plain) ?? 'other';
  const hasPorts = ['tcp', 'udp', 'sctp'].includes(protocol) && plain.fragment !== 2;
  const hasFlags = ['tcp', 'icmp', 'icmpv6'].includes(protocol) && plain.fragment !== 2;
  const own = OWN_PORTS.has(plain.sourcePort) || OWN_PORTS.has(plain.destinationPort);
  const frame = demoFrame(plain);
  const isTransport = protocol === 'tcp' || protocol === 'udp';
  const bytes = makeRecordBytes({
    ...fields,
    length_bytes: frame.length,
    ...(isTransport && plain.infoB > 0 ? { info_b: payloadBytes(frame, plain) } : {}),
    marks:
      (hasPorts ? MARK.hasPorts : 0) |
      (hasFlags ? MARK.hasFlags : 0) |
      (own ? MARK.established : 0),
  });
  const record = new PacketRecord(bytes);
  const traits = traitsOfRecord(record, 'enp5s0');
  return { bytes, frame, lengthBytes: record.lengthBytes, protocol, traits };
}

/** Behind headers without IP options, and with timestamps in TCP. */
function payloadBytes(frame: Uint8Array, { family, protocol }: PacketRecord): number {
  return frame.length - 14 - (family === 6 ? 40 : 20) - (protocol === IP_PROTOCOL.tcp ? 32 : 8);
}

function tcp(
  source: string,
  destination: string,
  sourcePort: number,
  destinationPort: number,
  flags: number,
  window: number,
  payload: number,
): RecordFields {
  return demo({
    ...ip(source, destination, IP_PROTOCOL.tcp),
    source_port: sourcePort,
    destination_port: destinationPort,
    flags,
    info_a: window,
    info_b: payload,
    length_bytes: 66 + payload,
  });
}

function udp(
  source: string,
  destination: string,
  sourcePort: number,
  destinationPort: number,
  payload: number,
): RecordFields {
  return demo({
    ...ip(source, destination, IP_PROTOCOL.udp),
    source_port: sourcePort,
    destination_port: destinationPort,
    info_b: payload,
    length_bytes: 42 + payload,
  });
}

function icmp(
  source: string,
  destination: string,
  type: number,
  code: number,
  id: number,
  sequence: number,
): RecordFields {
  const ports = { flags: type, code, info_a: id, info_b: sequence };
  return demo({ ...ip4(source, destination, IP_PROTOCOL.icmp), ...ports, length_bytes: 98 });
}

function icmp6(source: string, destination: string, type: number): RecordFields {
  return demo({
    ...ip(source, destination, IP_PROTOCOL.icmpv6),
    flags: type,
    length_bytes: 118,
  });
}

function arp(sender: string, target: string, operation: number): RecordFields {
  return demo({
    ...ip4(sender, target, 0),
    ether_type: ETHER_TYPE.arp,
    info_a: operation,
    source_mac: [0x3c, 0x7c, 0x3f, 0x1a, 0x88, 0x20],
  });
}

function ip(source: string, destination: string, protocol: number): RecordFields {
  if (!source.includes(':')) return ip4(source, destination, protocol);
  return {
    ether_type: ETHER_TYPE.ipv6,
    family: 6,
    source: bytesOf(source),
    destination: bytesOf(destination),
    protocol,
  };
}

function ip4(source: string, destination: string, protocol: number): RecordFields {
  return { source: bytesOf(source), destination: bytesOf(destination), protocol };
}

function bytesOf(text: string): readonly number[] {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return [...addressBytes(parsed.value)];
}

function repeat<T>(times: number, item: T): readonly T[] {
  return new Array<T>(times).fill(item);
}
