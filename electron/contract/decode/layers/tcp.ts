import { printFlagPattern, TCP_FLAG_NAMES } from '../../language/names/tcp-flags.ts';
import { IP_PROTOCOL } from '../../packet-record.ts';
import { segmentChecksum } from '../checksum.ts';
import { hexNumber } from '../clean-text.ts';
import type { LayerEnd, LayerReader } from '../layer-reader.ts';
import { type Section, shownValue } from '../section.ts';
import { readPorts } from './ports.ts';
import { readTcpOptions } from './tcp-options.ts';

const ACK = 0x10;
const URG = 0x20;
/** As people say them: `SYN ACK`. */
const SAID_FIRST = ['syn', 'fin', 'rst', 'psh', 'ack', 'urg', 'ece', 'cwr'] as const;

/** RFC 9293; ECN flags of RFC 3168. */
export const readTcp: LayerReader = (section, input): LayerEnd => {
  section.name = 'TCP';
  const { start, state } = section;
  const ports = readPorts(section, 'tcp');
  section.u32('Sequence number');
  const acknowledges = section.peek8(5);
  section.u32('Acknowledgement', (value) => ({
    value: String(value),
    note: (acknowledges & ACK) === 0 && value !== 0 ? 'without its flag' : undefined,
  }));
  const headerBytes = (section.peek8() >> 4) * 4;
  const lengthStart = section.position;
  section.skip(1);
  section.add('Header length', `${headerBytes} bytes`, lengthStart);
  const flags = readFlags(section);
  section.say(shownValue(flagWords(flags), flagFilter(flags)));
  const window = section.u16('Window');
  section.u16('Checksum', (value) =>
    segmentChecksum(
      state,
      { start, limit: section.limit, protocol: IP_PROTOCOL.tcp },
      input.carrier,
      value,
    ),
  );
  section.u16('Urgent pointer', (value) => ({
    value: String(value),
    note: (flags & URG) === 0 && value !== 0 ? 'without its flag' : undefined,
  }));
  if (headerBytes < 20) section.fault(`its header has ${headerBytes} bytes, and needs 20`);
  const payloadBytes = Math.max(0, section.limit - start - headerBytes);
  section.say(payloadBytes > 0 ? `${payloadBytes} bytes` : `window ${window}`);
  if (headerBytes > 20) readTcpOptions(section, headerBytes - 20);
  const next = { id: 'data', start: section.position, limit: section.limit, ports } as const;
  return payloadBytes > 0 ? { next } : {};
};

function readFlags(section: Section): number {
  const { position } = section;
  const flags = section.peek8();
  section.skip(1);
  const children = TCP_FLAG_NAMES.map((name, bit) => ({
    label: name.toUpperCase(),
    described: {
      value: (flags & (1 << bit)) === 0 ? 'clear' : 'set',
      filterText: `tcp flags ${(flags & (1 << bit)) === 0 ? '!' : ''}${name}`,
    },
  }));
  const value = flagWords(flags);
  section.addGroup(
    'Flags',
    { value, note: hexNumber(flags, 2), filterText: flagFilter(flags) },
    position,
    children,
  );
  return flags;
}

function flagWords(flags: number): string {
  const set = SAID_FIRST.filter((name) => (flags & (1 << TCP_FLAG_NAMES.indexOf(name))) !== 0);
  return set.join(' ').toUpperCase() || 'no flags';
}

/** SYN alone means that ACK is not there; of the rest nothing is asked. */
function flagFilter(flags: number): string {
  const isFirst = (flags & 2) !== 0 && (flags & ACK) === 0;
  const pattern = { set: flags, clear: flags === 0 ? 0xff : isFirst ? ACK : 0 };
  return `tcp flags ${printFlagPattern(pattern)}`;
}
