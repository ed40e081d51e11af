import { hexText } from '../clean-text.ts';
import type { Section } from '../section.ts';

export interface DhcpOption {
  readonly code: number;
  readonly value: string;
}

type Kind = 'address' | 'text' | 'seconds' | 'message' | 'number' | 'codes';

/** RFC 2132, RFC 3442, RFC 4702, RFC 3397. */
const OPTIONS: Readonly<Record<number, readonly [string, Kind | undefined]>> = {
  1: ['Subnet mask', 'address'],
  3: ['Routers', 'address'],
  6: ['Name servers', 'address'],
  12: ['Host name', 'text'],
  15: ['Domain', 'text'],
  26: ['Largest packet', 'number'],
  28: ['Broadcast address', 'address'],
  42: ['Time servers', 'address'],
  43: ['Vendor information', undefined],
  50: ['Wanted address', 'address'],
  51: ['Lease', 'seconds'],
  53: ['Message', 'message'],
  54: ['Server', 'address'],
  55: ['Wanted options', 'codes'],
  56: ['Words', 'text'],
  57: ['Largest message', 'number'],
  58: ['Renew after', 'seconds'],
  59: ['Ask all after', 'seconds'],
  60: ['Vendor class', 'text'],
  61: ['Client id', undefined],
  66: ['Boot server', 'text'],
  67: ['Boot file', 'text'],
  81: ['Full name', undefined],
  82: ['Relay information', undefined],
  119: ['Search domains', undefined],
  121: ['Routes', undefined],
};

const MESSAGES: readonly string[] = [
  'discover',
  'offer',
  'request',
  'decline',
  'acknowledge',
  'refuse',
  'release',
  'inform',
];

/** One option: code, length, value. */
export function readDhcpOption(section: Section): DhcpOption {
  const code = section.peek8();
  const length = section.peek8(1);
  const [name, kind] = OPTIONS[code] ?? [`Option ${code}`, undefined];
  let value = '';
  section.group(name, 2 + length, (option) => {
    option.u8('Code');
    option.u8('Length');
    value = readValue(option, kind);
    option.rest('Rest');
    return value;
  });
  return { code, value };
}

function readValue(option: Section, kind: Kind | undefined): string {
  switch (kind) {
    case 'address':
      return readAddresses(option);
    case 'text':
      return option.text('Text', option.left);
    case 'seconds':
      return `${option.u32('Seconds')} s`;
    case 'number':
      return String(option.u16('Bytes'));
    case 'message':
      return messageName(option.u8('Kind', messageName));
    case 'codes':
      return Array.from(option.bytes('Codes', option.left)).join(', ');
    default:
      return option.left === 0 ? '' : hexText(option.bytes('Bytes', option.left));
  }
}

function readAddresses(option: Section): string {
  const addresses: string[] = [];
  while (option.left >= 4) addresses.push(option.address('Address', 4));
  return addresses.join(', ');
}

function messageName(kind: number): string {
  return MESSAGES[kind - 1] ?? `message ${kind}`;
}
