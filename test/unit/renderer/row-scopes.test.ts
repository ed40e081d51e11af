import { describe, expect, it } from 'vitest';
import { parseStatement } from '../../../electron/contract/language/parse.ts';
import { printStatement } from '../../../electron/contract/language/print.ts';
import {
  DIRECTION,
  ETHER_TYPE,
  IP_PROTOCOL,
  PacketRecord,
  VERDICT,
} from '../../../electron/contract/packet-record.ts';
import { PacketHistory } from '../../../renderer/model/packet-history.ts';
import { type RowScope, rowScopes, ruleOfScope } from '../../../renderer/model/row-scopes.ts';
import { amongText, previewScopes } from '../../../renderer/model/scope-preview.ts';
import { batchOf } from '../../support/batch-of.ts';
import { demoPacket } from '../../support/demo-traffic.ts';
import { expectOk } from '../../support/expect-ok.ts';
import type { RecordFields } from '../../support/make-record.ts';

const SYN: RecordFields = {
  source: [203, 0, 113, 77],
  destination: [192, 168, 1, 20],
  source_mac: [2, 0, 0, 0, 0, 9],
  destination_mac: [2, 0, 0, 0, 0, 1],
  protocol: IP_PROTOCOL.tcp,
  source_port: 40112,
  destination_port: 22,
  flags: 2,
};
const ANSWER: RecordFields = {
  ...SYN,
  source: [192, 168, 1, 20],
  destination: [203, 0, 113, 77],
  direction: DIRECTION.out,
  source_port: 22,
  destination_port: 40112,
  flags: 0x12,
};

const record = (fields: RecordFields) => new PacketRecord(demoPacket(fields).bytes);
const labelled = (scopes: readonly RowScope[]) =>
  Object.fromEntries(
    scopes.map((scope) => [scope.label, printStatement(ruleOfScope(scope, 'drop'))]),
  );
const scope = (text: string): RowScope => {
  const { direction, match } = expectOk(parseStatement(text));
  return { label: text, direction, match };
};

describe('rowScopes', () => {
  it('says what a packet that came in can stand for, narrow to wide', () => {
    const scopes = rowScopes(record(SYN));
    expect(Object.entries(labelled(scopes))).toEqual([
      ['This conversation', 'drop both tcp remote 203.0.113.77 port 22 port 40112'],
      ['This source to this port', 'drop tcp remote 203.0.113.77 dport 22'],
      ['This source', 'drop both remote 203.0.113.77'],
      ['Its network', 'drop both remote 203.0.113.0/24'],
      ['Port, any source', 'drop tcp dport 22'],
      ['All to this address', 'drop dst 192.168.1.20'],
      ['Protocol', 'drop both tcp'],
      ['Sending MAC', 'drop ether src 02:00:00:00:00:09'],
    ]);
    expect(scopes.filter(({ usual }) => usual).map(({ label }) => label)).toEqual(['This source']);
  });

  it('says it of the other end of a packet that goes out', () => {
    expect(labelled(rowScopes(record(ANSWER)))).toEqual({
      'This conversation': 'drop both tcp remote 203.0.113.77 port 22 port 40112',
      'This destination’s port': 'drop out tcp remote 203.0.113.77 dport 40112',
      'This destination': 'drop both remote 203.0.113.77',
      'Its network': 'drop both remote 203.0.113.0/24',
      'Own port, any source': 'drop tcp dport 22',
      'Port, any destination': 'drop out tcp dport 40112',
      Protocol: 'drop both tcp',
      'Receiving MAC': 'drop out ether dst 02:00:00:00:00:01',
    });
  });

  it('takes 64 bits of an IPv6 address for its network', () => {
    const source = [0x20, 1, 0x0d, 0xb8, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 7];
    const six = { ...SYN, family: 6, ether_type: ETHER_TYPE.ipv6, source, destination: source };
    expect(labelled(rowScopes(record(six)))).toMatchObject({
      'Its network': 'drop both remote 2001:db8:1:2::/64',
    });
  });

  it('offers no ports where there are none, and nothing but the MAC of what is not IP', () => {
    const ping = { ...SYN, protocol: IP_PROTOCOL.icmp, flags: 8 };
    expect(Object.keys(labelled(rowScopes(record(ping))))).toEqual([
      'This source',
      'Its network',
      'All to this address',
      'Protocol',
      'Sending MAC',
    ]);
    expect(Object.keys(labelled(rowScopes(record({ ...SYN, fragment: 2 }))))).not.toContain(
      'This conversation',
    );
    const lldp = { ...SYN, ether_type: 0x88cc, family: 0 };
    expect(Object.keys(labelled(rowScopes(record(lldp))))).toEqual(['Sending MAC']);
  });

  it('holds for the packet that it was made of, both verdicts', () => {
    const history = new PacketHistory(8, 64);
    for (const fields of [SYN, ANSWER]) {
      history.clear();
      history.append(batchOf(demoPacket(fields).bytes));
      for (const one of rowScopes(record(fields))) {
        // What comes to the port from which this one was sent.
        const hits = one.label === 'Own port, any source' ? 0 : 1;
        expect([one.label, previewScopes(history, [one])[0]?.hits]).toEqual([one.label, hits]);
        const pass = printStatement(ruleOfScope(one, 'pass'));
        expect(expectOk(parseStatement(pass)).verdict).toEqual({ kind: 'pass' });
      }
    }
  });
});

describe('previewScopes', () => {
  const preview = (packets: readonly RecordFields[], ...texts: readonly string[]) => {
    const history = new PacketHistory(16, 64);
    for (const fields of packets) history.append(batchOf(demoPacket(fields).bytes));
    return previewScopes(history, texts.map(scope));
  };

  it('counts what a scope speaks of, in its direction, and what of it was dropped', () => {
    const dropped = { ...SYN, verdict: VERDICT.drop };
    const texts = ['drop both remote 203.0.113.77', 'drop remote 203.0.113.77', 'drop out tcp'];
    expect(
      preview([SYN, dropped, ANSWER], ...texts).map(({ hits, dropped: drops }) => [hits, drops]),
    ).toEqual([
      [3, 1],
      [2, 1],
      [1, 0],
    ]);
  });

  it('names an SSH session that is under way, and what a host needs', () => {
    const session = { ...SYN, flags: 0x18 };
    const dns = { ...ANSWER, protocol: IP_PROTOCOL.udp, source_port: 40000, destination_port: 53 };
    const arp = { ...SYN, ether_type: ETHER_TYPE.arp, protocol: 0 };
    const [all, tcp, knock] = preview(
      [dns, arp, session, session],
      'drop both any',
      'drop tcp',
      'drop udp',
    );
    expect(all?.among).toEqual(['an SSH session with 203.0.113.77', 'DNS', 'ARP']);
    expect(tcp?.among).toEqual(['an SSH session with 203.0.113.77']);
    expect(knock?.among).toEqual([]);
  });

  it('takes no attempt for a session, and nothing that was dropped for something to be missed', () => {
    const ended = { ...SYN, flags: 0x18, verdict: VERDICT.drop };
    expect(preview([SYN, ended], 'drop tcp')[0]?.among).toEqual([]);
  });

  it('puts them into a sentence', () => {
    expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(amongText)).toEqual([
      '',
      'a',
      'a and b',
      'a, b and c',
    ]);
  });
});
