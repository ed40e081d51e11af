import type { PacketInfo } from './packet-info.ts';
import { IP_PROTOCOL, type PacketRecord } from './packet-record.ts';

/** What the types and codes of one of the two protocols mean. */
interface Vocabulary {
  readonly types: Readonly<Record<number, string>>;
  /** By type, then by code. */
  readonly codes: Readonly<Record<number, Readonly<Record<number, string>>>>;
  readonly echo: readonly number[];
}

/** RFC 792, 950, 1256, 1812. */
const ICMP: Vocabulary = {
  types: {
    0: 'Echo reply',
    3: 'Unreachable',
    4: 'Source quench',
    5: 'Redirect',
    8: 'Echo request',
    9: 'Router advert',
    10: 'Router solicitation',
    11: 'Time exceeded',
    12: 'Parameter problem',
    13: 'Timestamp request',
    14: 'Timestamp reply',
    17: 'Mask request',
    18: 'Mask reply',
    42: 'Extended echo request',
    43: 'Extended echo reply',
  },
  codes: {
    3: {
      0: 'network',
      1: 'host',
      2: 'protocol',
      3: 'port',
      4: 'needs fragmenting',
      5: 'source route failed',
      6: 'network unknown',
      7: 'host unknown',
      9: 'network prohibited',
      10: 'host prohibited',
      13: 'prohibited',
    },
    5: { 0: 'for network', 1: 'for host' },
    11: { 0: 'in transit', 1: 'in reassembly' },
  },
  echo: [0, 8],
};

/** RFC 4443, 4861, 2710, 3810. */
const ICMPV6: Vocabulary = {
  types: {
    1: 'Unreachable',
    2: 'Packet too big',
    3: 'Time exceeded',
    4: 'Parameter problem',
    128: 'Echo request',
    129: 'Echo reply',
    130: 'Multicast query',
    131: 'Multicast report',
    132: 'Multicast done',
    133: 'Router solicitation',
    134: 'Router advert',
    135: 'Neighbour solicitation',
    136: 'Neighbour advert',
    137: 'Redirect',
    143: 'Multicast report v2',
  },
  codes: {
    1: {
      0: 'no route',
      1: 'prohibited',
      2: 'beyond scope',
      3: 'address',
      4: 'port',
      5: 'source refused by policy',
      6: 'route rejected',
    },
    3: { 0: 'in transit', 1: 'in reassembly' },
    4: { 0: 'bad field', 1: 'unknown next header', 2: 'unknown option' },
  },
  echo: [128, 129],
};

/** `Echo request`, `id 7 seq 291`; `Unreachable`, `port`. */
export function describeIcmp(record: PacketRecord): PacketInfo {
  const version = record.protocol === IP_PROTOCOL.icmpv6 ? 'icmpv6' : 'icmp';
  const { flags: type, code } = record;
  const words = icmpText(version, type, code);
  const isEcho = VOCABULARY[version].echo.includes(type);
  return isEcho ? { ...words, rest: `id ${record.infoA} seq ${record.infoB}` } : words;
}

/** What a type and a code mean: `Unreachable`, `port`. */
export function icmpText(version: 'icmp' | 'icmpv6', type: number, code: number): PacketInfo {
  const { types, codes } = VOCABULARY[version];
  const rest = codes[type]?.[code] ?? (code === 0 ? '' : `code ${code}`);
  return { head: types[type] ?? `Type ${type}`, rest };
}

const VOCABULARY = { icmp: ICMP, icmpv6: ICMPV6 } as const;
