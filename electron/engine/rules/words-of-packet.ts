import { formatAddressBytes } from '../../contract/address.ts';
import type { Criterion, NumberField, ProtocolWord } from '../../contract/language/criterion.ts';
import { printMatch } from '../../contract/language/print.ts';
import type { PacketTraits } from '../../contract/language/traits.ts';
import { ETHER_TYPE, IP_PROTOCOL } from '../../contract/packet-record.ts';
import { NUMBER_TRAITS } from './packet-of-words.ts';

/** All that a record tells of a packet, as a text that `packetOfWords` reads. */
export function wordsOfPacket(traits: PacketTraits): string {
  const { ipVersion, protocol, etherType } = traits;
  const criteria: Criterion[] = [];
  if (ipVersion !== undefined) {
    // Its addresses say which version of IP it is.
    criteria.push({ field: 'protocol', values: [protocolValue(ipVersion, protocol ?? 0)] });
  } else if (etherType === ETHER_TYPE.arp) criteria.push({ field: 'protocol', values: ['arp'] });
  else criteria.push(number('ether-type', etherType));
  for (const [field, address] of [
    ['src', traits.source],
    ['dst', traits.destination],
  ] as const) {
    if (!address) continue;
    const prefix = { address: formatAddressBytes(address), bits: address.length * 8 };
    criteria.push({ field, prefixes: [prefix] });
  }
  for (const [field, name] of Object.entries(NUMBER_TRAITS) as [
    NumberField,
    keyof PacketTraits,
  ][]) {
    const value = traits[name];
    if (field !== 'ether-type' && typeof value === 'number') criteria.push(number(field, value));
  }
  const { tcpFlags, fragment } = traits;
  if (tcpFlags !== undefined) {
    const clear = tcpFlags === 0 ? 0xff : 0;
    criteria.push({ field: 'flags', patterns: [{ set: tcpFlags, clear }] });
  }
  if (fragment) criteria.push({ field: 'fragment', kinds: [fragment] });
  criteria.push({ field: 'ether-src', macs: [traits.sourceMac] });
  criteria.push({ field: 'ether-dst', macs: [traits.destinationMac] });
  if (traits.interface) criteria.push({ field: 'interface', names: [traits.interface] });
  if (traits.established) criteria.push({ field: 'established' });
  if (traits.malformed) criteria.push({ field: 'malformed' });
  return `${traits.direction} ${printMatch(criteria)}`;
}

function protocolValue(ipVersion: 4 | 6, protocol: number): ProtocolWord | number {
  if (ipVersion === 4 && protocol === IP_PROTOCOL.icmp) return 'icmp';
  return ipVersion === 6 && protocol === IP_PROTOCOL.icmpv6 ? 'icmpv6' : protocol;
}

function number(field: NumberField, value: number): Criterion {
  return { field, ranges: [{ low: value, high: value }] };
}
