import { expect, it } from 'vitest';
import { csvLine } from '../../../electron/contract/capture-file/csv.ts';
import { packetObject } from '../../../electron/contract/packet-object.ts';
import { IP_PROTOCOL, VERDICT } from '../../../electron/contract/packet-record.ts';
import { makeRecord } from '../../support/make-record.ts';

const SYN = makeRecord({
  time_boot_ns: 1_999_999_999,
  protocol: IP_PROTOCOL.tcp,
  source: [192, 0, 2, 1],
  destination: [192, 0, 2, 9],
  source_port: 40_000,
  destination_port: 80,
  flags: 2,
  info_a: 64_240,
  verdict: VERDICT.drop,
  rule_slot: 4,
});

it('is all that a record says, with the rule that decided', () => {
  const packet = packetObject(SYN, {
    number: 12,
    bootTimeMs: Date.UTC(2026, 2, 1) + 0.5,
    interfaceName: 'eth0',
    rule: { text: 'drop tcp dport 80, 443', place: 2, name: '"web"' },
  });
  expect(packet).toEqual({
    number: 12,
    time: '2026-03-01T00:00:02.000499999Z',
    interface: 'eth0',
    direction: 'in',
    verdict: 'drop',
    rule: 'rule 2: drop tcp dport 80, 443 # "web"',
    protocol: 'TCP',
    source: '192.0.2.1',
    sourcePort: 40_000,
    destination: '192.0.2.9',
    destinationPort: 80,
    sourceMac: '02:00:00:00:00:01',
    etherType: 2048,
    ttl: 64,
    lengthBytes: 60,
    info: 'SYN win 64240',
  });
});

it.each([
  ['=1+1', "'=1+1"],
  ['+49 30', "'+49 30"],
  ['-x', "'-x"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['\r=1', '"\'\r=1"'],
  ['a,b', '"a,b"'],
  ['say "so"', '"say ""so"""'],
  ['two\nlines', '"two\nlines"'],
  [-5, '-5'],
  [undefined, ''],
])('writes %j so that a spreadsheet takes it for text', (cell, written) => {
  expect(csvLine([cell, 'x'])).toBe(`${written},x\r\n`);
});
