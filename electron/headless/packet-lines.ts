/** One packet as one line: for people in columns, for programs as JSON. */
import { formatAddressBytes } from '../contract/address.ts';
import { DIRECTION, type PacketRecord, VERDICT } from '../contract/packet-record.ts';
import { describePacket, formatMac, malformedText } from '../contract/packet-text.ts';
import { isArp } from '../contract/protocol-name.ts';

/** What a record means beyond itself. */
export interface LineContext {
  /** Adds to milliseconds since boot for milliseconds since 1970. */
  readonly bootTimeMs: number;
  interfaceName(ifindex: number): string;
}

export type FormatLine = (record: PacketRecord, context: LineContext) => string;

/** What `watch --json` prints per packet. Absent: the packet has no such thing. */
export interface PacketObject {
  readonly time: string;
  readonly interface: string;
  readonly direction: 'in' | 'out';
  readonly verdict: 'pass' | 'drop';
  readonly malformed?: string;
  readonly protocol: string;
  readonly source?: string;
  readonly sourcePort?: number;
  readonly destination?: string;
  readonly destinationPort?: number;
  readonly sourceMac: string;
  readonly etherType: number;
  readonly vlan?: number;
  readonly ttl?: number;
  readonly lengthBytes: number;
  readonly info: string;
}

export const formatJson: FormatLine = (record, context) =>
  JSON.stringify(packetObject(record, context));

export function packetObject(record: PacketRecord, context: LineContext): PacketObject {
  const { protocol, info } = describePacket(record);
  const malformed = malformedText(record);
  const hasAddresses = record.family !== 0;
  return {
    time: new Date(timeMs(record, context)).toISOString(),
    interface: context.interfaceName(record.ifindex),
    direction: record.direction === DIRECTION.in ? 'in' : 'out',
    verdict: record.verdict === VERDICT.drop ? 'drop' : 'pass',
    ...(malformed === undefined ? {} : { malformed }),
    protocol,
    ...(hasAddresses ? { source: formatAddressBytes(record.source) } : {}),
    ...(hasPorts(record) ? { sourcePort: record.sourcePort } : {}),
    ...(hasAddresses ? { destination: formatAddressBytes(record.destination) } : {}),
    ...(hasPorts(record) ? { destinationPort: record.destinationPort } : {}),
    sourceMac: formatMac(record.sourceMac),
    etherType: record.etherType,
    ...(record.tagCount > 0 ? { vlan: record.vlanId } : {}),
    ...(hasAddresses && !isArp(record) ? { ttl: record.ttl } : {}),
    lengthBytes: record.lengthBytes,
    info: [info.head, info.rest].filter(Boolean).join(' '),
  };
}

/** Columns that widen with the longest address so far, so that neighbouring lines stay aligned. */
export function createColumnFormat(): FormatLine {
  let endWidth = '255.255.255.255:65535'.length;
  return (record, context) => {
    const packet = packetObject(record, context);
    const source = endText(packet.source, packet.sourcePort, packet.sourceMac);
    const destination = endText(packet.destination, packet.destinationPort, '');
    endWidth = Math.max(endWidth, source.length, destination.length);
    return [
      clockText(timeMs(record, context)),
      packet.direction.padEnd(3),
      packet.verdict.padEnd(4),
      source.padEnd(endWidth),
      destination.padEnd(endWidth),
      packet.protocol.padEnd(6),
      String(packet.lengthBytes).padStart(5),
      packet.info,
    ]
      .join('  ')
      .trimEnd();
  };
}

function hasPorts({ sourcePort, destinationPort }: PacketRecord): boolean {
  return sourcePort !== 0 || destinationPort !== 0;
}

/** `192.0.2.1:80`, `[2001:db8::1]:80`, or the stand-in where there is no address. */
function endText(address: string | undefined, port: number | undefined, standIn: string): string {
  if (address === undefined) return standIn;
  if (port === undefined) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

function timeMs(record: PacketRecord, { bootTimeMs }: LineContext): number {
  return bootTimeMs + record.timeBootNs / 1e6;
}

/** Local time of day to the millisecond. */
function clockText(time: number): string {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, '0');
  const milliseconds = String(date.getMilliseconds()).padStart(3, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${milliseconds}`;
}
