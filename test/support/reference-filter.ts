/**
 * What the filter should do, written as slowly and plainly as possible and from the RFCs alone: the
 * kernel's program and this must agree on every frame. It shares no code with either side of the
 * product but the rule type.
 */
import { addressBytes } from '../../electron/contract/address.ts';
import type { Rule } from '../../electron/contract/rule.ts';

export interface Parsed {
  etherType: number;
  tagCount: number;
  vlanId: number;
  family: 0 | 4 | 6;
  protocol: number;
  source: number[];
  destination: number[];
  sourcePort: number;
  destinationPort: number;
  flags: number;
  code: number;
  ttl: number;
  fragment: 0 | 1 | 2;
  infoA: number;
  infoB: number;
  /** 0 or why parsing ended: 2 truncated, 3 bad header, 4 tags, 5 extensions. */
  trouble: number;
  hasPorts: boolean;
}

export interface Expected {
  readonly parsed: Parsed;
  readonly verdict: 'pass' | 'drop';
  readonly ruleId: string | undefined;
}

class Trouble extends Error {
  readonly reason: number;
  constructor(reason: number) {
    super(`reason ${reason}`);
    this.reason = reason;
  }
}

/** `nowMs` decides which rules have expired. */
export function expectedOutcome(
  frame: Uint8Array,
  rules: readonly Rule[],
  nowMs: number,
): Expected {
  const parsed = parse(frame);
  const alive = rules.filter(
    (rule) => rule.enabled && (rule.expiry === undefined || rule.expiry > nowMs),
  );
  const decider = alive.find((rule) => matches(rule, parsed));
  // Seven extension headers could hide any protocol: they end where a rule is about protocols.
  const hiding = parsed.trouble === 5 && alive.some((rule) => !('remote' in rule.match));
  return { parsed, verdict: decider?.verdict ?? (hiding ? 'drop' : 'pass'), ruleId: decider?.id };
}

function matches({ match }: Rule, packet: Parsed): boolean {
  if ('any' in match) return true;
  if ('remote' in match) {
    const wanted = [...addressBytes(match.remote)];
    return (
      packet.family === (wanted.length === 4 ? 4 : 6) && wanted.join() === packet.source.join()
    );
  }
  if (protocolName(packet) !== match.protocol) return false;
  if (!('dport' in match)) return true;
  return packet.hasPorts && packet.destinationPort === match.dport;
}

export function protocolName(packet: Parsed): string {
  if (packet.etherType === 0x0806) return 'arp';
  if (packet.family === 0) return 'other';
  const byNumber: Record<number, string> = {
    2: 'igmp',
    6: 'tcp',
    17: 'udp',
    47: 'gre',
    132: 'sctp',
  };
  if (packet.protocol === 1 && packet.family === 4) return 'icmp';
  if (packet.protocol === 58 && packet.family === 6) return 'icmpv6';
  return byNumber[packet.protocol] ?? 'other';
}

export function parse(frame: Uint8Array): Parsed {
  const packet: Parsed = {
    etherType: 0,
    tagCount: 0,
    vlanId: 0,
    family: 0,
    protocol: 0,
    source: [],
    destination: [],
    sourcePort: 0,
    destinationPort: 0,
    flags: 0,
    code: 0,
    ttl: 0,
    fragment: 0,
    infoA: 0,
    infoB: 0,
    trouble: 0,
    hasPorts: false,
  };
  try {
    parseLayers(frame, packet);
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    packet.trouble = error.reason;
  }
  return packet;
}

function parseLayers(frame: Uint8Array, packet: Parsed): void {
  let at = 14;
  let type = u16(frame, 12);
  while (type === 0x8100 || type === 0x88a8 || type === 0x9100) {
    if (packet.tagCount === 4) throw new Trouble(4);
    need(frame, at, 4);
    if (packet.tagCount === 0) packet.vlanId = u16(frame, at) & 0xfff;
    packet.tagCount += 1;
    type = u16(frame, at + 2);
    at += 4;
  }
  packet.etherType = type;
  if (type === 0x0800) parseIpv4(frame, at, packet);
  if (type === 0x86dd) parseIpv6(frame, at, packet);
  if (type === 0x0806) parseArp(frame, at, packet);
}

function parseArp(frame: Uint8Array, at: number, packet: Parsed): void {
  need(frame, at, 8);
  packet.infoA = u16(frame, at + 6);
  if (u16(frame, at) !== 1 || u16(frame, at + 2) !== 0x0800) return;
  if (frame[at + 4] !== 6 || frame[at + 5] !== 4) throw new Trouble(3);
  need(frame, at, 28);
  packet.family = 4;
  packet.source = bytes(frame, at + 14, 4);
  packet.destination = bytes(frame, at + 24, 4);
}

