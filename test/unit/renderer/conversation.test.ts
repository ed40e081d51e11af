import { describe, expect, it } from 'vitest';
import {
  DIRECTION,
  ETHER_TYPE,
  IP_PROTOCOL,
  MARK,
} from '../../../electron/contract/packet-record.ts';
import { Conversation, nextInConversation } from '../../../renderer/model/conversation.ts';
import { PacketHistory } from '../../../renderer/model/packet-history.ts';
import { AllRows } from '../../../renderer/model/packet-rows.ts';
import { batchOf } from '../../support/batch-of.ts';
import { makeRecord, makeRecordBytes, type RecordFields } from '../../support/make-record.ts';

const A = [192, 0, 2, 1];
const B = [198, 51, 100, 7];
const C = [203, 0, 113, 9];
const SIX_A = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
const SIX_B = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2];

function tcp(
  source: readonly number[],
  sourcePort: number,
  destination: readonly number[],
  destinationPort: number,
): RecordFields {
  return {
    source,
    destination,
    source_port: sourcePort,
    destination_port: destinationPort,
    protocol: IP_PROTOCOL.tcp,
    marks: MARK.hasPorts | MARK.hasFlags,
  };
}

const ONE = tcp(A, 40112, B, 443);
const BACK = { ...tcp(B, 443, A, 40112), direction: DIRECTION.out };

function belongs(one: RecordFields, other: RecordFields): boolean {
  return new Conversation(makeRecordBytes(one)).has(makeRecord(other));
}

const text = (fields: RecordFields) => new Conversation(makeRecordBytes(fields)).text;

describe('a conversation', () => {
  it('is both ways between the same ends', () => {
    expect(belongs(ONE, ONE)).toBe(true);
    expect(belongs(ONE, BACK)).toBe(true);
    expect(belongs(BACK, ONE)).toBe(true);
  });

  it.each<[string, RecordFields]>([
    ['another host', tcp(A, 40112, C, 443)],
    ['another port of this end', tcp(A, 40113, B, 443)],
    ['another port of the other end', tcp(A, 40112, B, 80)],
    ['ports the wrong way round', tcp(A, 443, B, 40112)],
    ['another protocol', { ...ONE, protocol: IP_PROTOCOL.udp }],
    ['a later fragment, which has no ports', { ...ONE, marks: 0, source_port: 0 }],
    ['IPv6', { ...ONE, family: 6, ether_type: ETHER_TYPE.ipv6 }],
  ])('has no part in %s', (_, other) => {
    expect(belongs(ONE, other)).toBe(false);
  });

  it('knows IPv6 by all of its bits', () => {
    const six = (source: readonly number[], destination: readonly number[]): RecordFields => ({
      family: 6,
      ether_type: ETHER_TYPE.ipv6,
      protocol: IP_PROTOCOL.icmpv6,
      source,
      destination,
    });
    expect(belongs(six(SIX_A, SIX_B), six(SIX_B, SIX_A))).toBe(true);
    expect(belongs(six(SIX_A, SIX_B), six(SIX_A, SIX_A))).toBe(false);
    expect(text(six(SIX_A, SIX_B))).toBe('icmpv6 and host 2001:db8::1 and host 2001:db8::2');
  });

  it('goes by hosts where there are no ports, and by cards where there are no hosts', () => {
    const ping = { source: A, destination: B, protocol: IP_PROTOCOL.icmp, flags: 8 };
    const reply = { source: B, destination: A, protocol: IP_PROTOCOL.icmp, flags: 0 };
    expect(belongs(ping, reply)).toBe(true);
    const arp = { ether_type: ETHER_TYPE.arp, source: A, destination: B };
    expect(belongs(arp, { ...arp, source: B, destination: A })).toBe(true);
    expect(belongs(arp, { ...arp, destination: C })).toBe(false);
    const lldp = {
      ether_type: 0x88cc,
      family: 0,
      source_mac: [2, 0, 0, 0, 0, 1],
      destination_mac: [2, 0, 0, 0, 0, 2],
    };
    const back = { ...lldp, source_mac: [2, 0, 0, 0, 0, 2], destination_mac: [2, 0, 0, 0, 0, 1] };
    expect(belongs(lldp, back)).toBe(true);
    expect(belongs(lldp, { ...lldp, source_mac: [2, 0, 0, 0, 0, 3] })).toBe(false);
  });

  it.each<[string, RecordFields]>([
    ['tcp and host 192.0.2.1 and host 198.51.100.7 and port 40112 and port 443', ONE],
    ['tcp and host 192.0.2.1 and host 198.51.100.7 and port 53', tcp(A, 53, B, 53)],
    ['icmp and host 192.0.2.1', { source: A, destination: A, protocol: IP_PROTOCOL.icmp }],
    [
      'proto 89 and host 192.0.2.1 and host 198.51.100.7',
      { source: A, destination: B, protocol: 89 },
    ],
    [
      'arp and host 192.0.2.1 and host 198.51.100.7',
      { ether_type: ETHER_TYPE.arp, source: A, destination: B },
    ],
    [
      '(ether src 02:00:00:00:00:01 and ether dst 02:00:00:00:00:02 or ether src 02:00:00:00:00:02 and ether dst 02:00:00:00:00:01)',
      { ether_type: 0x88cc, family: 0, destination_mac: [2, 0, 0, 0, 0, 2] },
    ],
  ])('is said as a filter: %s', (words, fields) => {
    expect(text(fields)).toBe(words);
  });
});

describe('nextInConversation', () => {
  const other = tcp(C, 1, B, 2);
  const all = [ONE, other, BACK, other, other, ONE];

  function find(from: number, step: 1 | -1): number | undefined {
    const history = new PacketHistory(16, 16);
    for (const fields of all) history.append(batchOf(makeRecordBytes(fields)));
    const rows = new AllRows(history);
    return nextInConversation(history, rows, new Conversation(makeRecordBytes(ONE)), from, step);
  }

  it('goes down and up, and ends with the rows', () => {
    expect([find(0, 1), find(2, 1), find(5, 1)]).toEqual([2, 5, undefined]);
    expect([find(5, -1), find(2, -1), find(0, -1)]).toEqual([2, 0, undefined]);
    expect([find(-1, 1), find(6, -1)]).toEqual([0, 5]);
  });
});
