import { hexNumber, hexText } from '../clean-text.ts';
import type { LayerEnd, LayerReader, Ports } from '../layer-reader.ts';
import { announce } from './announce.ts';

const LONG_HEADER = 0xc0;
const VERSIONS: ReadonlyMap<number, string> = new Map([
  [0, 'negotiation'],
  [1, '1'],
  [0x6b33_43cf, '2'],
]);
const KINDS: Readonly<Record<number, readonly string[]>> = {
  1: ['initial', '0-RTT', 'handshake', 'retry'],
  2: ['retry', 'initial', '0-RTT', 'handshake'],
};

/** A long header of a version that is known; or anything but nonsense at the port of HTTP/3. */
export function looksLikeQuic(bytes: Uint8Array, ports: Ports): boolean {
  const first = bytes[0] ?? 0;
  if ((first & LONG_HEADER) !== LONG_HEADER) {
    return (first & LONG_HEADER) === 0x40 && (ports.source === 443 || ports.destination === 443);
  }
  if (bytes.length < 7) return false;
  const version = new DataView(bytes.buffer, bytes.byteOffset).getUint32(1);
  return VERSIONS.has(version) && version !== 0 && (bytes[5] ?? 0) <= 20;
}

/** RFC 9000, RFC 9369: what is not encrypted of the first packets; of later ones that is nothing. */
export const readQuic: LayerReader = (section): LayerEnd => {
  section.name = 'QUIC';
  const first = section.peek8();
  if ((first & LONG_HEADER) !== LONG_HEADER) {
    section.u8('Flags', (value) => ({ value: hexNumber(value, 2), note: 'short header' }));
    section.say('encrypted');
    announce(section, 'QUIC', `encrypted, ${section.left + 1} bytes`);
    section.rest('Encrypted');
    return {};
  }
  const { position } = section;
  section.skip(1);
  const version = section.u32('Version', (value) => ({
    value: hexNumber(value, 8),
    note: VERSIONS.get(value) ?? 'unknown',
  }));
  const name = KINDS[version === 1 ? 1 : 2]?.[(first >> 4) & 3] ?? 'packet';
  section.add('Kind', { value: name, note: hexNumber(first, 2) }, position, position + 1);
  const readId = (label: string) => {
    const length = section.peek8();
    section.skip(1);
    if (length > 20) section.fault('an id has more than 20 bytes');
    return length === 0 ? '' : hexText(section.bytes(label, length)).replaceAll(' ', '');
  };
  section.say(name);
  announce(section, 'QUIC', name);
  const id = readId('Destination id');
  if (id) section.say(`to ${id}`);
  readId('Source id');
  section.rest('Encrypted');
  return {};
};
