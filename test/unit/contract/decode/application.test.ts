import { describe, expect, test } from 'vitest';
import { describeApplication } from '../../../../electron/contract/decode/describe-application.ts';
import { dnsAnswers } from '../../../../electron/contract/decode/dns-answers.ts';
import { tlsServerName } from '../../../../electron/contract/decode/tls-server-name.ts';
import { DECODE_SEEDS, tcpFrame, udpFrame } from '../../../support/decode-seeds.ts';
import { decodeFrame, fieldOf, layerOf, summaryOf } from '../../../support/decoded.ts';
import {
  dhcp,
  dnsAnswer,
  join,
  serviceParameter,
  tlsClientHello,
} from '../../../support/payloads.ts';

describe('what the table says', () => {
  test.each([
    ['dnsQuestion', 'DNS', 'A? mirror.example.net'],
    ['dnsAnswer', 'DNS', 'A mirror.example.net 192.0.2.80 and 5 more'],
    [
      'dnsService',
      'DNS',
      'HTTPS example.net 1 . mandatory=alpn,ipv4hint alpn=h2,h3 no-default-alpn port=8443 ' +
        'ipv4hint=192.0.2.80,192.0.2.81 ech=72 bytes ipv6hint=2001:db8::80 and 1 more',
    ],
    ['mdns', 'mDNS', 'PTR? _ipp._tcp.local'],
    ['tlsClientHello', 'TLS', 'client hello mirror.example.net'],
    ['tlsServerHello', 'TLS', 'server hello, change of cipher, encrypted data'],
    ['httpRequest', 'HTTP', 'GET /index.html example.net'],
    ['httpResponse', 'HTTP', '200 OK'],
    ['ssdp', 'SSDP', 'M-SEARCH * 239.255.255.250:1900'],
    ['dhcp', 'DHCP', 'discover laptop'],
    ['dhcpv6', 'DHCPv6', 'solicit'],
    ['dhcpv6Reply', 'DHCPv6', 'reply 2001:db8::64 laptop no addresses left'],
    ['dhcpv6Relayed', 'DHCPv6', 'relayed on relayed on solicit'],
    ['quic', 'QUIC', 'initial'],
    ['ntp', 'NTP', 'client'],
    ['stun', 'STUN', 'binding request'],
  ])('%s', (name, protocol, text) => {
    const bytes = DECODE_SEEDS[name] as Uint8Array;
    const options = { originalLength: bytes.length, linkType: 'ethernet' } as const;
    expect(describeApplication(bytes, options)).toEqual({ protocol, text });
  });

  test('nothing of a packet without a payload, or with one that nobody knows', () => {
    for (const name of ['syn', 'ping', 'udp'] as const) {
      expect(decodeFrame(DECODE_SEEDS[name] as Uint8Array).application).toBeUndefined();
    }
  });
});

describe('DNS', () => {
  test('an answer gives its addresses to the name that was asked for', () => {
    const decoded = decodeFrame(DECODE_SEEDS.dnsAnswer as Uint8Array);
    expect(dnsAnswers(decoded)).toEqual([
      { name: 'mirror.example.net', address: '192.0.2.80', ttlSeconds: 60 },
      { name: 'mirror.example.net', address: '2001:db8::80', ttlSeconds: 300 },
    ]);
    const answer = layerOf(decoded, 'DNS').fields.findLast(({ label }) => label === 'Answer');
    expect(answer).toMatchObject({ value: 'mirror.example.net', note: 'SRV sip.example.net:5060' });
  });

  test('aliases that lead to each other have an end', () => {
    const records = [
      { name: 'a.example', type: 'CNAME', data: 'b.example' },
      { name: 'b.example', type: 'CNAME', data: 'a.example' },
      { name: 'a.example', type: 'A', data: '192.0.2.1' },
    ] as const;
    const decoded = decodeFrame(udpFrame(53, 4000, dnsAnswer('a.example', 'A', records)));
    expect(dnsAnswers(decoded)).toHaveLength(1);
  });

  test('an error names no address', () => {
    const bytes = udpFrame(53, 4000, dnsAnswer('gone.example', 'A', [], 3));
    const decoded = decodeFrame(bytes);
    expect(dnsAnswers(decoded)).toEqual([]);
    expect(decoded.application?.text).toBe('no such name: gone.example');
  });

  test('a name that refers to itself or forward is malformed, and the rest stays', () => {
    for (const target of [12, 13, 60]) {
      const message = new Uint8Array(20);
      message.set([0, 1, 1, 0, 0, 1], 0);
      message.set([0xc0, target, 0, 1, 0, 1], 12);
      const layer = layerOf(decodeFrame(udpFrame(4000, 53, message)), 'DNS');
      expect(layer.problem).toEqual({
        kind: 'malformed',
        text: 'a name refers to what comes after it',
      });
      expect(fieldOf(layer, 'Id').value).toBe('0x0001');
    }
  });

  test('a service says where and how it is reached, or whose alias it is', () => {
    const layer = layerOf(decodeFrame(DECODE_SEEDS.dnsService as Uint8Array), 'DNS');
    const [service, alias] = layer.fields.filter(({ label }) => label === 'Answer');
    const data = service?.children?.at(-1);
    expect(data?.children?.map(({ label, value }) => [label, value])).toEqual([
      ['Priority', '1'],
      ['Server', '.'],
      ['mandatory', 'alpn,ipv4hint'],
      ['alpn', 'h2,h3'],
      ['no-default-alpn', ''],
      ['port', '8443'],
      ['ipv4hint', '192.0.2.80,192.0.2.81'],
      ['ech', '72 bytes'],
      ['ipv6hint', '2001:db8::80'],
    ]);
    expect(alias?.children?.at(-1)).toMatchObject({ value: '0 pool.example.com' });
    expect(layer.problem).toBeUndefined();
  });

  test('keys of a service that fall, and values of a wrong length, are malformed; the rest stays', () => {
    const parameters = [
      serviceParameter(3, Uint8Array.of(1)),
      serviceParameter(1, Uint8Array.of(2, 0x68, 0x32)),
      serviceParameter(1000, Uint8Array.of(7)),
    ];
    const record = { name: 'a.example', type: 'HTTPS', data: 'b.example', parameters } as const;
    const decoded = decodeFrame(udpFrame(53, 4000, dnsAnswer('a.example', 'HTTPS', [record])));
    const data = layerOf(decoded, 'DNS').fields.at(-1)?.children?.at(-1);
    const [port, alpn, other] = data?.children?.slice(2) ?? [];
    expect(port).toMatchObject({ label: 'port', problem: { kind: 'malformed' } });
    expect(alpn).toMatchObject({ value: 'h2', problem: { text: 'keys must rise' } });
    expect(other).toMatchObject({ label: 'key1000', value: '07' });
    expect(decoded.application?.text).toBe('HTTPS a.example 1 b.example alpn=h2 key1000=07');
  });

  test('what was captured of an answer is used', () => {
    const bytes = DECODE_SEEDS.dnsAnswer as Uint8Array;
    const decoded = decodeFrame(bytes, 150);
    expect(dnsAnswers(decoded)).toEqual([
      { name: 'mirror.example.net', address: '192.0.2.80', ttlSeconds: 60 },
    ]);
    expect(layerOf(decoded, 'DNS').problem?.kind).toBe('cut');
  });
});

