import { describe, expect, test } from 'vitest';
import { MAX_DEPTH } from '../../../../electron/contract/decode/limits.ts';
import { pcapFile } from '../../../support/capture-file-bytes.ts';
import { DECODE_SEEDS, udp6Frame } from '../../../support/decode-seeds.ts';
import { decodeFrame, fieldOf, layerOf } from '../../../support/decoded.ts';
import {
  ascii,
  dhcpv6Message,
  dhcpv6Option,
  dhcpv6Relayed,
  dhcpv6Reply,
  dhcpv6Solicit,
} from '../../../support/payloads.ts';
import { tsharkFields } from '../../../support/tshark.ts';

const decode = (message: Uint8Array) => decodeFrame(udp6Frame(546, 547, message));

describe('DHCPv6', () => {
  test('a client says who it is, for how long it has tried, and what it wants to know', () => {
    const layer = layerOf(decode(dhcpv6Solicit()), 'DHCPv6');
    expect(fieldOf(layer, 'Message')).toMatchObject({ value: '1', note: 'solicit' });
    expect(fieldOf(layer, 'Transaction').value).toBe('0x100874');
    expect(fieldOf(layer, 'Client id').value).toBe('00:1b:21:c4:0e:01');
    expect(fieldOf(layer, 'Client id', 'Kind').note).toBe('hardware address');
    expect(fieldOf(layer, 'Elapsed time').value).toBe('1.5 s');
    expect(fieldOf(layer, 'Wanted options').value).toBe('Name servers, Search domains, option 200');
  });

  test('a server gives an address, a prefix, name servers and domains, and refuses what it has not', () => {
    const decoded = decode(dhcpv6Reply());
    const layer = layerOf(decoded, 'DHCPv6');
    expect(decoded.application).toEqual({
      protocol: 'DHCPv6',
      text: 'reply 2001:db8::64 laptop no addresses left',
    });
    expect(fieldOf(layer, 'Client id', 'Made').value).toBe('2022-04-30 14:11:12 UTC');
    expect(fieldOf(layer, 'Server id').value).toBe('enterprise 9 73 65 72 76 65 72');
    expect(fieldOf(layer, 'Addresses').value).toBe('association 7');
    expect(fieldOf(layer, 'Addresses', 'Renew after').value).toBe('1800 s');
    expect(fieldOf(layer, 'Addresses', 'Address').value).toBe('2001:db8::64');
    expect(fieldOf(layer, 'Addresses', 'Address', 'Valid for').value).toBe('7200 s');
    expect(fieldOf(layer, 'Addresses', 'Address', 'Status').value).toBe('success: fine');
    expect(fieldOf(layer, 'Temporary addresses', 'Status').value).toBe('no addresses left');
    expect(fieldOf(layer, 'Prefixes', 'Prefix').value).toBe('2001:db8:1::/56');
    expect(fieldOf(layer, 'Preference').value).toBe('255');
    expect(fieldOf(layer, 'Name servers').value).toBe('2001:db8::53, 2001:db8::54');
    expect(fieldOf(layer, 'Search domains').value).toBe('example.net, lab.example.net');
    expect(layer.problem).toBeUndefined();
  });

  test('what relays have wrapped is unwrapped, as deep as is ever shown', () => {
    const twice = decode(dhcpv6Relayed(dhcpv6Solicit(), 2));
    expect(twice.application?.text).toBe('relayed on relayed on solicit');
    const message = ['Relayed message', 'Relayed message'];
    const layer = layerOf(twice, 'DHCPv6');
    expect(fieldOf(layer, ...message, 'Client id').value).toBe('00:1b:21:c4:0e:01');
    expect(fieldOf(layer, 'Client hardware').value).toBe('00:1b:21:c4:0e:01');
    const tooDeep = decode(dhcpv6Relayed(dhcpv6Solicit(), MAX_DEPTH + 1));
    expect(layerOf(tooDeep, 'DHCPv6').problem?.kind).toBe('long');
  });

  test('a part of a name ends with its option, a name that is none is told', () => {
    const partial = dhcpv6Option(39, Uint8Array.of(0, 4), ascii('desk'));
    const endless = dhcpv6Option(24, Uint8Array.of(0xc0, 0));
    const decoded = decode(dhcpv6Message(11, partial, endless, dhcpv6Option(14)));
    const layer = layerOf(decoded, 'DHCPv6');
    expect(decoded.application?.text).toBe('information request desk');
    expect(fieldOf(layer, 'Full name').value).toBe('desk');
    expect(fieldOf(layer, 'Search domains').problem).toEqual({
      kind: 'malformed',
      text: 'a name holds a label of an unknown kind',
    });
    expect(fieldOf(layer, 'Rapid commit').value).toBe('');
  });

  test('an option that ends early is told, and what follows it is read', () => {
    const short = dhcpv6Option(5, new Uint8Array(3));
    const layer = layerOf(
      decode(dhcpv6Message(7, short, dhcpv6Option(7, Uint8Array.of(9)))),
      'DHCPv6',
    );
    expect(fieldOf(layer, 'Address').problem?.kind).toBe('malformed');
    expect(fieldOf(layer, 'Preference').value).toBe('9');
  });
});

test('tshark reads the same out of them', () => {
  const frames = ['dhcpv6', 'dhcpv6Reply', 'dhcpv6Relayed', 'dnsService'].map((name) => ({
    seconds: 1,
    fraction: 0,
    bytes: [...(DECODE_SEEDS[name] as Uint8Array)],
  }));
  const fields = [
    'dhcpv6.msgtype',
    'dhcpv6.iaaddr.ip',
    'dhcpv6.dns_server',
    'dhcpv6.elapsed_time',
    'dns.svcb.svcpriority',
    'dns.svcb.svcparam.alpn',
    'dns.svcb.svcparam.port',
    'dns.svcb.svcparam.ipv4hint.ip',
  ];
  expect(tsharkFields(pcapFile(frames), fields)).toEqual([
    ['1', '', '', '1500', '', '', '', ''],
    ['7', '2001:db8::64', '2001:db8::53,2001:db8::54', '', '', '', '', ''],
    ['12,12,1', '', '', '1500', '', '', '', ''],
    ['', '', '', '', '1,0', 'h2,h3', '8443', '192.0.2.80,192.0.2.81'],
  ]);
});
