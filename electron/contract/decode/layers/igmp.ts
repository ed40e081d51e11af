import { headerChecksum } from '../checksum.ts';
import { hexNumber } from '../clean-text.ts';
import type { LayerEnd, LayerReader } from '../layer-reader.ts';
import { shownValue } from '../section.ts';

const TYPES: Readonly<Record<number, string>> = {
  17: 'query',
  18: 'report v1',
  22: 'report v2',
  23: 'leave',
  34: 'report v3',
};

/** RFC 2236, RFC 3376. */
export const readIgmp: LayerReader = (section): LayerEnd => {
  section.name = 'IGMP';
  const { start, limit, state } = section;
  const type = section.u8('Type', (value) => ({ value: hexNumber(value, 2), note: TYPES[value] }));
  section.say(TYPES[type] ?? `type ${hexNumber(type, 2)}`);
  section.u8('Answer within', (value) => ({ value: String(value), note: 'tenths of a second' }));
  section.u16('Checksum', (value) =>
    limit > state.bytes.length
      ? { value: hexNumber(value, 4), note: 'not checked: the packet is not here as a whole' }
      : headerChecksum(state, start, limit, value),
  );
  if (type === 0x22) {
    section.u16('Reserved');
    const groups = section.u16('Groups');
    for (let index = 0; index < groups && section.left > 0; index += 1) {
      section.group('Group', undefined, (group) => {
        group.u8('Kind');
        const auxiliaryBytes = group.u8('Auxiliary', (value) => `${value * 4} bytes`) * 4;
        const sources = group.u16('Sources');
        const address = group.address('Group', 4);
        for (let source = 0; source < sources; source += 1) group.address('Source', 4);
        if (auxiliaryBytes > 0) group.bytes('Auxiliary', auxiliaryBytes);
        if (index < 8) section.say(shownValue(address));
        return address;
      });
    }
  } else section.say('group', shownValue(section.address('Group', 4)));
  section.rest('Rest');
  return {};
};
