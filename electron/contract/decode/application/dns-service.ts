import { hexText, textOfBytes } from '../clean-text.ts';
import type { Described, Section } from '../section.ts';

/** RFC 9460, section 14.3.2; `dohpath` RFC 9461, `ohttp` RFC 9540. */
const KEYS: readonly string[] = [
  'mandatory',
  'alpn',
  'no-default-alpn',
  'port',
  'ipv4hint',
  'ech',
  'ipv6hint',
  'dohpath',
  'ohttp',
];

/** Of the parts of a value that are put together in words. */
const MAX_LISTED = 16;

/**
 * What SVCB and HTTPS records say about where and how a service is reached: RFC 9460, section 2.2. In
 * short as zone files write it: `1 . alpn=h2,h3 port=8443`. `name` reads the name of the server; a
 * priority of 0 makes the record an alias.
 */
export function readDnsService(section: Section, name: (label: string) => string): string {
  const priority = section.u16('Priority', (value) => ({
    value: String(value),
    note: value === 0 ? 'an alias' : undefined,
  }));
  const words = [String(priority), name('Server')];
  let last = -1;
  while (section.left > 0) {
    const key = section.peek16();
    const rises = key > last;
    last = key;
    section.group(keyName(key), 4 + section.peek16(2), (parameter): Described => {
      parameter.u16('Key');
      parameter.u16('Length');
      const value = readValue(parameter, key);
      parameter.rest('Rest');
      words.push(value === '' ? keyName(key) : `${keyName(key)}=${value}`);
      return rises ? value : { value, malformed: 'keys must rise' };
    });
  }
  return words.join(' ');
}

function keyName(key: number): string {
  return KEYS[key] ?? `key${key}`;
}

function readValue(parameter: Section, key: number): string {
  switch (KEYS[key]) {
    case 'mandatory':
      return listed(parameter, () => {
        const named = (value: number) => ({ value: String(value), note: keyName(value) });
        return keyName(parameter.u16('Needed', named));
      });
    case 'alpn':
      return listed(parameter, readProtocol);
    case 'port':
      return String(parameter.u16('Port'));
    case 'ipv4hint':
      return listed(parameter, () => parameter.address('Address', 4));
    case 'ipv6hint':
      return listed(parameter, () => parameter.address('Address', 16));
    case 'ech':
      return readEncryptedHello(parameter);
    case 'dohpath':
      return parameter.left === 0 ? '' : parameter.text('Path', parameter.left);
    case 'no-default-alpn':
    case 'ohttp':
      return '';
    default:
      return parameter.left === 0 ? '' : hexText(parameter.bytes('Bytes', parameter.left));
  }
}

/** One value after the other, up to the end: the first of them in words. */
function listed(parameter: Section, read: (parameter: Section) => string): string {
  const values: string[] = [];
  while (parameter.left > 0) {
    const value = read(parameter);
    if (values.length < MAX_LISTED) values.push(value);
  }
  return values.join(',');
}

function readProtocol(parameter: Section): string {
  const length = parameter.peek8();
  parameter.skip(1);
  return textOfBytes(parameter.bytes('Protocol', length, textOfBytes));
}

/** What a client needs to hide whom it calls: for it alone to read. */
function readEncryptedHello(parameter: Section): string {
  const { left } = parameter;
  parameter.bytes('Configurations', left);
  return `${left} bytes`;
}
