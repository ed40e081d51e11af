/** What applications send: payloads for UDP and TCP, built byte by byte. */
import { addressBytes, parseAddress } from '../../electron/contract/address.ts';

export interface DnsRecordText {
  readonly name: string;
  readonly type: keyof typeof DNS_TYPES;
  /** The address, name or text; of HTTPS and SVCB the server. */
  readonly data: string;
  readonly ttlSeconds?: number;
  /** Of HTTPS and SVCB, made by {@link serviceParameter}. Without any it is an alias. */
  readonly parameters?: readonly Uint8Array[];
}

const DNS_TYPES = {
  A: 1,
  CNAME: 5,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  SVCB: 64,
  HTTPS: 65,
} as const;
/** Points to the name of the first question. */
const FIRST_NAME = 0xc00c;

/** A question; `type` by its name. */
export function dnsQuestion(name: string, type: keyof typeof DNS_TYPES, id = 0x1a2b): Uint8Array {
  return join(u16(id, 0x0100, 1, 0, 0, 0), dnsName(name), u16(DNS_TYPES[type], 1));
}

/** An answer whose first record's name is a pointer to the question where they are the same. */
export function dnsAnswer(
  name: string,
  type: keyof typeof DNS_TYPES,
  records: readonly DnsRecordText[],
  code = 0,
): Uint8Array {
  return join(
    u16(0x1a2b, 0x8180 | code, 1, records.length, 0, 0),
    dnsName(name),
    u16(DNS_TYPES[type], 1),
    ...records.map((record) => dnsRecord(record, name)),
  );
}

function dnsRecord(record: DnsRecordText, question: string): Uint8Array {
  const { name, type, ttlSeconds = 300 } = record;
  const bytes = dnsData(record);
  return join(
    name === question ? u16(FIRST_NAME) : dnsName(name),
    u16(DNS_TYPES[type], 1),
    u32(ttlSeconds),
    u16(bytes.length),
    bytes,
  );
}

function dnsData({ type, data, parameters = [] }: DnsRecordText): Uint8Array {
  switch (type) {
    case 'A':
    case 'AAAA':
      return addressOf(data);
    case 'TXT':
      return join(Uint8Array.of(data.length), ascii(data));
    case 'MX':
      return join(u16(10), dnsName(data));
    case 'SRV':
      return join(u16(0, 0, 5060), dnsName(data));
    case 'SVCB':
    case 'HTTPS':
      return join(u16(parameters.length > 0 ? 1 : 0), dnsName(data), ...parameters);
    default:
      return dnsName(data);
  }
}

/** What a service record says, by its number: RFC 9460, section 14.3.2. */
export function serviceParameter(key: number, value: Uint8Array): Uint8Array {
  return join(u16(key, value.length), value);
}

/** All that are known: mandatory, alpn, no-default-alpn, port, ipv4hint, ech, ipv6hint. */
export function serviceParameters(): readonly Uint8Array[] {
  return [
    serviceParameter(0, u16(1, 4)),
    serviceParameter(1, join(Uint8Array.of(2), ascii('h2'), Uint8Array.of(2), ascii('h3'))),
    serviceParameter(2, new Uint8Array(0)),
    serviceParameter(3, u16(8443)),
    serviceParameter(4, join(addressOf('192.0.2.80'), addressOf('192.0.2.81'))),
    serviceParameter(5, new Uint8Array(72).fill(0xec)),
    serviceParameter(6, addressOf('2001:db8::80')),
  ];
}

export function dnsName(name: string): Uint8Array {
  const labels = name === '' ? [] : name.split('.');
  const parts = labels.map((label) => join(Uint8Array.of(label.length), ascii(label)));
  return join(...parts, Uint8Array.of(0));
}

/** A handshake record with a client hello that offers TLS 1.3 and 1.2. */
export function tlsClientHello(serverName: string, applications = ['h2', 'http/1.1']): Uint8Array {
  const name = ascii(serverName);
  const protocols = join(
    ...applications.map((text) => join(Uint8Array.of(text.length), ascii(text))),
  );
  const extensions = join(
    tlsExtension(0x0a0a, new Uint8Array(0)),
    tlsExtension(0, join(u16(name.length + 3), Uint8Array.of(0), u16(name.length), name)),
    tlsExtension(10, u16(4, 0x001d, 0x0017)),
    tlsExtension(16, join(u16(protocols.length), protocols)),
    tlsExtension(43, join(Uint8Array.of(4), u16(0x0304, 0x0303))),
  );
  const hello = join(
    u16(0x0303),
    new Uint8Array(32).fill(7),
    Uint8Array.of(0),
    u16(6, 0x1301, 0x1302, 0xc02f),
    Uint8Array.of(1, 0),
    u16(extensions.length),
    extensions,
  );
  return tlsRecord(22, join(Uint8Array.of(1, 0), u16(hello.length), hello));
}

export function tlsServerHello(): Uint8Array {
  const extensions = tlsExtension(43, u16(0x0304));
  const hello = join(
    u16(0x0303),
    new Uint8Array(32).fill(9),
    Uint8Array.of(0),
    u16(0x1301),
    Uint8Array.of(0),
    u16(extensions.length),
    extensions,
  );
  return join(
    tlsRecord(22, join(Uint8Array.of(2, 0), u16(hello.length), hello)),
    tlsRecord(20, Uint8Array.of(1)),
    tlsRecord(23, new Uint8Array(64).fill(0xa5)),
  );
}

function tlsExtension(type: number, content: Uint8Array): Uint8Array {
  return join(u16(type, content.length), content);
}

function tlsRecord(kind: number, content: Uint8Array): Uint8Array {
  return join(Uint8Array.of(kind), u16(0x0303, content.length), content);
}

