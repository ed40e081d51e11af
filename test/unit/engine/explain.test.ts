/** Which rule would decide about a packet, in words. */
import { describe, expect, test } from 'vitest';
import { ETHER_TYPE, MARK, RECORD_BYTES } from '../../../electron/contract/packet-record.ts';
import { explain } from '../../../electron/engine/rules/explain.ts';
import { packetOfWords } from '../../../electron/engine/rules/packet-of-words.ts';
import { EMPTY_BOOK, type RuleBook } from '../../../electron/engine/rules/rule-book.ts';
import { expectOk } from '../../support/expect-ok.ts';
import { makeRecordBytes, type RecordFields } from '../../support/make-record.ts';
import { rule } from '../../support/rule.ts';

function book(lines: readonly string[], more: Partial<RuleBook> = {}): RuleBook {
  return { ...EMPTY_BOOK, rules: lines.map((line) => rule(line)), ...more };
}

function surroundings(of: RuleBook) {
  return {
    book: of,
    listsHolding: (address: string) => (address === '203.0.113.9' ? ['bad'] : []),
    interfaceName: (ifindex: number) => (ifindex === 3 ? 'eth1' : ''),
  };
}

function ofText(text: string, of: RuleBook) {
  return expectOk(explain({ text }, surroundings(of)));
}

function ofRecord(fields: RecordFields, of: RuleBook) {
  const record = Buffer.from(makeRecordBytes(fields)).toString('hex');
  return expectOk(explain({ record }, surroundings(of)));
}

const SYN: RecordFields = {
  ifindex: 3,
  protocol: 6,
  source: [203, 0, 113, 9],
  destination: [192, 0, 2, 1],
  source_port: 40_112,
  destination_port: 22,
  flags: 2,
  marks: MARK.hasPorts | MARK.hasFlags,
};

describe('an explanation', () => {
  test('says of every rule up to the one that decides what it had to say', () => {
    const rules = book([
      'off drop tcp',
      'drop out tcp',
      'drop src 198.51.100.0/24',
      'count tcp dport 22',
      'limit 10/s burst 5 tcp',
      'pass tcp dport 22',
      'drop any',
    ]);
    const { steps, ...rest } = ofText('in tcp src 203.0.113.9 dport 22', rules);
    expect(steps.map(({ outcome }) => outcome)).toEqual([
      'off',
      'other-direction',
      'no',
      'steps-on',
      'steps-on',
      'decides',
    ]);
    expect(steps.map(({ ruleId }) => ruleId)).toEqual(rules.rules.slice(0, 6).map(({ id }) => id));
    expect(steps[2]?.why).toBe('the source 203.0.113.9 is not in 198.51.100.0/24');
    expect(rest).toEqual({
      packet: 'in tcp src 203.0.113.9 dport 22',
      direction: 'in',
      verdict: 'pass',
      decidedBy: rules.rules[5]?.id,
      lists: { source: ['bad'], destination: [] },
    });
  });

  test('names no rule where the default decides', () => {
    const { verdict, decidedBy, steps } = ofText('out udp dport 53', book(['drop tcp']));
    expect({ verdict, decidedBy }).toEqual({ verdict: 'pass', decidedBy: undefined });
    expect(steps).toHaveLength(1);
  });

  test('asks built-in rules while a default drops', () => {
    const dropping = book([], { defaults: { in: 'drop', out: 'pass' } });
    expect(ofText('in arp', dropping)).toMatchObject({
      verdict: 'pass',
      decidedBy: 'built-in-arp',
    });
    expect(ofText('in tcp src 203.0.113.9 dport 22', dropping).verdict).toBe('drop');
    expect(ofText('in tcp src 203.0.113.9 sport 443 established', dropping)).toMatchObject({
      verdict: 'pass',
      decidedBy: 'built-in-replies',
    });
    expect(ofText('out tcp dport 443', dropping).verdict).toBe('pass');
  });

  test('knows which list holds an address', () => {
    const rules = book(['drop src list bad']);
    expect(ofText('in src 203.0.113.9', rules).verdict).toBe('drop');
    expect(ofText('in src 203.0.113.10', rules).verdict).toBe('pass');
    expect(ofText('out dst 203.0.113.9', rules)).toMatchObject({
      verdict: 'pass',
      lists: { source: [], destination: ['bad'] },
    });
  });

  test('of a row is about the packet in it', () => {
    const rules = book(['drop tcp flags syn iface eth1 src 203.0.113.0/24 sport 40112']);
    expect(ofRecord(SYN, rules)).toMatchObject({ verdict: 'drop', direction: 'in' });
    expect(ofRecord({ ...SYN, ifindex: 4 }, rules).verdict).toBe('pass');
    expect(ofRecord({ ...SYN, direction: 1 }, rules).verdict).toBe('pass');
  });

  test('of a row that belongs to a known flow says so', () => {
    const dropping = book([], { defaults: { in: 'drop', out: 'pass' } });
    expect(ofRecord(SYN, dropping).verdict).toBe('drop');
    const known = { ...SYN, marks: MARK.hasPorts | MARK.hasFlags | MARK.established };
    expect(ofRecord(known, dropping).decidedBy).toBe('built-in-replies');
  });

  test.each<[string, RecordFields]>([
    ['a TCP packet', SYN],
    ['a packet that was dropped', { ...SYN, verdict: 1, reason: 1, rule_slot: 4 }],
    ['a known flow', { ...SYN, marks: MARK.hasPorts | MARK.established, tag_count: 1, vlan_id: 7 }],
    [
      'an ARP request',
      { ether_type: ETHER_TYPE.arp, source: [192, 0, 2, 9], info_a: 1, marks: MARK.hasFlags },
    ],
    [
      'a later fragment',
      { protocol: 17, source: [192, 0, 2, 9], destination: [192, 0, 2, 1], fragment: 2 },
    ],
    [
      'an echo request',
      {
        protocol: 1,
        source: [192, 0, 2, 9],
        destination: [192, 0, 2, 1],
        flags: 8,
        marks: MARK.hasFlags,
      },
    ],
    [
      'ICMPv6',
      {
        ether_type: ETHER_TYPE.ipv6,
        family: 6,
        protocol: 58,
        source: [0xfe, 0x80, ...new Array<number>(14).fill(1)],
        destination: [0xff, 2, ...new Array<number>(14).fill(0)],
        flags: 135,
        marks: MARK.hasFlags,
      },
    ],
    [
      'a broken packet',
      {
        protocol: 6,
        source: [192, 0, 2, 9],
        destination: [192, 0, 2, 1],
        marks: MARK.malformed,
        reason: 2,
      },
    ],
    ['another kind of frame', { ether_type: 0x88cc, family: 0 }],
  ])('the words for %s describe the same packet again', (_, fields) => {
    const { packet } = ofRecord(fields, EMPTY_BOOK);
    const { words, traits } = expectOk(packetOfWords(packet));
    expect(words).toBe(packet);
    const again = ofText(packet, EMPTY_BOOK);
    expect(again.packet).toBe(packet);
    expect(traits.direction).toBe('in');
  });

  test('a record of another length is refused', () => {
    const short = explain({ record: '00'.repeat(RECORD_BYTES - 1) }, surroundings(EMPTY_BOOK));
    expect(short).toMatchObject({ ok: false, error: { code: 'bad-request' } });
  });
});

