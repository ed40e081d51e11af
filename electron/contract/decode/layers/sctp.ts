import { hexNumber } from '../clean-text.ts';
import type { LayerEnd, LayerReader } from '../layer-reader.ts';
import { readPorts } from './ports.ts';

/** IANA SCTP chunk types. */
const CHUNKS: Readonly<Record<number, string>> = {
  0: 'Data',
  1: 'Init',
  2: 'Init acknowledgement',
  3: 'Selective acknowledgement',
  4: 'Heartbeat',
  5: 'Heartbeat acknowledgement',
  6: 'Abort',
  7: 'Shutdown',
  8: 'Shutdown acknowledgement',
  9: 'Error',
  10: 'Cookie echo',
  11: 'Cookie acknowledgement',
  14: 'Shutdown complete',
};

/** RFC 9260: the header, and of which kinds its chunks are. */
export const readSctp: LayerReader = (section): LayerEnd => {
  section.name = 'SCTP';
  readPorts(section, 'sctp');
  section.u32('Verification tag', (value) => hexNumber(value, 8));
  section.u32('Checksum', (value) => hexNumber(value, 8));
  let said = 0;
  while (section.left >= 4) {
    const kind = section.peek8();
    const length = section.peek16(2);
    if (length < 4) section.fault(`a chunk says it has ${length} bytes`);
    const name = CHUNKS[kind] ?? `Chunk ${kind}`;
    if (said < 4) section.say(name.toLowerCase());
    said += 1;
    section.group(name, length, (chunk) => {
      chunk.u8('Kind');
      chunk.u8('Flags', (value) => hexNumber(value, 2));
      chunk.u16('Length');
      chunk.rest('Content');
      return `${length} bytes`;
    });
    // Chunks begin at multiples of four; the last need not be filled up.
    const padding = Math.min(section.left, (4 - (length % 4)) % 4);
    if (padding > 0) section.skip(padding);
  }
  section.rest('Rest');
  return {};
};
