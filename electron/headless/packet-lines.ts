/** One packet as one line: for people in columns, for programs as JSON. */
import type { DecidingRule } from '../contract/capture-file/verdict-comment.ts';
import { type PacketMeaning, packetObject } from '../contract/packet-object.ts';
import type { PacketRecord } from '../contract/packet-record.ts';

/** What a record means beyond itself. */
export interface LineContext {
  /** Adds to milliseconds since boot for milliseconds since 1970. */
  readonly bootTimeMs: number;
  interfaceName(ifindex: number): string;
  /** The rule that decided. Absent: no rules are applied. */
  rule?(record: PacketRecord): DecidingRule | undefined;
}

export type FormatLine = (record: PacketRecord, context: LineContext) => string;

export const formatJson: FormatLine = (record, context) =>
  JSON.stringify(packetObject(record, meaningOf(record, context)));

/** Columns that widen with the longest address so far, so that neighbouring lines stay aligned. */
export function createColumnFormat(): FormatLine {
  let endWidth = '255.255.255.255:65535'.length;
  return (record, context) => {
    const packet = packetObject(record, meaningOf(record, context));
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

function meaningOf(record: PacketRecord, context: LineContext): PacketMeaning {
  return {
    bootTimeMs: context.bootTimeMs,
    interfaceName: context.interfaceName(record.ifindex),
    rule: context.rule?.(record),
  };
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
