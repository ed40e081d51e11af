import { hexNumber, hexText } from '../clean-text.ts';
import type { LayerEnd, LayerReader } from '../layer-reader.ts';
import { announce } from './announce.ts';

const MAGIC = 0x2112_a442;
const HEADER_BYTES = 20;
const CLASSES = ['request', 'indication', 'answer', 'error'] as const;

export function looksLikeStun(bytes: Uint8Array): boolean {
  if (bytes.length < HEADER_BYTES || ((bytes[0] ?? 0) & 0xc0) !== 0) return false;
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(4) === MAGIC;
}

/** RFC 8489: the header, and its attributes as bytes. */
export const readStun: LayerReader = (section): LayerEnd => {
  section.name = 'STUN';
  const kind = (type: number) => CLASSES[((type >> 7) & 2) | ((type >> 4) & 1)] ?? '';
  const method = (type: number) => (type & 15) | ((type & 0xe0) >> 1) | ((type & 0x3e00) >> 2);
  const text = (type: number) =>
    `${method(type) === 1 ? 'binding' : `method ${method(type)}`} ${kind(type)}`;
  const type = section.u16('Message', (value) => ({
    value: hexNumber(value, 4),
    note: text(value),
  }));
  section.say(text(type));
  announce(section, 'STUN', text(type));
  section.u16('Length');
  section.u32('Magic', (value) => hexNumber(value, 8));
  section.bytes('Transaction', 12);
  while (section.left >= 4) {
    const length = section.peek16(2);
    section.group(`Attribute ${hexNumber(section.peek16(), 4)}`, 4 + length, (attribute) => {
      attribute.skip(4);
      return attribute.left === 0 ? '' : hexText(attribute.bytes('Value', attribute.left));
    });
    const padding = Math.min(section.left, (4 - (length % 4)) % 4);
    if (padding > 0) section.skip(padding);
  }
  section.rest('Rest');
  return {};
};
