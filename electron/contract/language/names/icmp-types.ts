/**
 * Names of ICMP types, as rules write them.
 * ICMP: RFC 792, 950, 1256, 8335. ICMPv6: RFC 4443, 2710, 4861, 3810, 8335.
 */
type TypeNames = Readonly<Record<string, number>>;

const ICMP: TypeNames = {
  'echo-reply': 0,
  'destination-unreachable': 3,
  'source-quench': 4,
  redirect: 5,
  'echo-request': 8,
  'router-advertisement': 9,
  'router-solicitation': 10,
  'time-exceeded': 11,
  'parameter-problem': 12,
  'timestamp-request': 13,
  'timestamp-reply': 14,
  'address-mask-request': 17,
  'address-mask-reply': 18,
  'extended-echo-request': 42,
  'extended-echo-reply': 43,
};

const ICMPV6: TypeNames = {
  'destination-unreachable': 1,
  'packet-too-big': 2,
  'time-exceeded': 3,
  'parameter-problem': 4,
  'echo-request': 128,
  'echo-reply': 129,
  'multicast-listener-query': 130,
  'multicast-listener-report': 131,
  'multicast-listener-done': 132,
  'router-solicitation': 133,
  'router-advertisement': 134,
  'neighbour-solicitation': 135,
  'neighbour-advertisement': 136,
  redirect: 137,
  'multicast-listener-report-v2': 143,
  'extended-echo-request': 160,
  'extended-echo-reply': 161,
};

/** Other spellings, of either protocol. */
const SPELLINGS: Readonly<Record<string, string>> = {
  'neighbor-solicitation': 'neighbour-solicitation',
  'neighbor-advertisement': 'neighbour-advertisement',
  unreachable: 'destination-unreachable',
};

export type IcmpProtocol = 'icmp' | 'icmpv6';

const NUMBERS = { icmp: new Map(Object.entries(ICMP)), icmpv6: new Map(Object.entries(ICMPV6)) };
const NAMES = { icmp: byNumber(ICMP), icmpv6: byNumber(ICMPV6) };

/** `undefined` where the protocol has no type of this name. */
export function icmpTypeNumber(protocol: IcmpProtocol, name: string): number | undefined {
  const spelling = Object.hasOwn(SPELLINGS, name) ? (SPELLINGS[name] as string) : name;
  return NUMBERS[protocol].get(spelling);
}

export function icmpTypeName(protocol: IcmpProtocol, type: number): string | undefined {
  return NAMES[protocol].get(type);
}

export function icmpTypeNames(protocol: IcmpProtocol): string[] {
  return [...NUMBERS[protocol].keys()];
}

function byNumber(names: TypeNames): ReadonlyMap<number, string> {
  return new Map(Object.entries(names).map(([name, type]) => [type, name]));
}
