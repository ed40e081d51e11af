/**
 * Which packets belong to one conversation: the same two ends, protocol and ports, whichever way they
 * go. Later fragments carry no ports, and are of the conversation of the two hosts without them.
 */
import { formatAddressBytes } from '../../electron/contract/address.ts';
import {
  RECORD_OFFSETS as AT,
  IP_PROTOCOL,
  MARK,
  PacketRecord,
} from '../../electron/contract/packet-record.ts';
import { formatMac } from '../../electron/contract/packet-text.ts';
import { isArp, isIp, ruleProtocol } from '../../electron/contract/protocol-name.ts';
import type { PacketHistory } from './packet-history.ts';
import type { PacketRows } from './packet-rows.ts';

const ADDRESS_BYTES = 16;
const MAC_BYTES = 6;
const PORT_BYTES = 2;

/** A packet to compare others with. */
export class Conversation {
  readonly #one: PacketRecord;
  readonly #isIp: boolean;
  readonly #hasPorts: boolean;

  /** `bytes`: a record of one's own. */
  constructor(bytes: Uint8Array) {
    this.#one = new PacketRecord(bytes);
    this.#isIp = isIp(this.#one);
    this.#hasPorts = hasPorts(this.#one);
  }

  /** Whether another packet belongs to it. Compares bytes where they lie, as it is asked for millions. */
  has(other: PacketRecord): boolean {
    const one = this.#one;
    if (!same(one, other, AT.ether_type, AT.ether_type, 2)) return false;
    if (one.byteAt(AT.family) !== other.byteAt(AT.family)) return false;
    if (one.byteAt(AT.family) === 0) {
      return this.#isEitherWay(other, AT.source_mac, AT.destination_mac, MAC_BYTES);
    }
    if (!this.#isIp) return this.#isEitherWay(other, AT.source, AT.destination, ADDRESS_BYTES);
    if (one.byteAt(AT.protocol) !== other.byteAt(AT.protocol)) return false;
    if (this.#hasPorts !== hasPorts(other)) return false;
    return this.#hasWay(other, false) || this.#hasWay(other, true);
  }

  /** As a filter: `tcp and host 192.0.2.1 and host 192.0.2.2 and port 40112 and port 22`. */
  get text(): string {
    const one = this.#one;
    const ends = this.#endWords();
    if (!this.#isIp && !isArp(one)) return ends.join(' and ');
    const ports = this.#hasPorts ? [one.sourcePort, one.destinationPort] : [];
    const words = [...ends, ...[...new Set(ports)].map((port) => `port ${port}`)];
    return [protocolWord(one), ...words].join(' and ');
  }

  #endWords(): readonly string[] {
    const one = this.#one;
    if (one.family === 0) {
      const [a, b] = [formatMac(one.sourceMac), formatMac(one.destinationMac)];
      return [`(ether src ${a} and ether dst ${b} or ether src ${b} and ether dst ${a})`];
    }
    const hosts = [formatAddressBytes(one.source), formatAddressBytes(one.destination)];
    return [...new Set(hosts)].map((host) => `host ${host}`);
  }

  /** Addresses and ports, as they stand or the other way round. */
  #hasWay(other: PacketRecord, back: boolean): boolean {
    const [from, to] = back ? [AT.destination, AT.source] : [AT.source, AT.destination];
    if (!same(this.#one, other, AT.source, from, ADDRESS_BYTES)) return false;
    if (!same(this.#one, other, AT.destination, to, ADDRESS_BYTES)) return false;
    if (!this.#hasPorts) return true;
    const [fromPort, toPort] = back
      ? [AT.destination_port, AT.source_port]
      : [AT.source_port, AT.destination_port];
    return (
      same(this.#one, other, AT.source_port, fromPort, PORT_BYTES) &&
      same(this.#one, other, AT.destination_port, toPort, PORT_BYTES)
    );
  }

  #isEitherWay(other: PacketRecord, source: number, destination: number, size: number): boolean {
    const one = this.#one;
    return (
      (same(one, other, source, source, size) &&
        same(one, other, destination, destination, size)) ||
      (same(one, other, source, destination, size) && same(one, other, destination, source, size))
    );
  }
}

/**
 * Position of the next row of a conversation from `from` on, which is left out: downwards with step 1,
 * upwards with -1. `undefined` where there is none.
 */
export function nextInConversation(
  history: PacketHistory,
  rows: PacketRows,
  conversation: Conversation,
  from: number,
  step: 1 | -1,
): number | undefined {
  const { first, end } = rows;
  for (let position = from + step; position >= first && position < end; position += step) {
    const sequence = rows.sequenceAt(position);
    const record = sequence === undefined ? undefined : history.read(sequence);
    if (record && conversation.has(record)) return position;
  }
  return undefined;
}

function same(
  one: PacketRecord,
  other: PacketRecord,
  at: number,
  otherAt: number,
  size: number,
): boolean {
  for (let index = 0; index < size; index += 1) {
    if (one.byteAt(at + index) !== other.byteAt(otherAt + index)) return false;
  }
  return true;
}

function hasPorts(record: PacketRecord): boolean {
  return (record.byteAt(AT.marks) & MARK.hasPorts) !== 0;
}

/** As filters name it; by number where they have no word. */
function protocolWord(record: PacketRecord): string {
  const word = ruleProtocol(record);
  if (word) return word;
  if (record.protocol === IP_PROTOCOL.esp) return 'esp';
  if (record.protocol === IP_PROTOCOL.ah) return 'ah';
  return `proto ${record.protocol}`;
}
