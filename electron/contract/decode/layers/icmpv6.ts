import { IP_PROTOCOL } from '../../packet-record.ts';
import { segmentChecksum } from '../checksum.ts';
import { hexNumber } from '../clean-text.ts';
import type { LayerEnd, LayerReader } from '../layer-reader.ts';
import { type Section, shownValue } from '../section.ts';
import { readEcho, readIcmpHead } from './icmp.ts';
import { readNeighbourOptions } from './neighbour-options.ts';

const TYPE = {
  tooBig: 2,
  problem: 4,
  echoRequest: 128,
  echoReply: 129,
  query: 130,
  done: 132,
  routerSolicitation: 133,
  routerAdvertisement: 134,
  solicitation: 135,
  advertisement: 136,
  redirect: 137,
} as const;

/** RFC 4443: below 128 are errors, which quote a packet. */
const FIRST_MESSAGE = 128;

/** RFC 4443, 4861, 2710. */
export const readIcmpv6: LayerReader = (section, input): LayerEnd => {
  section.name = 'ICMPv6';
  const { start, state, limit } = section;
  const { type } = readIcmpHead(section, 'icmpv6');
  section.u16('Checksum', (value) =>
    segmentChecksum(state, { start, limit, protocol: IP_PROTOCOL.icmpv6 }, input.carrier, value),
  );
  if (type < FIRST_MESSAGE) return readError(section, type);
  if (type === TYPE.echoRequest || type === TYPE.echoReply) return readEcho(section);
  if (type >= TYPE.query && type <= TYPE.done) readMulticast(section);
  else if (type === TYPE.routerAdvertisement) readRouterAdvertisement(section);
  else if (type >= TYPE.routerSolicitation && type <= TYPE.redirect) readNeighbour(section, type);
  section.rest('Content');
  return {};
};

function readError(section: Section, type: number): LayerEnd {
  if (type === TYPE.tooBig) section.say(`largest ${section.u32('Largest packet')} bytes`);
  else if (type === TYPE.problem) section.say(`at byte ${section.u32('Pointer')}`);
  else section.u32('Unused');
  return { quoted: { id: 'ipv6', start: section.position, limit: section.limit } };
}

function readMulticast(section: Section): void {
  section.u16('Answer within', (value) => `${value} ms`);
  section.u16('Reserved');
  section.say('group', shownValue(section.address('Group', 16)));
}

function readRouterAdvertisement(section: Section): void {
  section.u8('Hop limit');
  section.u8('Flags', (value) => {
    const words = [
      (value & 0x80) !== 0 && 'addresses by DHCPv6',
      (value & 0x40) !== 0 && 'other by DHCPv6',
    ];
    return { value: hexNumber(value, 2), note: words.filter(Boolean).join(', ') };
  });
  section.say(`for ${section.u16('Router for', (value) => `${value} s`)} s`);
  section.u32('Reachable for', (value) => `${value} ms`);
  section.u32('Asks again after', (value) => `${value} ms`);
  readNeighbourOptions(section);
}

function readNeighbour(section: Section, type: number): void {
  if (type === TYPE.advertisement) {
    section.u32('Flags', (value) => {
      const words = [
        value >= 0x8000_0000 && 'router',
        (value & 0x4000_0000) !== 0 && 'asked for',
        (value & 0x2000_0000) !== 0 && 'replaces what was known',
      ];
      return { value: hexNumber(value, 8), note: words.filter(Boolean).join(', ') };
    });
  } else section.u32('Reserved');
  if (type !== TYPE.routerSolicitation) section.say(shownValue(section.address('Target', 16)));
  if (type === TYPE.redirect) section.address('Destination', 16);
  readNeighbourOptions(section);
}
