import { hexNumber, hexText, textOfBytes } from '../clean-text.ts';
import type { Section } from '../section.ts';
import { readDnsName } from './dns-name.ts';
import { readDnsService } from './dns-service.ts';

export interface DnsRecord {
  readonly name: string;
  /** `AAAA` */
  readonly type: string;
  readonly ttlSeconds: number;
  /** As text: the address, the name it points to. */
  readonly data: string;
}

/** IANA DNS resource record types that are met. */
const TYPES: Readonly<Record<number, string>> = {
  1: 'A',
  2: 'NS',
  5: 'CNAME',
  6: 'SOA',
  12: 'PTR',
  13: 'HINFO',
  15: 'MX',
  16: 'TXT',
  28: 'AAAA',
  33: 'SRV',
  35: 'NAPTR',
  39: 'DNAME',
  41: 'OPT',
  43: 'DS',
  46: 'RRSIG',
  47: 'NSEC',
  48: 'DNSKEY',
  50: 'NSEC3',
  52: 'TLSA',
  64: 'SVCB',
  65: 'HTTPS',
  251: 'IXFR',
  252: 'AXFR',
  255: 'ANY',
  257: 'CAA',
};

/** Those that are one name. */
const NAMES: ReadonlySet<string> = new Set(['NS', 'CNAME', 'PTR', 'DNAME']);

export function dnsTypeName(type: number): string {
  return TYPES[type] ?? `type ${type}`;
}

/** RFC 1035, section 3.2.1; OPT is RFC 6891, where class and time mean something else. */
export function readDnsRecord(section: Section, messageStart: number): DnsRecord {
  const { position } = section;
  const name = readDnsName(section, messageStart);
  section.add('Name', name, position);
  const type = dnsTypeName(section.u16('Type', describeType));
  let ttlSeconds = 0;
  if (type === 'OPT') {
    section.u16('Largest answer', (value) => `${value} bytes`);
    section.u32('Flags', (value) => hexNumber(value, 8));
  } else {
    section.u16('Class', describeClass);
    ttlSeconds = section.u32('Time to live', (value) => `${value} s`);
  }
  const length = section.u16('Length');
  let data = '';
  section.group('Data', length, (inner) => {
    data = readData(inner, type, messageStart);
    inner.rest('Rest');
    return data;
  });
  return { name, type, ttlSeconds, data };
}

function readData(section: Section, type: string, messageStart: number): string {
  const name = (label: string) => {
    const { position } = section;
    const text = readDnsName(section, messageStart);
    section.add(label, text, position);
    return text;
  };
  if (NAMES.has(type)) return name('Name');
  switch (type) {
    case 'A':
      return section.address('Address', 4);
    case 'AAAA':
      return section.address('Address', 16);
    case 'MX':
      return `${section.u16('Preference')} ${name('Server')}`;
    case 'SRV':
      section.u16('Priority');
      section.u16('Weight');
      return portAnd(section.u16('Port'), name('Server'));
    case 'SOA':
      return readAuthority(section, name);
    case 'TXT':
      return readTexts(section);
    case 'SVCB':
    case 'HTTPS':
      return readDnsService(section, name);
    case 'OPT':
      return section.left === 0 ? '' : `${section.left} bytes of options`;
    default:
      return section.left === 0 ? '' : hexText(section.bytes('Bytes', section.left));
  }
}

function portAnd(port: number, server: string): string {
  return `${server}:${port}`;
}

function readAuthority(section: Section, name: (label: string) => string): string {
  const server = name('First server');
  name('Mailbox');
  section.u32('Serial');
  for (const label of ['Refresh', 'Retry', 'Expire', 'Negative answers for']) {
    section.u32(label, (value) => `${value} s`);
  }
  return server;
}

function readTexts(section: Section): string {
  const texts: string[] = [];
  while (section.left > 0) {
    const length = section.peek8();
    section.skip(1);
    const text = textOfBytes(section.bytes('Text', length, textOfBytes));
    if (texts.length < 8) texts.push(text);
  }
  return texts.join(' ');
}

export function describeType(value: number) {
  return { value: String(value), note: dnsTypeName(value) };
}

/** The first bit is mDNS's: answer to me alone, or forget what you knew (RFC 6762). */
export function describeClass(value: number) {
  const isInternet = (value & 0x7fff) === 1;
  const bit = (value & 0x8000) === 0 ? '' : ', with the bit of mDNS';
  return { value: String(value & 0x7fff), note: `${isInternet ? 'Internet' : 'other'}${bit}` };
}
