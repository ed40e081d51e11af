/**
 * How a frame is to be parsed, written as slowly and plainly as possible and from the RFCs alone: the
 * kernel's program and this must agree on every frame. It shares no code with either side of the
 * product.
 */
import type { Direction } from '../../electron/contract/language/statement.ts';
import type { ListsOf, PacketTraits } from '../../electron/contract/language/traits.ts';

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
  hasFlags: boolean;
}

/** What rules may ask of the packet, for a packet of no known flow. */
export function traitsOf(
  frame: Uint8Array,
  packet: Parsed,
  direction: Direction,
  interfaceName: string,
  listsOf: ListsOf,
): PacketTraits {
  const isArp = packet.etherType === 0x0806;
  const isIp = packet.family !== 0 && !isArp;
  const isTcp = isIp && packet.protocol === 6;
  const isIcmp = isIp && packet.protocol === (packet.family === 4 ? 1 : 58);
  const source = Uint8Array.from(packet.source);
  const destination = Uint8Array.from(packet.destination);
  const flags = packet.hasFlags;
  return {
    direction,
    interface: interfaceName,
    etherType: packet.etherType,
    ...(isIp && packet.family !== 0
      ? { ipVersion: packet.family, protocol: packet.protocol, ttl: packet.ttl }
      : {}),
    ...(packet.fragment === 1 ? { fragment: 'first' } : {}),
    ...(packet.fragment === 2 ? { fragment: 'later' } : {}),
    ...(packet.family === 0 ? {} : { source, destination }),
    ...(packet.hasPorts
      ? { sourcePort: packet.sourcePort, destinationPort: packet.destinationPort }
      : {}),
    ...(isTcp && flags ? { tcpFlags: packet.flags } : {}),
    ...(isIcmp && flags ? { icmpType: packet.flags, icmpCode: packet.code } : {}),
    ...(isArp && flags ? { arpOperation: packet.infoA } : {}),
    ...(packet.tagCount > 0 ? { vlan: packet.vlanId } : {}),
    length: Math.min(frame.length, 65_535),
    sourceMac: mac(frame, 6),
    destinationMac: mac(frame, 0),
    sourceLists: packet.family === 0 ? [] : listsOf(source),
    destinationLists: packet.family === 0 ? [] : listsOf(destination),
    established: false,
    malformed: packet.trouble !== 0,
    tooManyExtensions: packet.trouble === 5,
    tooManyTags: packet.trouble === 4,
  };
}

function mac(frame: Uint8Array, at: number): string {
  return [...frame.subarray(at, at + 6)]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join(':');
}

class Trouble extends Error {
  readonly reason: number;
  constructor(reason: number) {
    super(`reason ${reason}`);
    this.reason = reason;
  }
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
    hasFlags: false,
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
  packet.hasFlags = true;
  if (![1, 6].includes(u16(frame, at)) || u16(frame, at + 2) !== 0x0800) return;
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
    packet.hasFlags = true;
    packet.infoA = u16(frame, at + 14);
    const headerBytes = (u8(frame, at + 12) >> 4) * 4;
    if (headerBytes < 20) throw new Trouble(3);
    packet.infoB = Math.max(0, payload - headerBytes);
  }
  if (packet.protocol === 132) parsePorts(frame, at, packet);
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
    packet.hasFlags = true;
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
