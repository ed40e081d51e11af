import { hexText } from '../clean-text.ts';
import type { Section } from '../section.ts';
import { readDuid, readHardwareAddress } from './dhcpv6-duid.ts';
import { readPlainName } from './dns-name.ts';

/** What a row says of a message, filled in as options are read. The first of each counts. */
export interface Dhcpv6Found {
  /** An address or a prefix that is given, had or asked for. */
  address?: string;
  /** What the client calls itself. */
  hostName?: string;
  /** Why something is not given. */
  refusal?: string;
}

interface Reading {
  readonly found: Dhcpv6Found;
  /** Reads a message that a relay has wrapped. */
  readonly readRelayed: (section: Section) => void;
}

/** Gives the value in short; what is left unread is added as bytes. */
type ReadValue = (option: Section, reading: Reading) => string;

/** Of what a client asks for, or a server answers. */
const STATUSES: readonly string[] = [
  'success',
  'failed',
  'no addresses left',
  'nothing known of it',
  'not of this link',
  'use multicast',
  'no prefixes left',
];

/** RFC 8415, section 21; DNS RFC 3646; full name RFC 4704; link-layer address RFC 6939. */
const OPTIONS: Readonly<Record<number, readonly [name: string, read: ReadValue]>> = {
  1: ['Client id', readDuid],
  2: ['Server id', readDuid],
  3: ['Addresses', readAssociation],
  4: ['Temporary addresses', readTemporaryAssociation],
  5: ['Address', readAddress],
  6: ['Wanted options', readWanted],
  7: ['Preference', (option) => String(option.u8('Preference'))],
  8: ['Elapsed time', readElapsed],
  9: ['Relayed message', readRelayed],
  11: ['Authentication', readBytes],
  12: ['Server address', (option) => option.address('Address', 16)],
  13: ['Status', readStatus],
  14: ['Rapid commit', () => ''],
  15: ['User class', readBytes],
  16: ['Vendor class', readVendor],
  17: ['Vendor information', readVendor],
  18: ['Interface', readBytes],
  19: ['Wanted message', (option) => String(option.u8('Message'))],
  20: ['Accepts reconfiguration', () => ''],
  23: ['Name servers', readServers],
  24: ['Search domains', readDomains],
  25: ['Prefixes', readAssociation],
  26: ['Prefix', readPrefix],
  31: ['Time servers', readServers],
  32: ['Ask again after', (option) => lifetimeText(option.u32('Seconds', lifetimeText))],
  37: ['Remote id', readVendor],
  39: ['Full name', readFullName],
  79: ['Client hardware', readHardware],
  82: ['Longest solicit interval', (option) => `${option.u32('Seconds')} s`],
};

/**
 * Options up to the end of the section: code, length, value, and within some of them options again.
 * How deep that goes is bounded by the section.
 */
export function readDhcpv6Options(
  section: Section,
  found: Dhcpv6Found,
  readRelayed: (section: Section) => void,
): void {
  readOptions(section, { found, readRelayed });
}

function readOptions(section: Section, reading: Reading): void {
  while (section.left > 0) {
    const code = section.peek16();
    const [name, read] = OPTIONS[code] ?? [`Option ${code}`, readBytes];
    section.group(name, 4 + section.peek16(2), (option) => {
      option.u16('Code');
      option.u16('Length');
      const value = read(option, reading);
      option.rest('Rest');
      return value;
    });
  }
}

function readBytes(option: Section): string {
  return option.left === 0 ? '' : hexText(option.bytes('Bytes', option.left));
}

function readRelayed(option: Section, { readRelayed }: Reading): string {
  const sizeBytes = option.left;
  readRelayed(option);
  return `${sizeBytes} bytes`;
}

function readAssociation(option: Section, reading: Reading): string {
  const id = option.u32('Association');
  option.u32('Renew after', lifetimeText);
  option.u32('Ask all after', lifetimeText);
  readOptions(option, reading);
  return `association ${id}`;
}

function readTemporaryAssociation(option: Section, reading: Reading): string {
  const id = option.u32('Association');
  readOptions(option, reading);
  return `association ${id}`;
}

function readAddress(option: Section, reading: Reading): string {
  const address = option.address('Address', 16);
  reading.found.address ??= address;
  readLifetimes(option);
  readOptions(option, reading);
  return address;
}

function readPrefix(option: Section, reading: Reading): string {
  readLifetimes(option);
  const bits = option.u8('Bits');
  const prefix = `${option.address('Prefix', 16)}/${bits}`;
  reading.found.address ??= prefix;
  readOptions(option, reading);
  return prefix;
}

function readLifetimes(option: Section): void {
  option.u32('Preferred for', lifetimeText);
  option.u32('Valid for', lifetimeText);
}

function readWanted(option: Section): string {
  const names: string[] = [];
  while (option.left > 0) {
    const name = (code: number) => OPTIONS[code]?.[0] ?? `option ${code}`;
    const code = option.u16('Option', (value) => ({ value: String(value), note: name(value) }));
    names.push(name(code));
  }
  return names.join(', ');
}

/** In hundredths of a second, as many as fit. */
function readElapsed(option: Section): string {
  const text = (value: number) => `${value / 100} s${value === 0xffff ? ' or more' : ''}`;
  return text(option.u16('Elapsed', text));
}

/** The words are the server's own. */
function readStatus(option: Section, { found }: Reading): string {
  const name = (value: number) => STATUSES[value] ?? `status ${value}`;
  const status = option.u16('Status', (value) => ({ value: String(value), note: name(value) }));
  if (status !== 0) found.refusal ??= name(status);
  const words = option.left > 0 ? option.text('Words', option.left) : '';
  return words === '' ? name(status) : `${name(status)}: ${words}`;
}

/** Whose number it is stands in front: IANA's private enterprise numbers. */
function readVendor(option: Section): string {
  const number = option.u32('Enterprise');
  if (option.left > 0) option.bytes('Bytes', option.left);
  return `enterprise ${number}`;
}

function readServers(option: Section): string {
  const servers: string[] = [];
  while (option.left > 0) servers.push(option.address('Server', 16));
  return servers.join(', ');
}

function readDomains(option: Section): string {
  const domains: string[] = [];
  while (option.left > 0) domains.push(nameField(option, 'Domain'));
  return domains.join(', ');
}

function readFullName(option: Section, { found }: Reading): string {
  option.u8('Flags');
  if (option.left === 0) return '';
  const name = nameField(option, 'Name');
  if (name !== '.') found.hostName ??= name;
  return name;
}

function nameField(option: Section, label: string): string {
  const { position } = option;
  const name = readPlainName(option);
  option.add(label, name, position);
  return name;
}

function readHardware(option: Section): string {
  const kind = option.u16('Hardware');
  return readHardwareAddress(option, kind);
}

function lifetimeText(seconds: number): string {
  return seconds === 0xffff_ffff ? 'ever' : `${seconds} s`;
}
