import type { LayerEnd, LayerReader } from '../layer-reader.ts';
import { shownValue } from '../section.ts';
import { readEtherType } from './ethernet.ts';

const TAGS_OF_A_FRAME = 4;

/** One tag of IEEE 802.1Q or 802.1ad. `number` of the input: how many stand before it. */
export const readVlan: LayerReader = (section, { number: before = 0 }): LayerEnd => {
  section.name = 'VLAN tag';
  const { position } = section;
  const control = section.peek16();
  section.skip(2);
  const id = control & 0xfff;
  // Rules ask for the outermost.
  const filterText = before === 0 ? `vlan ${id}` : undefined;
  section.add('Priority', String(control >> 13), position);
  section.add('May be dropped', (control & 0x1000) !== 0 ? 'yes' : 'no', position);
  section.add('Id', { value: String(id), filterText }, position);
  section.say(shownValue(String(id), filterText), before > 0 ? 'inner tag' : '');
  if (before === TAGS_OF_A_FRAME) section.say('more tags than the filter looks behind');
  const { next } = readEtherType(section);
  return { next: next?.id === 'vlan' ? { ...next, number: before + 1 } : next };
};
