import { expect, it } from 'vitest';
import { addressBytes, parseAddress } from '../../../../electron/contract/address.ts';
import { addressOfReverseName } from '../../../../electron/contract/names/reverse-zone.ts';
import { IP_PROTOCOL } from '../../../../electron/contract/packet-record.ts';
import type { NameOrigin } from '../../../../renderer/model/hosts/learned-names.ts';
import { createReadNames } from '../../../../renderer/model/hosts/read-names.ts';
import { tcpFrame, udpFrame } from '../../../support/decode-seeds.ts';
import { expectOk } from '../../../support/expect-ok.ts';
import { makeRecordBytes } from '../../../support/make-record.ts';
import { type DnsRecordText, dnsAnswer, tlsClientHello } from '../../../support/payloads.ts';

const read = createReadNames(() => 'ethernet');
const PORTS = { dns: 53, mdns: 5353, llmnr: 5355 } as const;

function heardIn(origin: NameOrigin, bytes: Uint8Array) {
  const records = makeRecordBytes({
    protocol: origin === 'tls' ? IP_PROTOCOL.tcp : IP_PROTOCOL.udp,
    destination: [...addressBytes(expectOk(parseAddress('192.0.2.1')))],
    length_bytes: bytes.length,
  });
  return read({ origin, records, index: 0, bytes });
}

function answered(
  origin: keyof typeof PORTS,
  asked: string,
  type: DnsRecordText['type'],
  records: readonly DnsRecordText[],
) {
  const bytes = udpFrame(PORTS[origin], 40_000, dnsAnswer(asked, type, records));
  return heardIn(origin, bytes).map(({ address, name }) => `${address} ${name}`);
}

it('gives the addresses of an answer the name that was asked for', () => {
  const records = [
    { name: 'mirror.example', type: 'CNAME', data: 'edge.cdn.example' },
    { name: 'edge.cdn.example', type: 'A', data: '203.0.113.7' },
    { name: 'edge.cdn.example', type: 'AAAA', data: '2001:db8::7' },
  ] as const;
  expect(answered('dns', 'Mirror.example', 'A', records)).toEqual([
    '203.0.113.7 mirror.example',
    '2001:db8::7 mirror.example',
  ]);
});

it('believes no answer about what was not asked', () => {
  const records = [
    { name: 'bank.example', type: 'A', data: '203.0.113.66' },
    { name: 'a.example', type: 'A', data: '203.0.113.7' },
    { name: '66.113.0.203.in-addr.arpa', type: 'PTR', data: 'bank.example' },
  ] as const;
  expect(answered('dns', 'a.example', 'A', records)).toEqual(['203.0.113.7 a.example']);
  expect(answered('llmnr', 'a.example', 'A', records)).toEqual(['203.0.113.7 a.example']);
});

it('takes what an address is called', () => {
  const name = '7.113.0.203.in-addr.arpa';
  const records = [{ name, type: 'PTR', data: 'Host.example' }] as const;
  expect(answered('dns', name, 'PTR', records)).toEqual(['203.0.113.7 Host.example']);
});

it('lets announcements speak of names of the link only', () => {
  const records = [
    { name: 'printer.local', type: 'A', data: '192.168.1.9' },
    { name: 'bank.example', type: 'A', data: '192.168.1.66' },
    { name: '66.1.168.192.in-addr.arpa', type: 'PTR', data: 'bank.example' },
    { name: '_ipp._tcp.local', type: 'PTR', data: 'Office._ipp._tcp.local' },
  ] as const;
  expect(answered('mdns', 'anything.local', 'A', records)).toEqual(['192.168.1.9 printer.local']);
});

it('hears whom TLS asks for', () => {
  const hello = tcpFrame(40_000, 443, tlsClientHello('Mirror.Example'));
  expect(heardIn('tls', hello)).toEqual([
    { address: '192.0.2.1', name: 'mirror.example', origin: 'tls' },
  ]);
});

it('hears nothing in what is cut, damaged or something else', () => {
  const whole = udpFrame(53, 40_000, dnsAnswer('a.example', 'A', []));
  for (let size = 0; size <= whole.length; size += 1) {
    expect(heardIn('dns', whole.subarray(0, size))).toEqual([]);
    expect(heardIn('tls', whole.subarray(0, size))).toEqual([]);
  }
});

it.each([
  ['7.113.0.203.in-addr.arpa', '203.0.113.7'],
  ['7.113.0.203.IN-ADDR.ARPA', '203.0.113.7'],
  [`${'1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2'}.ip6.arpa`, '2001:db8::1'],
  ['300.113.0.203.in-addr.arpa', undefined],
  ['113.0.203.in-addr.arpa', undefined],
  ['1.0.ip6.arpa', undefined],
  ['a.example', undefined],
])('%s stands for %s', (name, address) => {
  expect(addressOfReverseName(name)).toBe(address);
});
