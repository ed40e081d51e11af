import { hexText } from '../clean-text.ts';
import type { Section } from '../section.ts';

/** IANA IP option numbers, as in the first byte (RFC 791, RFC 2113, RFC 1393). */
const NAMES: Readonly<Record<number, string>> = {
  0: 'End of options',
  1: 'No operation',
  7: 'Record route',
  68: 'Timestamp',
  82: 'Traceroute',
  130: 'Security',
  131: 'Loose source route',
  136: 'Stream id',
  137: 'Strict source route',
  148: 'Router alert',
};

const ROUTES: ReadonlySet<number> = new Set([7, 131, 137]);

export function readIpv4Options(section: Section, sizeBytes: number): void {
  section.group('Options', sizeBytes, (options) => {
    const names: string[] = [];
    while (options.left > 0) {
      const kind = options.peek8();
      const name = NAMES[kind] ?? `Option ${kind}`;
      if (names.length < 8) names.push(name.toLowerCase());
      if (kind === 0) {
        options.u8(name);
        options.rest('Padding');
        break;
      }
      if (kind === 1) options.u8(name);
      else readOption(options, kind, name);
    }
    return names.join(', ');
  });
}

function readOption(options: Section, kind: number, name: string): void {
  const length = options.peek8(1);
  if (length < 2) options.fault(`an option says it has ${length} bytes`);
  options.group(name, length, (option) => {
    option.u8('Kind');
    option.u8('Length');
    if (!ROUTES.has(kind)) {
      let text = '';
      if (option.left > 0) option.bytes('Value', option.left, (bytes) => (text = hexText(bytes)));
      return text;
    }
    option.u8('Pointer');
    const hops: string[] = [];
    while (option.left >= 4) hops.push(option.address('Hop', 4));
    option.rest('Rest');
    return hops.join(', ');
  });
}
