import { hexNumber, hexText } from '../clean-text.ts';
import type { LayerEnd, LayerReader } from '../layer-reader.ts';
import { type Section, shownValue } from '../section.ts';
import { announce } from './announce.ts';
import { type FoundExtensions, readTlsExtensions, versionName } from './tls-extensions.ts';

/** What the two ends say before they encrypt. */
export interface TlsHello {
  readonly kind: 'client' | 'server';
  /** Whom the client wants to speak to. */
  readonly serverName?: string;
  /** `h2`, `http/1.1` */
  readonly applications: readonly string[];
  /** Offered by the client, best first; chosen by the server. */
  readonly versions: readonly string[];
  readonly cipherSuites: number;
}

const HANDSHAKE = 22;
const RECORDS: Readonly<Record<number, string>> = {
  20: 'change of cipher',
  21: 'alert',
  22: 'handshake',
  23: 'encrypted data',
};
const MESSAGES: Readonly<Record<number, string>> = {
  1: 'client hello',
  2: 'server hello',
  4: 'session ticket',
  11: 'certificate',
  12: 'server key exchange',
  14: 'server hello done',
  16: 'client key exchange',
};
const MAX_RECORDS = 16;
/** RFC 8446, section 5.2: what encryption may add. */
const MAX_RECORD_BYTES = 16_384 + 256;

/** Begins with a record of a known kind and of a version of TLS. */
export function looksLikeTls(bytes: Uint8Array): boolean {
  const [kind = 0, major = 0, minor = 0] = bytes;
  if (bytes.length < 6 || RECORDS[kind] === undefined || major !== 3 || minor > 4) return false;
  return (bytes[3] ?? 0) * 256 + (bytes[4] ?? 0) <= MAX_RECORD_BYTES;
}

/** RFC 8446; older versions begin the same way (RFC 5246). */
export const readTls: LayerReader = (section): LayerEnd => {
  section.name = 'TLS';
  // A record may be longer than a segment.
  section.goesOn = true;
  const said: string[] = [];
  try {
    for (let count = 0; count < MAX_RECORDS && section.present > 0; count += 1) {
      readRecord(section, said);
    }
  } finally {
    const hello = section.state.tls;
    const text = [said.join(', ') || 'record', hello?.serverName].filter(Boolean).join(' ');
    announce(section, 'TLS', text);
  }
  section.rest('Rest');
  return {};
};

function readRecord(section: Section, said: string[]): void {
  const kind = section.peek8();
  const name = RECORDS[kind];
  if (!name) section.fault('what follows is no TLS record');
  const length = section.peek16(3);
  if (length > MAX_RECORD_BYTES) section.fault(`a record says it has ${length} bytes`);
  section.group('Record', 5 + length, (record) => {
    record.u8('Kind', () => ({ value: String(kind), note: name }));
    record.u16('Version', (value) => ({ value: hexNumber(value, 4), note: versionName(value) }));
    record.u16('Length');
    // Behind a change of cipher handshakes are encrypted: their kind is a random number.
    const message = kind === HANDSHAKE ? MESSAGES[record.peek8()] : undefined;
    const words = message ?? (kind === HANDSHAKE ? 'encrypted handshake' : name);
    if (said.length < 4 && !said.includes(words)) {
      said.push(words);
      section.say(words);
    }
    if (message) readHandshake(record, section, message);
    record.rest(message ? 'Rest' : 'Content');
    return words;
  });
}

function readHandshake(record: Section, layer: Section, name: string): void {
  const kind = record.u8('Message', (value) => ({ value: String(value), note: name }));
  const length = record.u24('Message length');
  if (kind !== 1 && kind !== 2) return;
  const isClient = kind === 1;
  const found: FoundExtensions = { applications: [], versions: [] };
  let version = 0;
  let cipherSuites = 0;
  try {
    record.group(isClient ? 'Client hello' : 'Server hello', length, (hello) => {
      version = hello.u16('Version', (value) => ({
        value: hexNumber(value, 4),
        note: versionName(value),
      }));
      hello.bytes('Random', 32);
      readVector(hello, 'Session id', hello.u8('Session id length'));
      cipherSuites = isClient ? readCipherSuites(hello) : readChosen(hello);
      if (hello.left > 0) readTlsExtensions(hello, isClient, found);
      return found.serverName ?? '';
    });
  } finally {
    const versions = found.versions.length > 0 ? found.versions : [versionName(version)];
    const { serverName, applications } = found;
    if (serverName) layer.say(shownValue(serverName));
    if (applications.length > 0) layer.say(`for ${applications.join(', ')}`);
    layer.say(versions.slice(0, 4).join(', '));
    if (isClient && cipherSuites > 0) layer.say(`${cipherSuites} cipher suites`);
    const hello = { applications, versions, cipherSuites, ...(serverName ? { serverName } : {}) };
    if (layer.isOuter) layer.state.tls ??= { kind: isClient ? 'client' : 'server', ...hello };
  }
}

function readCipherSuites(hello: Section): number {
  const sizeBytes = hello.u16('Cipher suites length');
  if (sizeBytes > 0) {
    hello.bytes('Cipher suites', sizeBytes, (bytes) => ({
      value: hexText(bytes),
      note: `${sizeBytes >> 1} of them`,
    }));
  }
  readVector(hello, 'Compressions', hello.u8('Compressions length'));
  return sizeBytes >> 1;
}

function readChosen(hello: Section): number {
  hello.u16('Cipher suite', (value) => hexNumber(value, 4));
  hello.u8('Compression');
  return 1;
}

function readVector(section: Section, label: string, length: number): void {
  if (length > 0) section.bytes(label, length);
}
