import { describe, expect, it } from 'vitest';
import { parseFilter } from '../../../../electron/contract/language/filter/parse-filter.ts';
import { printStatement } from '../../../../electron/contract/language/print.ts';
import type { PacketBatch } from '../../../../electron/contract/packet-batch.ts';
import { DIRECTION, ETHER_TYPE, IP_PROTOCOL } from '../../../../electron/contract/packet-record.ts';
import type { RuleBookState } from '../../../../electron/contract/state.ts';
import { ruleOfScope } from '../../../../renderer/model/row-scopes.ts';
import type { TalkerKind } from '../../../../renderer/model/talkers/group-key.ts';
import { talkerFilter } from '../../../../renderer/model/talkers/talker-filter.ts';
import { talkerAction, talkerScopes } from '../../../../renderer/model/talkers/talker-scopes.ts';
import { Talkers } from '../../../../renderer/model/talkers/talkers.ts';
import { makeRecordBytes, type RecordFields } from '../../../support/make-record.ts';
import { rule } from '../../../support/rule.ts';

const ME = [192, 168, 1, 20];
const HOST = [203, 0, 113, 9];
const OWN = new Set(['192.168.1.20']);

const TO_ME: RecordFields = {
  source: HOST,
  destination: ME,
  source_port: 40_000,
  destination_port: 22,
  protocol: IP_PROTOCOL.tcp,
};
const FROM_ME: RecordFields = {
  source: ME,
  destination: HOST,
  source_port: 50_000,
  destination_port: 443,
  protocol: IP_PROTOCOL.tcp,
  direction: DIRECTION.out,
};

/** The only group of a kind that a packet makes. */
function groupOf(fields: RecordFields, kind: TalkerKind, country?: string) {
  const talkers = new Talkers(8);
  talkers.names = { ...talkers.names, countryOf: () => country };
  const records = makeRecordBytes(fields);
  const batch: PacketBatch = {
    stream: 0,
    count: 1,
    records,
    capturedBytes: new Uint16Array(1),
    bytes: new Uint8Array(),
  };
  talkers.add(batch, 0);
  const sort = { column: 'packets', descending: true } as const;
  return talkers.look({ kind, sort, find: '' }, 1000).groups;
}

function rulesFor(fields: RecordFields, kind: TalkerKind): readonly string[] {
  const scopes = talkerScopes(groupOf(fields, kind), 0, kind, OWN);
  return scopes.map((scope) => printStatement(ruleOfScope(scope, 'drop')));
}

describe('what blocking a talker means', () => {
  it('is the address and its network', () => {
    expect(rulesFor(TO_ME, 'source')).toEqual([
      'drop both remote 203.0.113.9',
      'drop both remote 203.0.113.0/24',
    ]);
    expect(rulesFor(FROM_ME, 'destination')[0]).toBe('drop both remote 203.0.113.9');
  });

  it('is nothing for an address of this machine, and for frames without one', () => {
    expect(rulesFor(FROM_ME, 'source')).toEqual([]);
    expect(rulesFor({ family: 0, ether_type: 0x88cc }, 'source')).toEqual([]);
    expect(rulesFor(TO_ME, 'country')).toEqual([]);
  });

  it('is a port of this machine, or of a service elsewhere at either end', () => {
    expect(rulesFor(TO_ME, 'port')).toEqual(['drop tcp dport 22', 'drop both tcp']);
    expect(rulesFor(FROM_ME, 'port')).toEqual(['drop both tcp port 443', 'drop both tcp']);
    expect(rulesFor({ ...TO_ME, protocol: IP_PROTOCOL.icmp }, 'port')).toEqual(['drop both icmp']);
  });

  it('is the other end of a flow first', () => {
    expect(rulesFor(FROM_ME, 'flow')).toEqual([
      'drop both remote 203.0.113.9',
      'drop both remote 203.0.113.0/24',
      'drop both tcp port 443',
      'drop both tcp',
    ]);
  });

  it('is taken back where it is in force', () => {
    const book = (text: string) =>
      ({ rules: [rule(text)], builtIn: [] }) as unknown as RuleBookState;
    const ask = (fields: RecordFields, kind: TalkerKind, text: string) =>
      talkerAction(talkerScopes(groupOf(fields, kind), 0, kind, OWN), book(text))?.kind;
    expect(ask(TO_ME, 'source', 'drop both remote 203.0.113.9')).toBe('unblock');
    expect(ask(FROM_ME, 'port', 'drop both tcp port 443')).toBe('unblock');
    expect(ask(FROM_ME, 'port', 'off drop both tcp port 443')).toBe('block');
    expect(ask(TO_ME, 'port', 'drop tcp dport 23')).toBe('block');
  });
});

describe('the packets of a talker', () => {
  it.each([
    [TO_ME, 'source', 'src 203.0.113.9'],
    [TO_ME, 'destination', 'dst 192.168.1.20'],
    [FROM_ME, 'port', 'tcp port 443'],
    [{ ...TO_ME, protocol: 0, ether_type: ETHER_TYPE.arp }, 'port', 'arp'],
    [{ family: 0, ether_type: 0x88cc }, 'source', 'ether src 02:00:00:00:00:01'],
  ] as const)('%o by %s: %s', (fields, kind, filter) => {
    expect(talkerFilter(groupOf(fields, kind), 0, kind)).toBe(filter);
  });

  it('of a country are those to and from it, where it is known', () => {
    for (const fields of [TO_ME, FROM_ME]) {
      const filter = talkerFilter(groupOf(fields, 'country', 'DE'), 0, 'country') ?? '';
      expect(filter).toBe('remote country de');
      expect(parseFilter(filter).ok).toBe(true);
    }
    expect(talkerFilter(groupOf(TO_ME, 'country'), 0, 'country')).toBeUndefined();
  });

  it('of a flow are those of both directions', () => {
    const filter = talkerFilter(groupOf(TO_ME, 'flow'), 0, 'flow') ?? '';
    for (const part of ['tcp', 'host 203.0.113.9', 'host 192.168.1.20', 'port 40000', 'port 22']) {
      expect(filter).toContain(part);
    }
    expect(parseFilter(filter).ok).toBe(true);
  });
});
