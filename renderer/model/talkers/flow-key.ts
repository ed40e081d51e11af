import {
  ETHER_TYPE,
  RECORD_BYTES,
  RECORD_OFFSETS,
} from '../../../electron/contract/packet-record.ts';

/**
 * What tells flows apart, in 32-bit words as they lie in the record (little-endian): four words of
 * source, four of destination, both ports, and what is talked: the protocol and the kind of address.
 */
export const KEY_WORDS = 10;
export const KEY = { source: 0, destination: 4, ports: 8, talk: 9 } as const;

/** How an address in a key is read: frames without one go by their MAC. */
export const ADDRESS_KIND = { mac: 0, ipv4: 4, ipv6: 6 } as const;

/** Words of a record. */
export const RECORD_WORDS = RECORD_BYTES / 4;
export const TIME_LOW_WORD = RECORD_OFFSETS.time_boot_ns / 4;
export const LENGTH_WORD = RECORD_OFFSETS.length_bytes / 4;
/** Verdict, reason, direction and flags, from its lowest byte up. */
export const VERDICT_WORD = RECORD_OFFSETS.verdict / 4;

const SOURCE_WORD = RECORD_OFFSETS.source / 4;
const DESTINATION_WORD = RECORD_OFFSETS.destination / 4;
const SOURCE_MAC_WORD = RECORD_OFFSETS.source_mac / 4;
const PORTS_WORD = RECORD_OFFSETS.source_port / 4;
/** Protocol and family are its upper half. */
const PROTOCOL_WORD = RECORD_OFFSETS.info_b / 4;
const DESTINATION_MAC_WORD = RECORD_OFFSETS.destination_mac / 4;

/**
 * Reads the key of the record whose words begin at `at`. `talk` is the IP protocol, the kind of
 * address in its second byte, and the EtherType above for what is not IP.
 */
export function readFlowKey(records: Uint32Array, at: number, key: Uint32Array): void {
  const protocolAndFamily = (records[at + PROTOCOL_WORD] as number) >>> 16;
  const family = protocolAndFamily >>> 8;
  const macAndType = records[at + SOURCE_MAC_WORD + 1] as number;
  const etherType = macAndType >>> 16;
  const isArp = etherType === ETHER_TYPE.arp;
  if (family === ADDRESS_KIND.ipv6) {
    for (let word = 0; word < 4; word += 1) {
      key[KEY.source + word] = records[at + SOURCE_WORD + word] as number;
      key[KEY.destination + word] = records[at + DESTINATION_WORD + word] as number;
    }
  } else {
    const isMac = family === ADDRESS_KIND.mac;
    key[0] = records[at + (isMac ? SOURCE_MAC_WORD : SOURCE_WORD)] as number;
    key[1] = isMac ? macAndType & 0xffff : 0;
    key[2] = 0;
    key[3] = 0;
    key[4] = records[at + (isMac ? DESTINATION_MAC_WORD : DESTINATION_WORD)] as number;
    key[5] = isMac ? (records[at + DESTINATION_MAC_WORD + 1] as number) & 0xffff : 0;
    key[6] = 0;
    key[7] = 0;
  }
  const isIp = family !== ADDRESS_KIND.mac && !isArp;
  key[KEY.ports] = isIp ? (records[at + PORTS_WORD] as number) : 0;
  key[KEY.talk] = isIp ? protocolAndFamily : etherType * 0x10000 + family * 0x100;
}

/** The words of whole records; copied only where they do not lie on a boundary of four bytes. */
export function recordWords(records: Uint8Array): Uint32Array {
  const words = Math.floor(records.byteLength / RECORD_BYTES) * RECORD_WORDS;
  if (records.byteOffset % 4 === 0) {
    return new Uint32Array(records.buffer, records.byteOffset, words);
  }
  return new Uint32Array(records.slice(0, words * 4).buffer);
}

/** Of a key's talk: {@link ADDRESS_KIND}. */
export function addressKind(talk: number): number {
  return (talk >>> 8) & 0xff;
}

/** Of a key's talk: the EtherType of what is not IP, else 0. */
export function talkEtherType(talk: number): number {
  return talk >>> 16;
}

/** Of a key's talk: the protocol within IP. */
export function talkProtocol(talk: number): number {
  return talk & 0xff;
}