function parseIpv4(frame: Uint8Array, at: number, packet: Parsed): void {
  need(frame, at, 20);
  const headerBytes = (u8(frame, at) & 15) * 4;
  if (u8(frame, at) >> 4 !== 4 || headerBytes < 20) throw new Trouble(3);
  packet.family = 4;
  packet.ttl = u8(frame, at + 8);
  packet.protocol = u8(frame, at + 9);
  packet.source = bytes(frame, at + 12, 4);
  packet.destination = bytes(frame, at + 16, 4);
  const total = u16(frame, at + 2);
  if (total !== 0 && total < headerBytes) throw new Trouble(3);
  need(frame, at, headerBytes);
  const fragment = u16(frame, at + 6);
  if ((fragment & 0x1fff) !== 0) packet.fragment = 2;
  else if ((fragment & 0x2000) !== 0) packet.fragment = 1;
  parseTransport(frame, at + headerBytes, total === 0 ? 0 : total - headerBytes, packet);
}

function parseIpv6(frame: Uint8Array, at: number, packet: Parsed): void {
  need(frame, at, 40);
  if (u8(frame, at) >> 4 !== 6) throw new Trouble(3);
  packet.family = 6;
  packet.ttl = u8(frame, at + 7);
  packet.source = bytes(frame, at + 8, 16);
  packet.destination = bytes(frame, at + 24, 16);
  let payload = u16(frame, at + 4);
  let next = u8(frame, at + 6);
  let cursor = at + 40;
  for (let extensions = 0; [0, 43, 44, 51, 60, 135].includes(next); extensions += 1) {
    packet.protocol = next;
    if (extensions === 6) throw new Trouble(5);
    need(frame, cursor, 2);
    let size = (u8(frame, cursor + 1) + 1) * 8;
    if (next === 51) size = (u8(frame, cursor + 1) + 2) * 4;
    if (next === 44) size = 8;
    need(frame, cursor, size);
    if (next === 44) {
      const offset = u16(frame, cursor + 2);
      if ((offset & 0xfff8) !== 0) packet.fragment = 2;
      else if ((offset & 1) !== 0) packet.fragment = 1;
    }
    next = u8(frame, cursor);
    if (payload >= size) payload -= size;
    cursor += size;
    if (packet.fragment === 2) break;
  }
  packet.protocol = next;
  parseTransport(frame, cursor, payload, packet);
}

function parseTransport(frame: Uint8Array, at: number, payload: number, packet: Parsed): void {
  if (packet.fragment === 2) return;
  if (packet.protocol === 6) {
    parsePorts(frame, at, packet);
    need(frame, at, 20);
    packet.flags = u8(frame, at + 13);
    packet.infoA = u16(frame, at + 14);
    const headerBytes = (u8(frame, at + 12) >> 4) * 4;
    if (headerBytes < 20) throw new Trouble(3);
    packet.infoB = Math.max(0, payload - headerBytes);
  }
  if (packet.protocol === 17) {
    parsePorts(frame, at, packet);
    need(frame, at, 8);
    const length = u16(frame, at + 4);
    if (length !== 0 && length < 8) throw new Trouble(3);
    packet.infoB = length === 0 ? 0 : length - 8;
  }
  if (
    (packet.protocol === 1 && packet.family === 4) ||
    (packet.protocol === 58 && packet.family === 6)
  ) {
    need(frame, at, 8);
    packet.flags = u8(frame, at);
    packet.code = u8(frame, at + 1);
    packet.infoA = u16(frame, at + 4);
    packet.infoB = u16(frame, at + 6);
  }
}

function parsePorts(frame: Uint8Array, at: number, packet: Parsed): void {
  need(frame, at, 4);
  packet.sourcePort = u16(frame, at);
  packet.destinationPort = u16(frame, at + 2);
  packet.hasPorts = true;
}

function need(frame: Uint8Array, at: number, size: number): void {
  if (at + size > frame.length) throw new Trouble(2);
}
function u8(frame: Uint8Array, at: number): number {
  return frame[at] ?? 0;
}
function u16(frame: Uint8Array, at: number): number {
  return u8(frame, at) * 256 + u8(frame, at + 1);
}
function bytes(frame: Uint8Array, at: number, size: number): number[] {
  return [...frame.subarray(at, at + size)];
}
