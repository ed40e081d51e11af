import { headerChecksum } from '../checksum.ts';
import { hexNumber } from '../clean-text.ts';
import type { LayerEnd, LayerReader } from '../layer-reader.ts';
import { type Section, shownValue } from '../section.ts';
import { describeProtocol, ipPayloadId } from './ip-payload.ts';
import { readIpv4Options } from './ipv4-options.ts';

const FLAGS = { dontFragment: 0x4000, moreFragments: 0x2000 } as const;

/** RFC 791. */
export const readIpv4: LayerReader = (section): LayerEnd => {
  section.name = 'IPv4';
  const { start, state } = section;
  const first = section.peek8();
  section.skip(1);
  const headerBytes = (first & 15) * 4;
  section.add('Version', String(first >> 4), start);
  section.add('Header length', { value: `${headerBytes} bytes` }, start);
  if (first >> 4 !== 4) section.fault(`is version ${first >> 4}, not 4`);
  if (headerBytes < 20) section.fault(`its header has ${headerBytes} bytes, and needs 20`);
  readTrafficClass(section);
  const onTheWire = state.originalLength - start;
  const totalBytes = section.u16('Total length', (value) => describeTotal(value, onTheWire));
  section.u16('Identification', (value) => hexNumber(value, 4));
  const fragment = readFragment(section);
  const ttl = section.u8('Time to live', (value) => ({
    value: String(value),
    filterText: `ttl ${value}`,
  }));
  const protocol = section.u8('Protocol', (value) => describeProtocol(value, 4));
  section.u16('Header checksum', (value) =>
    start + headerBytes > state.bytes.length
      ? { value: hexNumber(value, 4), note: 'not checked: the header is not here as a whole' }
      : headerChecksum(state, start, start + headerBytes, value),
  );
  const checksum = section.fields.at(-1);
  const sourceStart = section.position;
  const source = section.address('Source', 4, 'src');
  const destinationStart = section.position;
  const destination = section.address('Destination', 4, 'dst');
  section.say(shownValue(source, `src ${source}`), shownValue('→'));
  section.say(shownValue(destination, `dst ${destination}`));
  const words = [`TTL ${ttl}`, fragment.words, checksum?.problem ? 'checksum wrong' : ''];
  if (checksum?.note === 'right') words.push('checksum right');
  section.say(words.filter(Boolean).join(', '));
  if (headerBytes > 20) readIpv4Options(section, headerBytes - 20);
  // A large segment that the network card cuts up says 0: it ends where the frame does.
  if (totalBytes !== 0 && totalBytes < headerBytes) {
    section.fault(`says it has ${totalBytes} bytes, which is less than its header`);
  }
  const limit = totalBytes === 0 ? section.limit : Math.min(section.limit, start + totalBytes);
  const isLater = fragment.offsetBytes > 0;
  return {
    next: {
      id: isLater ? 'data' : ipPayloadId(protocol, 4),
      start: start + headerBytes,
      limit,
      carrier: {
        version: 4,
        sourceStart,
        destinationStart,
        isFragment: fragment.isFragment || start + totalBytes > section.limit,
      },
    },
  };
};

function describeTotal(value: number, onTheWire: number) {
  const tooLong = value > onTheWire ? `says more than the ${onTheWire} bytes there are` : undefined;
  return {
    value: String(value),
    note: value === 0 ? 'the network card fills it in' : undefined,
    malformed: tooLong,
  };
}

/** RFC 2474, RFC 3168. */
function readTrafficClass(section: Section): void {
  const { position } = section;
  const value = section.peek8();
  section.skip(1);
  section.add('Traffic class', describeTrafficClass(value), position);
}

const CLASSES: Readonly<Record<number, string>> = {
  0: 'ordinary',
  8: 'background',
  46: 'expedited',
  48: 'network control',
};
const CONGESTION = ['', 'may be marked', 'may be marked', 'met congestion'] as const;

export function describeTrafficClass(value: number) {
  const words = [CLASSES[value >> 2], CONGESTION[value & 3]].filter(Boolean).join(', ');
  return { value: hexNumber(value, 2), note: words };
}

interface FragmentPlace {
  readonly offsetBytes: number;
  readonly isFragment: boolean;
  readonly words: string;
}

function readFragment(section: Section): FragmentPlace {
  const { position } = section;
  const value = section.peek16();
  section.skip(2);
  const mayNot = (value & FLAGS.dontFragment) !== 0;
  const more = (value & FLAGS.moreFragments) !== 0;
  const offsetBytes = (value & 0x1fff) * 8;
  const kind = offsetBytes > 0 ? 'later' : more ? 'first' : undefined;
  const filterText = kind && `fragment ${kind}`;
  const flags = [mayNot && 'do not fragment', more && 'more follow'].filter(Boolean).join(', ');
  section.add('Fragment flags', { value: flags || 'none', filterText }, position);
  section.add('Fragment offset', { value: String(offsetBytes), filterText }, position);
  const words = kind ? `${kind} fragment, from byte ${offsetBytes}` : mayNot ? 'DF' : '';
  return { offsetBytes, isFragment: kind !== undefined, words };
}
