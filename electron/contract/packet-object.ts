/** One packet as programs read it: a line of `watch --json` and of exported files. */
import { formatAddressBytes } from './address.ts';
import { type DecidingRule, ruleWords } from './capture-file/verdict-comment.ts';
import { DIRECTION, type PacketRecord, VERDICT } from './packet-record.ts';
import { describePacket, formatMac, malformedText } from './packet-text.ts';
import { isArp } from './protocol-name.ts';
import { verdictBefore } from './replay.ts';

/** What a record means beyond itself. */
export interface PacketMeaning {
  /** In the view it is exported from, from 1. */
  readonly number?: number;
  /** Adds to milliseconds since boot for milliseconds since 1970. */
  readonly bootTimeMs: number;
  readonly interfaceName: string;
  readonly rule?: DecidingRule | undefined;
  /** It comes out of a replay, so it may flip. */
  readonly isReplay?: boolean;
}

/** Absent: the packet has no such thing. */
export interface PacketObject {
  readonly number?: number;
  /** RFC 3339, to the nanosecond. */
  readonly time: string;
  readonly interface: string;
  readonly direction: 'in' | 'out';
  readonly verdict: 'pass' | 'drop';
  /** The rule that decided; absent where the default did. */
  readonly rule?: string;
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
  /** Of a replay: what the file says. */
  readonly before?: 'pass' | 'drop';
  /** Of a replay: that is something else than the verdict. */
  readonly flips?: boolean;
}

export function packetObject(record: PacketRecord, meaning: PacketMeaning): PacketObject {
  const { protocol, info } = describePacket(record);
  const malformed = malformedText(record);
  const hasAddresses = record.family !== 0;
  const { number, rule } = meaning;
  const verdict = record.verdict === VERDICT.drop ? 'drop' : 'pass';
  const before = verdictBefore(record);
  return {
    ...(number === undefined ? {} : { number }),
    time: timeText(record, meaning.bootTimeMs),
    interface: meaning.interfaceName,
    direction: record.direction === DIRECTION.in ? 'in' : 'out',
    verdict,
    ...(rule === undefined ? {} : { rule: ruleWords(rule) }),
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
    ...(meaning.isReplay ? { before: before ?? verdict, flips: before !== undefined } : {}),
  };
}

function hasPorts({ sourcePort, destinationPort }: PacketRecord): boolean {
  return sourcePort !== 0 || destinationPort !== 0;
}

/** `2026-03-01T12:00:00.123456789Z` */
function timeText({ timeBootNs }: PacketRecord, bootTimeMs: number): string {
  const wholeBootMs = Math.floor(bootTimeMs);
  const ns = Math.round((bootTimeMs - wholeBootMs) * 1e6) + (timeBootNs % 1e9);
  const seconds = Math.floor(ns / 1e9);
  const ms = wholeBootMs + (Math.floor(timeBootNs / 1e9) + seconds) * 1000;
  const wholeSeconds = Math.floor(ms / 1000);
  const restNs = (ms - wholeSeconds * 1000) * 1e6 + (ns - seconds * 1e9);
  const more = Math.floor(restNs / 1e9);
  const date = new Date((wholeSeconds + more) * 1000).toISOString().slice(0, 19);
  return `${date}.${String(restNs - more * 1e9).padStart(9, '0')}Z`;
}
