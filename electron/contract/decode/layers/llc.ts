import { hexNumber } from '../clean-text.ts';
import type { LayerEnd, LayerReader } from '../layer-reader.ts';

/** IEEE 802.2 service access points. */
const ACCESS_POINTS: Readonly<Record<number, string>> = {
  66: 'spanning tree',
  170: 'SNAP',
  224: 'IPX',
  254: 'OSI',
};

/** IEEE 802.2: who the frame is for, and of which kind it is. */
export const readLlc: LayerReader = (section): LayerEnd => {
  section.name = 'LLC';
  const point = (value: number) => ({ value: hexNumber(value, 2), note: ACCESS_POINTS[value] });
  const destination = section.u8('Destination service', point);
  section.u8('Source service', point);
  section.u8('Control', (value) => hexNumber(value, 2));
  section.say(ACCESS_POINTS[destination] ?? `service ${hexNumber(destination, 2)}`);
  return { next: { id: 'data', start: section.position, limit: section.limit } };
};
