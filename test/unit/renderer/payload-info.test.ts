import { expect, test } from 'vitest';
import { DIRECTION, MARK } from '../../../electron/contract/packet-record.ts';
import { packetLinkType } from '../../../renderer/model/packet-link-type.ts';
import { payloadInfo } from '../../../renderer/model/payload-info.ts';
import { DECODE_SEEDS } from '../../support/decode-seeds.ts';
import { makeRecord } from '../../support/make-record.ts';

const TCP = { protocol: 6, info_b: 100, marks: MARK.hasPorts };
const UDP = { ...TCP, protocol: 17 };
const INFO = { head: 'PSH ACK', rest: 'len 100' };

test.each([
  ['dnsQuestion', UDP, { head: 'DNS', rest: 'A? mirror.example.net' }],
  ['tlsClientHello', TCP, { head: 'PSH ACK', rest: 'TLS client hello mirror.example.net' }],
  ['httpRequest', TCP, { head: 'PSH ACK', rest: 'HTTP GET /index.html example.net' }],
  ['udp', UDP, INFO],
  ['syn', { ...TCP, info_b: 0 }, INFO],
])('the column about %s', (name, fields, expected) => {
  const packet = DECODE_SEEDS[name] as Uint8Array;
  const record = makeRecord({ ...fields, length_bytes: packet.length });
  expect(payloadInfo(record, packet, INFO)).toEqual(expected);
  expect(payloadInfo(record, undefined, INFO)).toEqual(INFO);
});

test('bytes begin with an IP header where there is no link header', () => {
  const frame = DECODE_SEEDS.syn as Uint8Array;
  const tunnelled = makeRecord({ source_mac: [0, 0, 0, 0, 0, 0], direction: DIRECTION.out });
  expect(packetLinkType(tunnelled, frame.subarray(14))).toBe('raw-ip');
  // Loopback: an Ethernet header of zeroes.
  expect(packetLinkType(tunnelled, Uint8Array.from([...new Uint8Array(12), 8, 0, 0x45]))).toBe(
    'ethernet',
  );
  expect(packetLinkType(makeRecord({}), frame)).toBe('ethernet');
});
