import { hexNumber } from '../clean-text.ts';
import type { LayerEnd, LayerReader } from '../layer-reader.ts';
import { type Section, shownValue } from '../section.ts';
import { payloadOf } from './ether-payload.ts';

/** IEEE 802.3: two addresses and an EtherType, or the length of an LLC frame. */
export const readEthernet: LayerReader = (section): LayerEnd => {
  section.name = 'Ethernet';
  const destination = section.mac('Destination', 'ether dst');
  const source = section.mac('Source', 'ether src');
  section.say(shownValue(source, `ether src ${source}`), shownValue('→'));
  section.say(shownValue(destination, `ether dst ${destination}`));
  return readEtherType(section);
};

/** Reads the type field of a frame or of a tag, and says what follows. */
export function readEtherType(section: Section): LayerEnd {
  const next = payloadOf(section.peek16());
  const type = section.u16(next.isLength ? 'Length' : 'Type', (value) => ({
    value: next.isLength ? String(value) : hexNumber(value, 4),
    note: next.name,
    // Behind a tag stands another one; rules ask for the innermost.
    filterText: next.id === 'vlan' ? undefined : `ether type ${hexNumber(value, 4)}`,
  }));
  if (!next.isLength) {
    if (next.id === 'data') section.say(next.name);
    return { next: { id: next.id, start: section.position, limit: section.limit } };
  }
  if (type > section.left) section.fault(`says ${type} bytes follow, and ${section.left} do`);
  return { next: { id: 'llc', start: section.position, limit: section.position + type } };
}
