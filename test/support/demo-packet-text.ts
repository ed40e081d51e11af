/** Packets that somebody asks about: a row of the table, or described in the rules' own words. */
import { addressBytes, formatAddressBytes } from '../../electron/contract/address.ts';
import type { MethodArgs } from '../../electron/contract/api.ts';
import type { Criterion, Match } from '../../electron/contract/language/criterion.ts';
import { parseDirectedMatch } from '../../electron/contract/language/parse.ts';
import type { Direction } from '../../electron/contract/language/statement.ts';
import {
  DIRECTION,
  ETHER_TYPE,
  IP_PROTOCOL,
  PacketRecord,
} from '../../electron/contract/packet-record.ts';
import { describePacket } from '../../electron/contract/packet-text.ts';
import { ok, type Result } from '../../electron/contract/result.ts';
import { demoPacket } from './demo-traffic.ts';
import type { RecordFields } from './make-record.ts';

/** The packet of a question, as the bytes of its record and in words. */
export function describedPacket(
  packet: MethodArgs<'explain'>['packet'],
): Result<{ readonly text: string; readonly bytes: Uint8Array }> {
  if ('record' in packet) {
    const bytes = Uint8Array.from(packet.record.match(/../g) ?? [], (pair) => Number(`0x${pair}`));
    return ok({ text: packetText(new PacketRecord(bytes)), bytes });
  }
  const parsed = parseDirectedMatch(packet.text);
  if (!parsed.ok) return parsed;
  const { match, direction } = parsed.value;
  const way = direction === 'out' ? 'out' : 'in';
  return ok({ text: packet.text, bytes: demoPacket(recordFieldsOf(match, way)).bytes });
}

/** `tcp src 203.0.113.77 dst 192.168.1.20`; the engine says more. */
function packetText(record: PacketRecord): string {
  const protocol = describePacket(record).protocol.toLowerCase();
  if (record.family === 0) return protocol;
  const [source, destination] = [record.source, record.destination].map(formatAddressBytes);
  return `${protocol} src ${source} dst ${destination}`;
}

/** What one value per criterion says; the rest is that of a packet without it. */
function recordFieldsOf(match: Match, direction: Direction): RecordFields {
  const way = { direction: DIRECTION[direction] };
  return Object.assign({}, way, ...match.map(fieldsOf)) as RecordFields;
}

function fieldsOf(criterion: Criterion): RecordFields {
  if (criterion.field === 'protocol') return protocolFields(criterion.values[0]);
  if ('prefixes' in criterion) {
    const bytes = [...addressBytes(criterion.prefixes[0]?.address ?? ('0.0.0.0' as never))];
    const family = bytes.length === 4 ? 4 : 6;
    const end = ['src', 'remote'].includes(criterion.field) ? 'source' : 'destination';
    return { [end]: bytes, family, ether_type: family === 4 ? ETHER_TYPE.ipv4 : ETHER_TYPE.ipv6 };
  }
  if (!('ranges' in criterion)) return {};
  const value = criterion.ranges[0]?.low ?? 0;
  switch (criterion.field) {
    case 'sport':
      return { source_port: value };
    case 'dport':
    case 'port':
      return { destination_port: value };
    case 'icmp-type':
      return { flags: value };
    case 'length':
      return { length_bytes: value };
    default:
      return {};
  }
}

function protocolFields(value: string | number | undefined): RecordFields {
  if (typeof value === 'number') return { protocol: value };
  if (value === 'arp') return { ether_type: ETHER_TYPE.arp };
  const number = IP_PROTOCOL[value as keyof typeof IP_PROTOCOL];
  return number === undefined ? {} : { protocol: number };
}