describe('a packet in words', () => {
  test('has what is said, and of the rest only what every packet has', () => {
    const { traits } = expectOk(
      packetOfWords('out tcp remote 192.0.2.9 sport 1024 dport 22 flags syn'),
    );
    expect(traits).toMatchObject({
      direction: 'out',
      etherType: ETHER_TYPE.ipv4,
      ipVersion: 4,
      protocol: 6,
      destination: Uint8Array.of(192, 0, 2, 9),
      sourcePort: 1024,
      destinationPort: 22,
      tcpFlags: 2,
      established: false,
      malformed: false,
    });
    expect(traits).not.toHaveProperty('source');
  });

  test.each([
    ['src 2001:db8::1', { ipVersion: 6, etherType: ETHER_TYPE.ipv6 }],
    ['icmpv6 type 135', { ipVersion: 6, protocol: 58, icmpType: 135 }],
    ['icmp', { ipVersion: 4, protocol: 1 }],
    ['flags syn', { ipVersion: 4, protocol: 6, tcpFlags: 2 }],
    ['local 192.0.2.1', { direction: 'in', destination: Uint8Array.of(192, 0, 2, 1) }],
    ['arp op request', { etherType: ETHER_TYPE.arp, arpOperation: 1 }],
    ['ether type 0x88cc vlan 7', { etherType: 0x88cc, vlan: 7 }],
  ])('%s', (text, traits) => {
    expect(expectOk(packetOfWords(text)).traits).toMatchObject(traits);
  });

  test('that is no IP has no IP fields', () => {
    expect(expectOk(packetOfWords('arp src 192.0.2.9')).traits).not.toHaveProperty('ipVersion');
  });

  test.each([
    ['both tcp', 'bad-match'],
    ['tcp dport 22, 80', 'bad-match'],
    ['tcp dport 1-1023', 'bad-match'],
    ['src 192.0.2.0/24', 'bad-match'],
    ['host 192.0.2.9', 'bad-match'],
    ['tcp port 22', 'bad-match'],
    ['not tcp', 'bad-match'],
    ['src list bad', 'bad-match'],
    ['proto tcp, udp', 'bad-match'],
    ['dport 22', 'bad-match'],
    ['src nowhere', 'bad-match'],
    ['arp dport 22', 'bad-port'],
    ['drop tcp', 'bad-rule'],
    ['', 'bad-rule'],
  ])('%s is refused', (text, code) => {
    expect(packetOfWords(text)).toMatchObject({ ok: false, error: { code } });
  });
});

test('asks for one address where a packet has none, not for a list or a prefix', () => {
  expect(packetOfWords('icmp src nowhere')).toEqual({
    ok: false,
    error: {
      code: 'bad-match',
      message: 'Column 10: "nowhere" is not an IP address.',
      remedy:
        'Write one address, such as src 192.0.2.9, src 2001:db8::9 or ether src 02:42:ac:11:00:02.',
    },
  });
});
