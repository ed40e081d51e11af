/** A packet from the rules' own words: `in tcp src 192.0.2.9 dport 22`, with one value each. */
import type { Failure } from '../../contract/failure.ts';
import type { Criterion, NumberField, ProtocolWord } from '../../contract/language/criterion.ts';
import { parseDirectedMatch } from '../../contract/language/parse.ts';
import { addressBits, prefixBytes } from '../../contract/language/prefix.ts';
import { printMatch } from '../../contract/language/print.ts';
import { printCriterion } from '../../contract/language/print-criterion.ts';
import type { Direction } from '../../contract/language/statement.ts';
import type { PacketTraits } from '../../contract/language/traits.ts';
import { ETHER_TYPE, IP_PROTOCOL } from '../../contract/packet-record.ts';
import { err, fail, ok, type Result } from '../../contract/result.ts';

/** A packet with its name. */
export interface WordedPacket {
  readonly words: string;
  readonly traits: PacketTraits;
}

type Facts = { -readonly [Name in keyof PacketTraits]?: PacketTraits[Name] };

/** What a text does not say and every packet has. */
const UNSAID = {
  interface: '',
  length: 60,
  sourceMac: '00:00:00:00:00:00',
  destinationMac: '00:00:00:00:00:00',
  sourceLists: [],
  destinationLists: [],
  established: false,
  malformed: false,
  tooManyExtensions: false,
  tooManyTags: false,
} as const;
const UNSAID_TTL = 64;
/** Reserved by IANA: no rule is about it but by its number. */
const UNSAID_PROTOCOL = 255;

/** The traits that number fields ask for. `port` asks for two. */
export const NUMBER_TRAITS: Readonly<Partial<Record<NumberField, keyof PacketTraits>>> = {
  'ether-type': 'etherType',
  'arp-op': 'arpOperation',
  vlan: 'vlan',
  sport: 'sourcePort',
  dport: 'destinationPort',
  'icmp-type': 'icmpType',
  'icmp-code': 'icmpCode',
  length: 'length',
  ttl: 'ttl',
};

const OF_WORDS: Readonly<Record<ProtocolWord, Facts>> = {
  arp: { etherType: ETHER_TYPE.arp },
  ip: { ipVersion: 4 },
  ip6: { ipVersion: 6 },
  icmp: { ipVersion: 4, protocol: IP_PROTOCOL.icmp },
  icmpv6: { ipVersion: 6, protocol: IP_PROTOCOL.icmpv6 },
  tcp: { protocol: IP_PROTOCOL.tcp },
  udp: { protocol: IP_PROTOCOL.udp },
  igmp: { protocol: IP_PROTOCOL.igmp },
  sctp: { protocol: IP_PROTOCOL.sctp },
  gre: { protocol: IP_PROTOCOL.gre },
  esp: { protocol: IP_PROTOCOL.esp },
  ah: { protocol: IP_PROTOCOL.ah },
};

/**
 * The packet that a text describes, IPv4 unless it says otherwise, and without the fields that it does
 * not name. Fails with `bad-match` where it leaves open which packet that is.
 */
export function packetOfWords(text: string): Result<WordedPacket> {
  const parsed = parseDirectedMatch(text);
  if (!parsed.ok) return err(ofOnePacket(parsed.error));
  const { direction = 'in', match } = parsed.value;
  if (direction === 'both') {
    return fail('bad-match', 'A packet goes one way only.', 'Write in or out instead of both.');
  }
  const facts: Facts = {};
  for (const criterion of match) {
    const fact = factOf(criterion, direction);
    if (!fact) {
      return fail(
        'bad-match',
        `"${printCriterion(criterion)}" fits more than one packet.`,
        'Write one value for each field, such as src 192.0.2.9 dport 22, and nothing negated.',
      );
    }
    Object.assign(facts, fact);
  }
  const layers = layersOf(facts);
  if (!layers.ok) return layers;
  const traits = { ...UNSAID, ...facts, ...layers.value, direction };
  return ok({ traits, words: `${direction} ${printMatch(match)}` });
}