describe('TLS', () => {
  const hello = tlsClientHello('Mirror.Example.net');

  test('a client hello says whom it wants, and what it can', () => {
    const decoded = decodeFrame(tcpFrame(4000, 443, hello));
    expect(tlsServerName(decoded)).toBe('mirror.example.net');
    expect(decoded.tls).toEqual({
      kind: 'client',
      serverName: 'Mirror.Example.net',
      applications: ['h2', 'http/1.1'],
      versions: ['TLS 1.3', 'TLS 1.2'],
      cipherSuites: 3,
    });
  });

  test('a record may go on in the next segment: that is no fault', () => {
    const decoded = decodeFrame(tcpFrame(4000, 443, hello.subarray(0, 100)));
    expect(tlsServerName(decoded)).toBe('mirror.example.net');
    const layer = layerOf(decoded, 'TLS');
    expect(layer.problem).toEqual({ kind: 'cut', text: 'goes on in the next packet' });
  });

  test('a server names nobody', () => {
    const decoded = decodeFrame(DECODE_SEEDS.tlsServerHello as Uint8Array);
    expect(tlsServerName(decoded)).toBeUndefined();
    expect(summaryOf(layerOf(decoded, 'TLS'))).toContain('TLS 1.3');
  });

  test('an extension that contradicts itself does not hide those behind it', () => {
    const bad = Uint8Array.from(hello);
    const name = bad.findIndex(
      (_, at) => String.fromCharCode(...bad.subarray(at, at + 6)) === 'Mirror',
    );
    // The length of the name, which is more than there is of the extension.
    bad[name - 1] = 200;
    const decoded = decodeFrame(tcpFrame(4000, 443, bad));
    expect(tlsServerName(decoded)).toBeUndefined();
    expect(decoded.tls?.applications).toEqual(['h2', 'http/1.1']);
  });
});

test('a DHCP answer tells who has got which address', () => {
  const payload = dhcp({
    kind: 'acknowledge',
    clientMac: '00:1b:21:c4:0e:01',
    hostName: 'laptop',
    given: '192.168.1.34',
  });
  const decoded = decodeFrame(udpFrame(67, 68, payload));
  expect(decoded.dhcp).toEqual({
    clientMac: '00:1b:21:c4:0e:01',
    hostName: 'laptop',
    address: '192.168.1.34',
  });
  expect(decoded.application?.text).toBe('acknowledge 192.168.1.34 laptop');
});

test('an HTTP header without an end, and a body of bytes', () => {
  const payload = join(
    new TextEncoder().encode('POST /x HTTP/1.1\r\nHost: a'),
    Uint8Array.of(0, 1),
  );
  const layer = layerOf(decodeFrame(tcpFrame(4000, 80, payload)), 'HTTP');
  expect(fieldOf(layer, 'First line').value).toBe('POST /x HTTP/1.1');
});
