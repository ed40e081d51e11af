/** Rules and packets out of few values, so that they meet. */
import { addressBytes, parseAddress } from '../../../../electron/contract/address.ts';
import type {
  Criterion,
  Prefix,
  ProtocolWord,
  Range,
} from '../../../../electron/contract/language/criterion.ts';
import { parseStatement } from '../../../../electron/contract/language/parse.ts';
import { maskAddress } from '../../../../electron/contract/language/prefix.ts';
import { printStatement } from '../../../../electron/contract/language/print.ts';
import type { PacketTraits } from '../../../../electron/contract/language/traits.ts';
import { ETHER_TYPE } from '../../../../electron/contract/packet-record.ts';
import { expectOk } from '../../../support/expect-ok.ts';
import type { Random } from '../../../support/random.ts';

const V4 = [
  '0.0.0.0',
  '10.0.0.1',
  '10.0.0.2',
  '10.0.255.255',
  '192.0.2.77',
  '255.255.255.255',
] as const;
const V6 = [
  '::',
  '2001:db8::1',
  '2001:db8::2',
  '2001:db8:0:1::',
  'fe80::1',
  'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
] as const;
const MACS = [
  '00:00:00:00:00:00',
  '02:00:00:00:00:01',
  '02:00:00:00:00:02',
  'ff:ff:ff:ff:ff:ff',
] as const;
const INTERFACES = ['eth0', 'wlan0', 'veth1'] as const;
const LISTS = ['bad', 'worse', 'good'] as const;
const PROTOCOLS: readonly [ProtocolWord | number, ...(ProtocolWord | number)[]] = [
  'tcp',
  'udp',
  'icmp',
  'icmpv6',
  'arp',
  'esp',
  'ip',
  'ip6',
  1,
  2,
  58,
  255,
];
const PORTS = [0, 1, 22, 53, 80, 65_534, 65_535] as const;
const BYTES = [0, 1, 3, 8, 64, 254, 255] as const;
const LENGTHS = [0, 60, 61, 1500, 65_534, 65_535] as const;
const ETHER_TYPES = [0, 0x26, 0x800, 0x806, 0x86dd, 0x88cc, 0xffff] as const;

/** In its canonical text; none that contradicts itself. */
export function randomStatement(random: Random): string {
  for (;;) {
    const text = printStatement({
      verdict: { kind: random.pick(['drop', 'pass', 'count', 'drop']) },
      direction: random.pick(['in', 'out', 'both']),
      match: Array.from({ length: random.below(4) }, () => randomCriterion(random)),
    });
    if (parseStatement(text).ok) return text;
  }
}

function randomCriterion(random: Random): Criterion {
  const not = random.chance(4) ? ({ not: true } as const) : {};
  const some = <T>(make: () => T): T[] => Array.from({ length: 1 + random.below(2) }, make);
  const numbers = (values: readonly [number, ...number[]]) =>
    some(() => randomRange(random, values));
  const field = random.pick(['protocol', 'address', 'address', 'port', 'port', 'other'] as const);
  if (field === 'protocol') {
    const values = some(() => random.pick(PROTOCOLS));
    return { field, values, ...not };
  }
  if (field === 'address') {
    const end = random.pick(['src', 'dst', 'remote', 'local', 'host'] as const);
    return random.chance(4)
      ? { field: end, lists: some(() => random.pick([...LISTS, 'unknown'])), ...not }
      : { field: end, prefixes: some(() => randomPrefix(random)), ...not };
  }
  if (field === 'port') {
    return {
      field: random.pick(['sport', 'dport', 'port'] as const),
      ranges: numbers(PORTS),
      ...not,
    };
  }
  const other = random.pick([
    'ether-type',
    'arp-op',
    'vlan',
    'icmp-type',
    'icmp-code',
    'length',
    'ttl',
    'interface',
    'ether-src',
    'ether-dst',
    'flags',
    'fragment',
    'established',
    'malformed',
  ] as const);
  switch (other) {
    case 'ether-type':
      return { field: other, ranges: numbers(ETHER_TYPES), ...not };
    case 'length':
      return { field: other, ranges: numbers(LENGTHS), ...not };
    case 'arp-op':
    case 'vlan':
    case 'icmp-type':
    case 'icmp-code':
    case 'ttl':
      return { field: other, ranges: numbers(BYTES), ...not };
    case 'interface':
      return { field: other, names: some(() => random.pick([...INTERFACES, 'gone0'])), ...not };
    case 'ether-src':
    case 'ether-dst':
      return { field: other, macs: some(() => random.pick(MACS)), ...not };
    case 'flags': {
      const patterns = some(() => {
        const set = random.below(256) & random.below(256);
        return { set, clear: random.below(256) & random.below(256) & ~set };
      });
      return { field: other, patterns, ...not };
    }
    case 'fragment':
      return { field: other, kinds: some(() => random.pick(['first', 'later'])), ...not };
    case 'established':
    case 'malformed':
      return { field: other, ...not };
  }
}