/** A rule may name a prefix or a list where a packet has one address. */
function ofOnePacket(refused: Failure): Failure {
  if (refused.code !== 'bad-address') return refused;
  const { message } = refused;
  return {
    code: 'bad-match',
    message,
    remedy:
      'Write one address, such as src 192.0.2.9, src 2001:db8::9 or ether src 02:42:ac:11:00:02.',
  };
}

/** What one criterion says about a packet; `undefined` if it leaves a choice. */
function factOf(criterion: Criterion, direction: Direction): Facts | undefined {
  if (criterion.not) return undefined;
  if ('lists' in criterion) return undefined;
  if ('prefixes' in criterion) {
    const [prefix, ...others] = criterion.prefixes;
    const end = endOf(criterion.field, direction);
    if (!prefix || !end || others.length > 0) return undefined;
    return prefix.bits === addressBits(prefix.address) ? { [end]: prefixBytes(prefix) } : undefined;
  }
  if ('ranges' in criterion) {
    const [range, ...others] = criterion.ranges;
    const name = NUMBER_TRAITS[criterion.field];
    const isOne = range && range.low === range.high && others.length === 0;
    return name && isOne ? { [name]: range.low } : undefined;
  }
  switch (criterion.field) {
    case 'interface':
      return one(criterion.names, (name) => ({ interface: name }));
    case 'protocol':
      return one(criterion.values, (value) =>
        typeof value === 'number' ? { protocol: value } : OF_WORDS[value],
      );
    case 'ether-src':
      return one(criterion.macs, (mac) => ({ sourceMac: mac }));
    case 'ether-dst':
      return one(criterion.macs, (mac) => ({ destinationMac: mac }));
    case 'flags':
      return one(criterion.patterns, ({ set }) => ({ tcpFlags: set }));
    case 'fragment':
      return one(criterion.kinds, (fragment) => ({ fragment }));
    case 'established':
      return { established: true };
    case 'malformed':
      return { malformed: true };
  }
}

function one<T>(values: readonly T[], fact: (value: T) => Facts): Facts | undefined {
  return values.length === 1 ? fact(values[0] as T) : undefined;
}

function endOf(
  field: Extract<Criterion, { readonly prefixes: unknown }>['field'],
  direction: Direction,
): 'source' | 'destination' | undefined {
  if (field === 'host') return undefined;
  if (field === 'src' || field === 'dst') return field === 'src' ? 'source' : 'destination';
  return (field === 'remote') === (direction === 'in') ? 'source' : 'destination';
}

/** What its fields imply about the layers of a packet. */
function layersOf(
  facts: Facts,
): Result<Pick<PacketTraits, 'etherType' | 'ipVersion' | 'protocol' | 'ttl'>> {
  const address = facts.source ?? facts.destination;
  const { etherType } = facts;
  const isIp =
    etherType === undefined || etherType === ETHER_TYPE.ipv4 || etherType === ETHER_TYPE.ipv6;
  if (!isIp) return ok({ etherType });
  const isIpv6 = etherType === ETHER_TYPE.ipv6 || address?.length === 16;
  const ipVersion = facts.ipVersion ?? (isIpv6 ? 6 : 4);
  const hasPorts = facts.sourcePort !== undefined || facts.destinationPort !== undefined;
  const { protocol = impliedProtocol(facts, ipVersion) } = facts;
  if (hasPorts && protocol === undefined) {
    return fail(
      'bad-match',
      'The packet has a port, but no protocol.',
      'Write tcp or udp with it.',
    );
  }
  return ok({
    etherType: ipVersion === 4 ? ETHER_TYPE.ipv4 : ETHER_TYPE.ipv6,
    ipVersion,
    protocol: protocol ?? UNSAID_PROTOCOL,
    ttl: facts.ttl ?? UNSAID_TTL,
  });
}

function impliedProtocol(facts: Facts, ipVersion: 4 | 6): number | undefined {
  if (facts.tcpFlags !== undefined) return IP_PROTOCOL.tcp;
  if (facts.icmpType === undefined && facts.icmpCode === undefined) return undefined;
  return ipVersion === 4 ? IP_PROTOCOL.icmp : IP_PROTOCOL.icmpv6;
}
