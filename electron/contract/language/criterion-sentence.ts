/** What a criterion finds in a packet, in words. */
import { formatAddressBytes } from '../address.ts';
import { ETHER_TYPE, IP_PROTOCOL } from '../packet-record.ts';
import type { AddressField, Criterion, NumberField } from './criterion.ts';
import { icmpTypeName } from './names/icmp-types.ts';
import { printFlagPattern } from './names/tcp-flags.ts';
import { printValues } from './print-criterion.ts';
import { endsOf, numbersOf } from './trait-values.ts';
import type { PacketTraits } from './traits.ts';

/** Longer lists of values are cut. */
const MAX_VALUE_CHARACTERS = 80;

const NUMBER_NOUNS: Readonly<Record<NumberField, string>> = {
  'ether-type': 'EtherType',
  'arp-op': 'ARP operation',
  vlan: 'VLAN id',
  sport: 'source port',
  dport: 'destination port',
  port: 'port',
  'icmp-type': 'ICMP type',
  'icmp-code': 'ICMP code',
  length: 'length',
  ttl: 'time to live',
};

/**
 * `the source 198.51.100.23 is not in 203.0.113.0/24`. `hasValue`: whether the packet has one of
 * the criterion's values; a negation is left to the reader, as the sentence states a fact.
 */
export function criterionSentence(
  criterion: Criterion,
  traits: PacketTraits,
  hasValue: boolean,
): string {
  if ('ranges' in criterion) return numberSentence(criterion, traits, hasValue);
  if ('prefixes' in criterion || 'lists' in criterion) {
    return addressSentence(criterion, traits, hasValue);
  }
  const values = wanted(criterion, traits);
  const not = hasValue ? '' : 'not ';
  switch (criterion.field) {
    case 'protocol':
      return hasValue
        ? `it is ${protocolOf(traits)}`
        : `it is ${protocolOf(traits)}, not ${values}`;
    case 'interface':
      return `it is on ${traits.interface || 'an unknown interface'}${hasValue ? '' : `, not on ${values}`}`;
    case 'ether-src':
      return `the source ${traits.sourceMac} is ${not}${values}`;
    case 'ether-dst':
      return `the destination ${traits.destinationMac} is ${not}${values}`;
    case 'flags':
      return flagSentence(traits, values, not);
    case 'fragment':
      return traits.fragment
        ? `it is the ${traits.fragment === 'first' ? 'first fragment' : 'later part'} of a packet`
        : 'it is a whole packet';
    case 'established':
      return hasValue ? 'it belongs to a known flow' : 'it belongs to no known flow';
    case 'malformed':
      return hasValue ? 'it cannot be parsed to its end' : 'it is well formed';
  }
}

function numberSentence(
  criterion: Extract<Criterion, { field: NumberField }>,
  traits: PacketTraits,
  hasValue: boolean,
): string {
  const noun = NUMBER_NOUNS[criterion.field];
  const numbers = numbersOf(criterion.field, traits);
  if (numbers.length === 0) return `it has no ${noun}`;
  const values = wanted(criterion, traits);
  const isOne =
    criterion.ranges.length === 1 && criterion.ranges[0]?.low === criterion.ranges[0]?.high;
  const relation = isOne ? values : `in ${values}`;
  const shown = numbers.map((value) => shownNumber(criterion.field, value, traits));
  if (shown.length === 1) {
    if (isOne && hasValue) return `the ${noun} is ${values}`;
    return `the ${noun} ${shown[0]} is ${hasValue ? '' : 'not '}${relation}`;
  }
  return `${hasValue ? 'one' : 'none'} of the ports ${shown.join(' and ')} is ${relation}`;
}

function shownNumber(field: NumberField, value: number, traits: PacketTraits): string {
  if (field === 'ether-type') return `0x${value.toString(16).padStart(4, '0')}`;
  if (field === 'icmp-type') return icmpTypeName(icmpOf(traits), value) ?? String(value);
  if (field === 'arp-op') return value === 1 ? 'request' : value === 2 ? 'reply' : String(value);
  return String(value);
}

function addressSentence(
  criterion: Extract<Criterion, { field: AddressField }>,
  traits: PacketTraits,
  hasValue: boolean,
): string {
  const ends = endsOf(criterion.field, traits).filter((end) => traits[end] !== undefined);
  if (ends.length === 0) return 'it has no IP addresses';
  const shown = ends.map((end) => `the ${end} ${formatAddressBytes(traits[end] as Uint8Array)}`);
  const values = wanted(criterion, traits).replace(/^list /, '');
  const relation = relationOf(criterion);
  if (shown.length === 1) return `${shown[0]} ${hasValue ? 'is' : 'is not'} ${relation}${values}`;
  return hasValue
    ? `${shown.join(' or ')} is ${relation}${values}`
    : `neither ${shown.join(' nor ')} is ${relation}${values}`;
}

function relationOf(criterion: Extract<Criterion, { field: AddressField }>): string {
  if ('lists' in criterion) return 'on ';
  const [only] = criterion.prefixes;
  const isOneAddress =
    criterion.prefixes.length === 1 && only?.bits === (only?.address.includes(':') ? 128 : 32);
  return isOneAddress ? '' : 'in ';
}

function flagSentence({ tcpFlags }: PacketTraits, values: string, not: string): string {
  if (tcpFlags === undefined) return 'it has no TCP flags';
  const flags = tcpFlags === 0 ? 'none' : printFlagPattern({ set: tcpFlags, clear: 0 });
  return flags === values ? `the flags are ${flags}` : `the flags ${flags} are ${not}${values}`;
}

/** `tcp over IPv6`, `arp`, `neither IP nor ARP`. */
function protocolOf({ etherType, ipVersion, protocol }: PacketTraits): string {
  if (etherType === ETHER_TYPE.arp) return 'arp';
  if (ipVersion === undefined) return 'neither IP nor ARP';
  const icmp = ipVersion === 4 ? IP_PROTOCOL.icmp : IP_PROTOCOL.icmpv6;
  if (protocol === icmp) return ipVersion === 4 ? 'icmp' : 'icmpv6';
  const [word] = Object.entries(IP_PROTOCOL).find(([, number]) => number === protocol) ?? [];
  const name = word && !word.startsWith('icmp') ? word : `protocol ${protocol}`;
  return `${name} over IPv${ipVersion}`;
}

function icmpOf({ ipVersion }: PacketTraits): 'icmp' | 'icmpv6' {
  return ipVersion === 6 ? 'icmpv6' : 'icmp';
}

function wanted(criterion: Criterion, traits: PacketTraits): string {
  const values = printValues(criterion, icmpOf(traits));
  return values.length > MAX_VALUE_CHARACTERS
    ? `${values.slice(0, MAX_VALUE_CHARACTERS)}…`
    : values;
}