export interface DhcpFields {
  readonly kind: 'discover' | 'offer' | 'request' | 'acknowledge';
  readonly clientMac: string;
  readonly hostName?: string;
  readonly given?: string;
}

const DHCP_KINDS = { discover: 1, offer: 2, request: 3, acknowledge: 5 } as const;

export function dhcp({ kind, clientMac, hostName, given }: DhcpFields): Uint8Array {
  const code = DHCP_KINDS[kind];
  const isAnswer = kind === 'offer' || kind === 'acknowledge';
  const header = new Uint8Array(240);
  header.set([isAnswer ? 2 : 1, 1, 6, 0, 0x3d, 0x1d, 0x0f, 0xea]);
  if (given) header.set(addressOf(given), 16);
  header.set(macOf(clientMac), 28);
  header.set([0x63, 0x82, 0x53, 0x63], 236);
  return join(
    header,
    Uint8Array.of(53, 1, code),
    hostName ? join(Uint8Array.of(12, hostName.length), ascii(hostName)) : new Uint8Array(0),
    isAnswer ? join(Uint8Array.of(54, 4), addressOf('192.168.1.1')) : new Uint8Array(0),
    isAnswer ? join(Uint8Array.of(51, 4), u32(86_400)) : new Uint8Array(0),
    isAnswer ? new Uint8Array(0) : Uint8Array.of(55, 4, 1, 3, 6, 15),
    Uint8Array.of(255),
  );
}

/** A solicit with a client id, an elapsed time, and what it wants to know. */
export function dhcpv6Solicit(): Uint8Array {
  const id = dhcpv6Option(1, u16(3, 1), macOf('00:1b:21:c4:0e:01'));
  return dhcpv6Message(1, id, dhcpv6Option(8, u16(150)), dhcpv6Option(6, u16(23, 24, 200)));
}

/** An option: what it holds may be options again. */
export function dhcpv6Option(code: number, ...values: readonly Uint8Array[]): Uint8Array {
  const value = join(...values);
  return join(u16(code, value.length), value);
}

/** A message of a client or a server; `kind` as RFC 8415 numbers them. */
export function dhcpv6Message(kind: number, ...options: readonly Uint8Array[]): Uint8Array {
  return join(Uint8Array.of(kind, 0x10, 0x08, 0x74), ...options);
}

/** What a server answers to a request: an address, a prefix, name servers and domains. */
export function dhcpv6Reply(): Uint8Array {
  const lease = join(u32(3600), u32(7200));
  const hardware = macOf('00:1b:21:c4:0e:01');
  return dhcpv6Message(
    7,
    dhcpv6Option(1, u16(1, 1), u32(0x2a00_0000), hardware),
    dhcpv6Option(2, u16(2), u32(9), ascii('server')),
    dhcpv6Option(
      3,
      u32(7),
      u32(1800),
      u32(2880),
      dhcpv6Option(5, addressOf('2001:db8::64'), lease, dhcpv6Option(13, u16(0), ascii('fine'))),
    ),
    dhcpv6Option(4, u32(8), dhcpv6Option(13, u16(2))),
    dhcpv6Option(
      25,
      u32(9),
      u32(1800),
      u32(2880),
      dhcpv6Option(26, lease, Uint8Array.of(56), addressOf('2001:db8:1::')),
    ),
    dhcpv6Option(7, Uint8Array.of(255)),
    dhcpv6Option(23, addressOf('2001:db8::53'), addressOf('2001:db8::54')),
    dhcpv6Option(24, dnsName('example.net'), dnsName('lab.example.net')),
    dhcpv6Option(39, Uint8Array.of(1), dnsName('laptop')),
    dhcpv6Option(32, u32(86_400)),
  );
}

/** A message that so many relays have passed on, one after the other. */
export function dhcpv6Relayed(message: Uint8Array, relays = 1): Uint8Array {
  let relayed = message;
  for (let hops = 0; hops < relays; hops += 1) {
    relayed = join(
      Uint8Array.of(12, hops),
      addressOf('2001:db8::1'),
      addressOf('fe80::5'),
      dhcpv6Option(18, ascii('eth0')),
      dhcpv6Option(79, u16(1), macOf('00:1b:21:c4:0e:01')),
      dhcpv6Option(9, relayed),
    );
  }
  return relayed;
}

export function httpRequest(target: string, host: string): Uint8Array {
  return ascii(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: test\r\n\r\n`);
}

export function httpResponse(): Uint8Array {
  return ascii('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok');
}

/** An initial packet of version 1, filled up to `sizeBytes`. */
export function quicInitial(sizeBytes: number): Uint8Array {
  const head = join(
    Uint8Array.of(0xc3),
    u32(1),
    Uint8Array.of(8, 0x83, 0x94, 0xc8, 0xf0, 0x3e, 0x51, 0x57, 0x08, 0),
  );
  return join(head, new Uint8Array(Math.max(0, sizeBytes - head.length)).fill(0x5c));
}

export function ntpClient(): Uint8Array {
  const packet = new Uint8Array(48);
  packet.set([0x23, 0, 6, 0xec]);
  return packet;
}

/** A binding request. */
export function stunRequest(): Uint8Array {
  return join(u16(1, 0), u32(0x2112_a442), new Uint8Array(12).fill(3));
}

export function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function join(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function u16(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values.flatMap((value) => [(value >> 8) & 0xff, value & 0xff]));
}

function u32(value: number): Uint8Array {
  return u16(value >>> 16, value & 0xffff);
}

function addressOf(text: string): Uint8Array {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return addressBytes(parsed.value);
}

function macOf(text: string): Uint8Array {
  return Uint8Array.from(text.split(':'), (pair) => Number(`0x${pair}`));
}
