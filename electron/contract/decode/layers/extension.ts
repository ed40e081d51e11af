import { hexNumber } from '../clean-text.ts';
import type { LayerEnd, LayerReader, Next } from '../layer-reader.ts';
import type { Section } from '../section.ts';
import { describeProtocol, ipPayloadId } from './ip-payload.ts';

const KIND = { hopByHop: 0, routing: 43, fragment: 44, destination: 60, mobility: 135 } as const;

const NAMES: Readonly<Record<number, string>> = {
  [KIND.hopByHop]: 'Hop-by-hop options',
  [KIND.routing]: 'Routing header',
  [KIND.fragment]: 'Fragment header',
  [KIND.destination]: 'Destination options',
  [KIND.mobility]: 'Mobility header',
};

/** RFC 8200, RFC 2711, RFC 2675, RFC 6275, RFC 2473. */
const OPTIONS: Readonly<Record<number, string>> = {
  0: 'Padding',
  1: 'Padding',
  4: 'Tunnel encapsulation limit',
  5: 'Router alert',
  194: 'Jumbo payload',
  201: 'Home address',
};

/** An extension header of IPv6 (RFC 8200). `number` of the input says which. */
export const readExtension: LayerReader = (section, input): LayerEnd => {
  const kind = input.number ?? KIND.hopByHop;
  section.name = NAMES[kind] ?? 'Extension header';
  const next = section.u8('Next header', (value) => describeProtocol(value, 6));
  if (kind === KIND.fragment) return readFragment(section, input, next);
  const sizeBytes = (section.u8('Length', describeLength) + 1) * 8;
  const end = section.start + sizeBytes;
  if (kind === KIND.hopByHop || kind === KIND.destination) readOptions(section, sizeBytes - 2);
  else if (kind === KIND.routing) readRouting(section, sizeBytes - 2);
  else section.bytes('Content', sizeBytes - 2);
  return { next: behind(input, next, end) };
};

/** RFC 8200, section 4.5. */
function readFragment(section: Section, input: Next, next: number): LayerEnd {
  section.u8('Reserved');
  const { position } = section;
  const value = section.peek16();
  section.skip(2);
  const offsetBytes = value & 0xfff8;
  const more = (value & 1) !== 0;
  const kind = offsetBytes > 0 ? 'later' : 'first';
  // One that is whole all the same (RFC 6946).
  const isAtomic = offsetBytes === 0 && !more;
  const filterText = isAtomic ? undefined : `fragment ${kind}`;
  section.add('Offset', { value: String(offsetBytes), filterText }, position);
  section.add('More follow', more ? 'yes' : 'no', position);
  section.u32('Identification', (id) => hexNumber(id, 8));
  section.say(isAtomic ? 'whole all the same' : `${kind} fragment, from byte ${offsetBytes}`);
  const place = behind(input, next, section.position);
  const carrier = input.carrier && { ...input.carrier, isFragment: !isAtomic };
  return { next: { ...place, carrier, id: offsetBytes > 0 ? 'data' : place.id } };
}

function readRouting(section: Section, sizeBytes: number): void {
  section.group('Route', sizeBytes, (route) => {
    const type = route.u8('Type', (value) => ({
      value: String(value),
      note: value === 0 ? 'forbidden (RFC 5095)' : value === 4 ? 'segment routing' : undefined,
    }));
    const left = route.u8('Segments left');
    route.bytes('Reserved', Math.min(4, route.left));
    while (route.left >= 16) route.address('Address', 16);
    route.rest('Rest');
    section.say(`type ${type}, ${left} to go`);
    return `type ${type}`;
  });
}

function readOptions(section: Section, sizeBytes: number): void {
  const names: string[] = [];
  section.group('Options', sizeBytes, (options) => {
    while (options.left > 0) {
      const kind = options.peek8();
      const name = OPTIONS[kind] ?? `Option ${kind}`;
      if (kind === 0) {
        options.u8(name);
        continue;
      }
      if (kind !== 1 && names.length < 8) names.push(name.toLowerCase());
      options.group(name, 2 + options.peek8(1), (option) => {
        option.u8('Kind');
        const length = option.u8('Length');
        if (length > 0) option.bytes('Value', length);
        return `${length} bytes`;
      });
    }
    return names.join(', ') || 'padding';
  });
  section.say(names.join(', ') || 'padding');
}

function describeLength(value: number) {
  return { value: String(value), note: `${(value + 1) * 8} bytes` };
}

function behind(input: Next, protocol: number, start: number): Next {
  const id = ipPayloadId(protocol, 6);
  return { id, start, limit: input.limit, carrier: input.carrier, number: protocol };
}