function randomRange(random: Random, values: readonly [number, ...number[]]): Range {
  const [low, high] = [random.pick(values), random.pick(values)].sort((a, b) => a - b);
  const range = { low: low as number, high: high as number };
  return random.chance(3) ? range : { ...range, high: range.low };
}

function randomPrefix(random: Random): Prefix {
  const isV4 = random.chance(2);
  const address = expectOk(parseAddress(random.pick(isV4 ? V4 : V6)));
  const bits = random.pick(isV4 ? [0, 1, 8, 24, 31, 32, 32] : [0, 1, 32, 64, 127, 128, 128]);
  return { address: maskAddress(address, bits), bits };
}

/** Whole and damaged packets of every kind. */
export function randomTraits(random: Random): PacketTraits {
  const etherType = random.pick([0x800, 0x800, 0x86dd, 0x86dd, 0x806, ...ETHER_TYPES]);
  return {
    direction: random.pick(['in', 'out']),
    interface: random.pick(INTERFACES),
    etherType,
    ...(random.chance(4) ? { vlan: random.pick(BYTES) } : {}),
    length: random.pick(LENGTHS),
    sourceMac: random.pick([...MACS, '06:00:00:00:00:00']),
    destinationMac: random.pick([...MACS, '06:00:00:00:00:00']),
    sourceLists: [],
    destinationLists: [],
    ...networkTraits(random, etherType),
    established: random.chance(3),
    malformed: random.chance(4),
    tooManyExtensions: false,
    tooManyTags: false,
  };
}

function networkTraits(random: Random, etherType: number): Partial<PacketTraits> {
  if (random.chance(10)) return {};
  if (etherType === ETHER_TYPE.arp) {
    return { ...(random.chance(8) ? {} : endTraits(random, V4)), arpOperation: random.pick(BYTES) };
  }
  if (etherType !== ETHER_TYPE.ipv4 && etherType !== ETHER_TYPE.ipv6) return {};
  const ipVersion = etherType === ETHER_TYPE.ipv4 ? 4 : 6;
  const protocol = random.pick([1, 2, 6, 6, 17, 17, 50, 58, 132, 255]);
  const fragment = random.pick([undefined, undefined, 'first', 'later'] as const);
  return {
    ipVersion,
    protocol,
    ttl: random.pick(BYTES),
    ...endTraits(random, ipVersion === 4 ? V4 : V6),
    ...(fragment && { fragment }),
    ...(fragment === 'later' ? {} : transportTraits(random, ipVersion, protocol)),
  };
}

function endTraits(
  random: Random,
  addresses: readonly [string, ...string[]],
): Partial<PacketTraits> {
  const lists = () => LISTS.filter(() => random.chance(3));
  const address = () => addressBytes(expectOk(parseAddress(random.pick(addresses))));
  return {
    source: address(),
    destination: address(),
    sourceLists: lists(),
    destinationLists: lists(),
  };
}

function transportTraits(
  random: Random,
  ipVersion: number,
  protocol: number,
): Partial<PacketTraits> {
  if (random.chance(8)) return {};
  const ports = { sourcePort: random.pick(PORTS), destinationPort: random.pick(PORTS) };
  if (protocol === 6) return random.chance(6) ? ports : { ...ports, tcpFlags: random.below(256) };
  if (protocol === 17 || protocol === 132) return ports;
  const isIcmp = protocol === (ipVersion === 4 ? 1 : 58);
  return isIcmp ? { icmpType: random.pick(BYTES), icmpCode: random.pick(BYTES) } : {};
}
