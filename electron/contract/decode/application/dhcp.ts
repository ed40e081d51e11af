import { hexNumber } from '../clean-text.ts';
import type { LayerEnd, LayerReader } from '../layer-reader.ts';
import type { Section } from '../section.ts';
import { announce } from './announce.ts';
import { type DhcpOption, readDhcpOption } from './dhcp-option.ts';

/** What a lease tells about the client. */
export interface DhcpFacts {
  /** Of its hardware. */
  readonly clientMac: string;
  /** What it calls itself. */
  readonly hostName?: string;
  /** The address that it is given, has or asks for. */
  readonly address?: string;
}

const ETHERNET = 1;
const MAGIC = 0x6382_5363;

/** RFC 2131; options of RFC 2132. */
export const readDhcp: LayerReader = (section): LayerEnd => {
  section.name = 'DHCP';
  const kind = section.u8('Operation', (value) => ({
    value: String(value),
    note: value === 1 ? 'request' : value === 2 ? 'reply' : undefined,
  }));
  const hardware = section.u8('Hardware');
  const macBytes = section.u8('Hardware address bytes');
  section.u8('Hops');
  section.u32('Transaction', (value) => hexNumber(value, 8));
  section.u16('Seconds since start');
  section.u16('Flags', (value) => ({
    value: hexNumber(value, 4),
    note: (value & 0x8000) === 0 ? undefined : 'answer by broadcast',
  }));
  const had = section.address('Client has', 4);
  const given = section.address('Client is given', 4);
  section.address('Next server', 4);
  section.address('Relay', 4);
  let clientMac = '';
  if (hardware === ETHERNET && macBytes === 6) {
    clientMac = section.mac('Client MAC');
    section.bytes('Padding', 10);
  } else section.bytes('Client hardware address', 16);
  section.bytes('Server name', 64, textUpToZero);
  section.bytes('Boot file', 128, textUpToZero);
  const options: DhcpOption[] = [];
  try {
    if (section.left > 0) readOptions(section, options);
  } finally {
    tell(section, kind, options, { clientMac, had, given });
  }
  return {};
};

function readOptions(section: Section, into: DhcpOption[]): void {
  const magic = section.u32('Magic', (value) => hexNumber(value, 8));
  if (magic !== MAGIC) section.fault('the number that options begin with is not there');
  while (section.left > 0) {
    const code = section.peek8();
    if (code === 255) {
      section.u8('End');
      section.rest('Padding');
      return;
    }
    if (code === 0) section.u8('Padding');
    else into.push(readDhcpOption(section));
  }
}

interface Addresses {
  readonly clientMac: string;
  readonly had: string;
  readonly given: string;
}

function tell(
  section: Section,
  kind: number,
  options: readonly DhcpOption[],
  { clientMac, had, given }: Addresses,
): void {
  const value = (code: number) => options.find((option) => option.code === code)?.value;
  const words = value(53) ?? (kind === 1 ? 'request' : 'reply');
  const address = [given, had, value(50)].find((text) => text && text !== '0.0.0.0');
  const hostName = value(12);
  const text = [words, address, hostName].filter(Boolean).join(' ');
  section.say(text);
  announce(section, 'DHCP', text);
  if (!section.isOuter) return;
  section.state.dhcp ??= {
    clientMac,
    ...(hostName ? { hostName } : {}),
    ...(address ? { address } : {}),
  };
}

function textUpToZero(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return String.fromCharCode(...bytes.subarray(0, end < 0 ? bytes.length : end));
}
