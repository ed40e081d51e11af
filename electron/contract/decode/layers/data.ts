import { textOfBytes } from '../clean-text.ts';
import type { LayerEnd, LayerReader } from '../layer-reader.ts';

const PREVIEW_BYTES = 48;

/** What nothing here can read. */
export const readData: LayerReader = (section): LayerEnd => {
  section.name = 'Data';
  const { left, present, state, position } = section;
  section.say(`${left} bytes`);
  const some = state.bytes.subarray(position, position + Math.min(present, PREVIEW_BYTES));
  if (isText(some)) section.add('Text', textOfBytes(some), position, position + some.length);
  section.rest('Bytes');
  return {};
};

function isText(bytes: Uint8Array): boolean {
  if (bytes.length < 4) return false;
  const isPlain = (byte: number) =>
    (byte >= 0x20 && byte < 0x7f) || byte === 9 || byte === 10 || byte === 13;
  return bytes.every(isPlain);
}
