import { hexNumber, textOfBytes } from '../clean-text.ts';
import type { LayerEnd, LayerReader } from '../layer-reader.ts';
import { announce } from './announce.ts';

const MODES = ['', 'symmetric', 'symmetric answer', 'client', 'server', 'broadcast', 'control', ''];

/** RFC 5905: mode, stratum and where the time comes from. */
export const readNtp: LayerReader = (section): LayerEnd => {
  section.name = 'NTP';
  const { position } = section;
  const first = section.u8('Flags', (value) => hexNumber(value, 2));
  const mode = MODES[first & 7] || `mode ${first & 7}`;
  section.add('Version', String((first >> 3) & 7), position);
  section.add('Mode', { value: String(first & 7), note: mode }, position);
  section.say(mode);
  announce(section, 'NTP', mode);
  if ((first & 7) >= 6) {
    section.rest('Content');
    return {};
  }
  const stratum = section.u8('Stratum');
  section.say(`stratum ${stratum}`);
  section.u8('Asks every', (value) => `${2 ** Math.min(value, 31)} s`);
  section.u8('Precision');
  section.u32('Delay to the root', secondsText);
  section.u32('Spread to the root', secondsText);
  if (stratum <= 1) section.bytes('Reference', 4, (bytes) => textOfBytes(bytes.filter(Boolean)));
  else section.address('Reference', 4);
  for (const label of ['Last set', 'Asked', 'Received', 'Sent']) section.bytes(label, 8);
  section.rest('Rest');
  return {};
};

/** 16.16 fixed point. */
function secondsText(value: number): string {
  return `${(value / 65536).toFixed(4)} s`;
}
