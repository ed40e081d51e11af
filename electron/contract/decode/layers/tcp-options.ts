import { hexText } from '../clean-text.ts';
import type { Section } from '../section.ts';

/** IANA TCP option kinds. */
const NAMES: Readonly<Record<number, string>> = {
  0: 'End of options',
  1: 'No operation',
  2: 'Largest segment',
  3: 'Window scale',
  4: 'Selective acknowledgement',
  5: 'Acknowledged ranges',
  8: 'Timestamps',
  19: 'MD5 signature',
  28: 'User timeout',
  29: 'Authentication',
  30: 'Multipath TCP',
  34: 'Fast open',
};

/** What they are called where there is little room. */
const SHORT: Readonly<Record<number, string>> = {
  2: 'mss',
  3: 'wscale',
  4: 'sack',
  5: 'sack',
  8: 'timestamps',
  30: 'multipath',
  34: 'fast open',
};

/** RFC 9293, 7323, 2018, 7413, 8684. */
export function readTcpOptions(section: Section, sizeBytes: number): void {
  section.group('Options', sizeBytes, (options) => {
    const words: string[] = [];
    while (options.left > 0) {
      const kind = options.peek8();
      const name = NAMES[kind] ?? `Option ${kind}`;
      if (kind === 0) {
        options.u8(name);
        options.rest('Padding');
        break;
      }
      if (kind === 1) {
        options.u8(name);
        continue;
      }
      const value = readOption(options, kind, name);
      const short = SHORT[kind];
      if (short && words.length < 8) words.push(kind <= 3 ? `${short} ${value}` : short);
    }
    return words.join(', ');
  });
}

function readOption(options: Section, kind: number, name: string): string {
  const length = options.peek8(1);
  if (length < 2) options.fault(`an option says it has ${length} bytes`);
  let value = '';
  options.group(name, length, (option) => {
    option.u8('Kind');
    option.u8('Length');
    value = readValue(option, kind, length);
    return value;
  });
  return value;
}

function readValue(option: Section, kind: number, length: number): string {
  if (kind === 2 && length === 4) return String(option.u16('Bytes'));
  if (kind === 3 && length === 3) {
    const shift = option.u8('Shift', (value) => ({
      value: String(value),
      note: `times ${2 ** Math.min(value, 14)}`,
      malformed: value > 14 ? 'more than 14 is not allowed (RFC 7323)' : undefined,
    }));
    return String(shift);
  }
  if (kind === 5 && (length - 2) % 8 === 0) return readRanges(option);
  if (kind === 8 && length === 10) {
    const own = option.u32('Own');
    const echoed = option.u32('Echoed');
    return `${own}, echoes ${echoed}`;
  }
  if (option.left === 0) return '';
  let text = '';
  option.bytes('Value', option.left, (bytes) => {
    text = hexText(bytes);
    return text;
  });
  return text;
}

function readRanges(option: Section): string {
  const ranges: string[] = [];
  while (option.left >= 8) {
    const from = option.u32('From');
    ranges.push(`${from} to ${option.u32('To')}`);
  }
  return ranges.join(', ');
}
