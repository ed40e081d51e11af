import { type Address, formatAddressBytes } from '../../../electron/contract/address.ts';
import { ETHER_TYPE, IP_PROTOCOL } from '../../../electron/contract/packet-record.ts';
import { formatMac } from '../../../electron/contract/packet-text.ts';
import type { TalkedProtocol } from '../../../electron/contract/protocol-name.ts';
import {
  ADDRESS_KIND,
  addressKind,
  KEY,
  KEY_WORDS,
  talkEtherType,
  talkProtocol,
} from './flow-key.ts';

export type FlowEnd = 'source' | 'destination';

/** Bytes of an address by its kind. */
const ADDRESS_BYTES: Readonly<Record<number, number>> = {
  [ADDRESS_KIND.mac]: 6,
  [ADDRESS_KIND.ipv4]: 4,
  [ADDRESS_KIND.ipv6]: 16,
};

/** The address at one end of a flow, in network order: 4, 16, or the 6 of a MAC. */
export function endBytes(keys: Uint32Array, flow: number, end: FlowEnd): Uint8Array {
  const start = flow * KEY_WORDS;
  const from = start + KEY[end];
  const size = ADDRESS_BYTES[addressKind(keys[start + KEY.talk] as number)] ?? 4;
  return new Uint8Array(keys.slice(from, from + 4).buffer, 0, size);
}

/** As text; a MAC where frames carry no other address. */
export function endText(keys: Uint32Array, flow: number, end: FlowEnd): string {
  const bytes = endBytes(keys, flow, end);
  // Most are IPv4, and in a flood there are tens of thousands to find something in.
  if (bytes.length === 4) return `${bytes[0]}.${bytes[1]}.${bytes[2]}.${bytes[3]}`;
  return bytes.length === 6 ? formatMac(bytes) : formatAddressBytes(bytes);
}

/** The address that rules can name; none for frames without one, and for those from nowhere. */
export function endAddress(keys: Uint32Array, flow: number, end: FlowEnd): Address | undefined {
  const bytes = endBytes(keys, flow, end);
  if (bytes.length === 6 || bytes.every((byte) => byte === 0)) return undefined;
  return formatAddressBytes(bytes);
}

export function sourcePort(keys: Uint32Array, flow: number): number {
  return (keys[flow * KEY_WORDS + KEY.ports] as number) & 0xffff;
}

export function destinationPort(keys: Uint32Array, flow: number): number {
  return (keys[flow * KEY_WORDS + KEY.ports] as number) >>> 16;
}

const WITH_PORTS: ReadonlySet<number> = new Set([
  IP_PROTOCOL.tcp,
  IP_PROTOCOL.udp,
  IP_PROTOCOL.sctp,
]);

/** Whether packets of a flow name ports; later fragments do not. */
export function hasPorts(keys: Uint32Array, flow: number): boolean {
  const start = flow * KEY_WORDS;
  const talk = keys[start + KEY.talk] as number;
  return WITH_PORTS.has(talkProtocol(talk)) && keys[start + KEY.ports] !== 0;
}

/** What a flow talks, as the names of protocols ask for it. */
export function flowProtocol(keys: Uint32Array, flow: number): TalkedProtocol {
  const talk = keys[flow * KEY_WORDS + KEY.talk] as number;
  const family = addressKind(talk);
  const ipType = family === ADDRESS_KIND.ipv6 ? ETHER_TYPE.ipv6 : ETHER_TYPE.ipv4;
  const etherType = talkEtherType(talk);
  // Frames of no IP keep their EtherType, which for some is 0.
  const isIp = family !== ADDRESS_KIND.mac && etherType === 0;
  return { family, etherType: isIp ? ipType : etherType, protocol: talkProtocol(talk) };
}
