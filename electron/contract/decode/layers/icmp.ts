import { icmpText } from '../../icmp-text.ts';
import { icmpTypeName } from '../../language/names/icmp-types.ts';
import { headerChecksum } from '../checksum.ts';
import { hexNumber } from '../clean-text.ts';
import type { LayerEnd, LayerReader } from '../layer-reader.ts';
import { type Section, shownValue } from '../section.ts';

const TYPE = {
  echoReply: 0,
  unreachable: 3,
  quench: 4,
  redirect: 5,
  echoRequest: 8,
  exceeded: 11,
  problem: 12,
  timestampRequest: 13,
  timestampReply: 14,
} as const;

const NEEDS_FRAGMENTING = 4;
const ERRORS: ReadonlySet<number> = new Set([3, 4, 5, 11, 12]);

/** RFC 792, RFC 1191. */
export const readIcmp: LayerReader = (section, input): LayerEnd => {
  section.name = 'ICMP';
  const { type, code } = readIcmpHead(section, 'icmp');
  const { start, state, limit } = section;
  section.u16('Checksum', (value) =>
    limit > state.bytes.length || input.carrier?.isFragment
      ? { value: hexNumber(value, 4), note: 'not checked: the packet is not here as a whole' }
      : headerChecksum(state, start, limit, value),
  );
  if (type === TYPE.echoRequest || type === TYPE.echoReply) return readEcho(section);
  if (type === TYPE.timestampRequest || type === TYPE.timestampReply) {
    readEchoHead(section);
    for (const label of ['Sent', 'Received', 'Answered']) {
      section.u32(label, (value) => ({ value: String(value), note: 'ms since midnight' }));
    }
    return {};
  }
  if (!ERRORS.has(type)) {
    section.rest('Content');
    return {};
  }
  if (type === TYPE.redirect) {
    section.say('to', shownValue(section.address('Better router', 4)));
  } else if (type === TYPE.unreachable && code === NEEDS_FRAGMENTING) {
    section.u16('Unused');
    section.say(`largest ${section.u16('Largest packet')} bytes`);
  } else if (type === TYPE.problem) {
    section.say(`at byte ${section.u8('Pointer')}`);
    section.bytes('Unused', 3);
  } else section.u32('Unused');
  return { quoted: { id: 'ipv4', start: section.position, limit } };
};

/** Type and code, which both versions begin with. */
export function readIcmpHead(section: Section, version: 'icmp' | 'icmpv6') {
  const type = section.peek8();
  const code = section.peek8(1);
  const words = icmpText(version, type, code);
  const name = icmpTypeName(version, type) ?? String(type);
  const filterText = `${version} type ${name}`;
  section.u8('Type', (value) => ({ value: String(value), note: words.head, filterText }));
  section.u8('Code', (value) => ({
    value: String(value),
    note: words.rest,
    filterText: `${filterText} code ${value}`,
  }));
  section.say(shownValue(words.head, filterText), words.rest);
  return { type, code };
}

export function readEcho(section: Section): LayerEnd {
  readEchoHead(section);
  section.rest('Content');
  return {};
}

function readEchoHead(section: Section): void {
  const identifier = section.u16('Identifier');
  const sequence = section.u16('Sequence number');
  section.say(`id ${identifier} seq ${sequence}`);
}
