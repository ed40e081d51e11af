import { hexNumber } from '../clean-text.ts';
import type { LayerEnd, LayerReader } from '../layer-reader.ts';
import { shownValue } from '../section.ts';
import { describeProtocol, ipPayloadId } from './ip-payload.ts';
import { describeTrafficClass } from './ipv4.ts';

/** RFC 8200. Extension headers are layers of their own. */
export const readIpv6: LayerReader = (section): LayerEnd => {
  section.name = 'IPv6';
  const { start } = section;
  const first = section.peek16();
  const low = section.peek16(2);
  section.skip(4);
  section.add('Version', String(first >> 12), start, start + 1);
  if (first >> 12 !== 6) section.fault(`is version ${first >> 12}, not 6`);
  section.add('Traffic class', describeTrafficClass((first >> 4) & 0xff), start, start + 2);
  section.add('Flow label', hexNumber((first & 15) * 0x1_0000 + low, 5), start + 1);
  const payloadBytes = section.u16('Payload length', (value) => {
    const there = section.limit - start - 40;
    const malformed = value > there ? `says more than the ${there} bytes there are` : undefined;
    return { value: String(value), note: value === 0 ? 'not said here' : undefined, malformed };
  });
  const protocol = section.u8('Next header', (value) => describeProtocol(value, 6));
  const hops = section.u8('Hop limit', (value) => ({
    value: String(value),
    filterText: `ttl ${value}`,
  }));
  const sourceStart = section.position;
  const source = section.address('Source', 16, 'src');
  const destinationStart = section.position;
  const destination = section.address('Destination', 16, 'dst');
  section.say(shownValue(source, `src ${source}`), shownValue('→'));
  section.say(shownValue(destination, `dst ${destination}`), `hop limit ${hops}`);
  // Nothing, a jumbogram, or a large segment that the network card cuts up.
  const end = payloadBytes === 0 ? section.limit : section.position + payloadBytes;
  return {
    next: {
      id: ipPayloadId(protocol, 6),
      start: section.position,
      limit: Math.min(section.limit, end),
      number: protocol,
      carrier: {
        version: 6,
        sourceStart,
        destinationStart,
        isFragment: end > section.limit,
      },
    },
  };
};
