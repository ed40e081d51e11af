import type { AddressField, NumberField } from './criterion.ts';
import type { PacketTraits } from './traits.ts';

/** Which end of a packet an address field names. */
export function endsOf(
  field: AddressField,
  { direction }: Pick<PacketTraits, 'direction'>,
): readonly ('source' | 'destination')[] {
  const isIn = direction === 'in';
  switch (field) {
    case 'src':
      return ['source'];
    case 'dst':
      return ['destination'];
    case 'remote':
      return [isIn ? 'source' : 'destination'];
    case 'local':
      return [isIn ? 'destination' : 'source'];
    case 'host':
      return ['source', 'destination'];
  }
}

/** What a packet has of a number field: nothing, one value, or for `port` two. */
export function numbersOf(field: NumberField, traits: PacketTraits): readonly number[] {
  switch (field) {
    case 'ether-type':
      return [traits.etherType];
    case 'length':
      return [traits.length];
    case 'arp-op':
      return present(traits.arpOperation);
    case 'vlan':
      return present(traits.vlan);
    case 'sport':
      return present(traits.sourcePort);
    case 'dport':
      return present(traits.destinationPort);
    case 'port':
      return [...present(traits.sourcePort), ...present(traits.destinationPort)];
    case 'icmp-type':
      return present(traits.icmpType);
    case 'icmp-code':
      return present(traits.icmpCode);
    case 'ttl':
      return present(traits.ttl);
  }
}

function present(value: number | undefined): readonly number[] {
  return value === undefined ? [] : [value];
}
