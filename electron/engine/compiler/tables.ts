/**
 * The tables of bpf/include/vectors.h and rules.h as bytes: sizes, offsets and numbers. A test
 * compares them with the BTF of the built object. All numbers in them are little-endian, as every
 * machine is that this runs on.
 */
import { COUNTED_PROTOCOLS } from '../../contract/counted-protocol.ts';
import { MAX_LISTS } from '../../contract/list.ts';

export const VECTOR_WORDS = 128;
/** Places of boxes in one direction: the bits of a vector. */
export const MAX_POSITIONS = VECTOR_WORDS * 64;
/** Distinct vectors of one direction; their indexes are 16 bits wide. */
export const MAX_VECTORS = 65_535;
/** Ranges of source or of destination addresses, of each family. */
export const MAX_RANGES = 16_384;
/** Index in a class table of packets that lack the field. */
export const NO_VALUE = 65_536;
const CLASS_TABLE_ENTRIES = NO_VALUE + 8;
/** Upper halves of IPv4 addresses. */
export const V4_UPPER_HALVES = 65_536;

/** `enum field`. */
export const FIELD = {
  interface: 0,
  kind: 1,
  etherType: 2,
  arpOperation: 3,
  vlan: 4,
  sourcePort: 5,
  destinationPort: 6,
  tcpFlags: 7,
  icmp: 8,
  length: 9,
  ttl: 10,
  fragment: 11,
  established: 12,
  malformed: 13,
  sourceListsLow: 14,
  sourceListsHigh: 15,
  destinationListsLow: 16,
  destinationListsHigh: 17,
  source: 18,
  destination: 19,
  sourceMac: 20,
  destinationMac: 21,
} as const;
export type Field = (typeof FIELD)[keyof typeof FIELD];
/** Fields below this have a class table. */
export const FIELDS_WITH_TABLE = FIELD.source;

/** `enum packet_kind`: the IP protocol stands above the family's. */
export const KIND = { ipv4: 0, ipv6: 256, arp: 512 } as const;
export const KINDS = 514;

/** `enum rule_action`. */
export const RULE_ACTION = {
  pass: 0,
  drop: 1,
  count: 2,
  limit: 3,
  limitPerSource: 4,
} as const;
export type RuleAction = keyof typeof RULE_ACTION;

/** Key in `protocol_rules` of the rule that matches every packet. */
export const PROTOCOL_ANY = COUNTED_PROTOCOLS.length;
/** In `port_rules` the ports of UDP stand above those of TCP. */
export const UDP_PORT_KEYS = 65_536;
/** In `list_rules` the lists that the destination is on stand above those of the source. */
export const DESTINATION_LIST_KEYS = MAX_LISTS;

export const TABLE_LAYOUTS = {
  vector: { size: 16 + VECTOR_WORDS * 8, offsets: { summary: 0, words: 16 } },
  class_table: { size: CLASS_TABLE_ENTRIES * 2, offsets: { vectors: 0 } },
  v4_ranges: {
    size: MAX_RANGES * 6 + V4_UPPER_HALVES * 3,
    offsets: {
      starts: 0,
      vectors: MAX_RANGES * 4,
      first: MAX_RANGES * 6,
      steps: MAX_RANGES * 6 + V4_UPPER_HALVES * 2,
    },
  },
  v6_ranges: {
    size: MAX_RANGES * 18 + 8,
    offsets: {
      starts: 0,
      vectors: MAX_RANGES * 16,
      first: MAX_RANGES * 18,
      steps: MAX_RANGES * 18 + 4,
    },
  },
  mac_key: { size: 8, offsets: { mac: 0, is_destination: 6 } },
} as const;

/** In a reference of an address table: the rule drops, and has no end. */
export const REFERENCE_DROPS = 1 << 15;

/** `rule_reference`: what match maps and positions lead to. Never 0, as generations begin at 1. */
export function ruleReference({ slot, generation }: { slot: number; generation: number }): number {
  return (slot | (generation << 16)) >>> 0;
}
