import { ETHER_TYPE, IP_PROTOCOL } from '../packet-record.ts';
import type { AddressField, Criterion, Match, ProtocolWord } from './criterion.ts';
import { criterionSentence } from './criterion-sentence.ts';
import { isInPrefix } from './prefix.ts';
import { endsOf, numbersOf } from './trait-values.ts';
import type { PacketTraits } from './traits.ts';

/** Whether a packet fulfils every criterion of a match. */
export function matches(match: Match, traits: PacketTraits): boolean {
  for (const criterion of match) {
    if (!holds(criterion, traits)) return false;
  }
  return true;
}

/**
 * Whether a packet fulfils a match, and why in words: all its criteria where it does, the first one
 * that fails where it does not.
 */
export function whyMatch(
  match: Match,
  traits: PacketTraits,
): { readonly holds: boolean; readonly why: string } {
  if (match.length === 0) return { holds: true, why: 'every packet matches' };
  const failing = match.find((criterion) => !holds(criterion, traits));
  const sentence = (criterion: Criterion) =>
    criterionSentence(criterion, traits, hasValue(criterion, traits));
  if (failing) return { holds: false, why: sentence(failing) };
  return { holds: true, why: match.map(sentence).join(', ') };
}

function holds(criterion: Criterion, traits: PacketTraits): boolean {
  return hasValue(criterion, traits) !== (criterion.not ?? false);
}

/** Whether the packet has one of the values of a criterion, negated or not. */
function hasValue(criterion: Criterion, traits: PacketTraits): boolean {
  if ('ranges' in criterion) {
    const values = numbersOf(criterion.field, traits);
    return values.some((value) =>
      criterion.ranges.some(({ low, high }) => low <= value && value <= high),
    );
  }
  if ('prefixes' in criterion || 'lists' in criterion) return hasAddress(criterion, traits);
  switch (criterion.field) {
    case 'interface':
      return criterion.names.includes(traits.interface);
    case 'protocol':
      return criterion.values.some((value) => isProtocol(value, traits));
    case 'ether-src':
      return criterion.macs.includes(traits.sourceMac);
    case 'ether-dst':
      return criterion.macs.includes(traits.destinationMac);
    case 'flags': {
      const { tcpFlags } = traits;
      if (tcpFlags === undefined) return false;
      return criterion.patterns.some(
        ({ set, clear }) => (tcpFlags & set) === set && (tcpFlags & clear) === 0,
      );
    }
    case 'fragment':
      return traits.fragment !== undefined && criterion.kinds.includes(traits.fragment);
    case 'established':
      return traits.established;
    case 'malformed':
      return traits.malformed;
  }
}

function hasAddress(
  criterion: Extract<Criterion, { field: AddressField }>,
  traits: PacketTraits,
): boolean {
  return endsOf(criterion.field, traits).some((end) => {
    if ('lists' in criterion) {
      const lists = end === 'source' ? traits.sourceLists : traits.destinationLists;
      return criterion.lists.some((list) => lists.includes(list));
    }
    const address = traits[end];
    return address !== undefined && criterion.prefixes.some((one) => isInPrefix(one, address));
  });
}

const NUMBERS: Readonly<Partial<Record<ProtocolWord, number>>> = {
  tcp: IP_PROTOCOL.tcp,
  udp: IP_PROTOCOL.udp,
  igmp: IP_PROTOCOL.igmp,
  sctp: IP_PROTOCOL.sctp,
  gre: IP_PROTOCOL.gre,
  esp: IP_PROTOCOL.esp,
  ah: IP_PROTOCOL.ah,
};

function isProtocol(value: ProtocolWord | number, traits: PacketTraits): boolean {
  const { ipVersion, protocol } = traits;
  switch (value) {
    case 'arp':
      return traits.etherType === ETHER_TYPE.arp;
    case 'ip':
      return ipVersion === 4;
    case 'ip6':
      return ipVersion === 6;
    case 'icmp':
      return ipVersion === 4 && protocol === IP_PROTOCOL.icmp;
    case 'icmpv6':
      return ipVersion === 6 && protocol === IP_PROTOCOL.icmpv6;
    default:
      return protocol === (typeof value === 'number' ? value : NUMBERS[value]);
  }
}
