import type { AddressFacts, MacFacts } from '../../../electron/contract/names/look-up.ts';
import type { PacketRecord } from '../../../electron/contract/packet-record.ts';
import { formatMac } from '../../../electron/contract/packet-text.ts';
import { addressText } from '../address-text.ts';
import { type HostName, originText, placeText, vendorText } from '../hosts/host-text.ts';
import type { FrameField } from './detail-tree.ts';

/** Who is behind addresses, as far as anybody knows. */
export interface HostBook {
  factsOf(address: string): AddressFacts;
  cardOf(mac: string): MacFacts;
  namesOf(address: string): readonly HostName[];
}

/** Who the two ends of a packet are, and who says so. `nowMs` is since 1970. */
export function hostFields(
  record: PacketRecord,
  hosts: HostBook,
  nowMs: number,
): readonly FrameField[] {
  return [
    ...endFields('Source', 'src', addressText(record.source), hosts, nowMs),
    ...endFields('Destination', 'dst', addressText(record.destination), hosts, nowMs),
    ...cardFields('Source card', formatMac(record.sourceMac), hosts),
    ...cardFields('Destination card', formatMac(record.destinationMac), hosts),
  ];
}

function endFields(
  label: string,
  word: 'src' | 'dst',
  address: string,
  hosts: HostBook,
  nowMs: number,
): readonly FrameField[] {
  if (address === '') return [];
  const { scope, country } = hosts.factsOf(address);
  const place = placeText(scope, country);
  const names = hosts.namesOf(address).map((name) => ({
    label: `${label} name`,
    value: '',
    note: `${name.name}, ${originText(name, nowMs)}`,
  }));
  const own = { label, value: address, note: place, filterText: `${word} ${address}` };
  return place === '' && names.length === 0 ? [] : [own, ...names];
}

function cardFields(label: string, mac: string, hosts: HostBook): readonly FrameField[] {
  const facts = hosts.cardOf(mac);
  // A link without MACs has zeroes in their place.
  if (facts.kind === 'unspecified') return [];
  const vendor = vendorText(facts);
  return vendor === '' ? [] : [{ label, value: mac, note: vendor }];
}

/** The other lines in one: `mirror.example.net, Netherlands → private network`. */
export function hostsText(record: PacketRecord, hosts: HostBook): string {
  const ends = [record.source, record.destination].map((bytes) => {
    const address = addressText(bytes);
    if (address === '') return '';
    const { scope, country } = hosts.factsOf(address);
    const [name] = hosts.namesOf(address);
    return [name?.name, placeText(scope, country)].filter(Boolean).join(', ');
  });
  return ends.some(Boolean) ? ends.map((end) => end || 'unknown').join(' → ') : '';
}
