import { describe, expect, it } from 'vitest';
import { printStatement } from '../../../electron/contract/language/print.ts';
import { packetObject } from '../../../electron/contract/packet-object.ts';
import {
  DIRECTION,
  ETHER_TYPE,
  IP_PROTOCOL,
  REASON,
  VERDICT,
} from '../../../electron/contract/packet-record.ts';
import { FLIP_MARK } from '../../../electron/contract/replay.ts';
import type { Rule } from '../../../electron/contract/rule.ts';
import type { RuleBookState } from '../../../electron/contract/state.ts';
import { cutMiddle } from '../../../renderer/model/address-text.ts';
import { blockAction, isRemovedByClick } from '../../../renderer/model/block-action.ts';
import type { ColumnId } from '../../../renderer/model/columns.ts';
import { type CopyForm, copyRow } from '../../../renderer/model/row-copy.ts';
import { type RowText, rowText } from '../../../renderer/model/row-text.ts';
import { RuleNames } from '../../../renderer/model/rule-names.ts';
import { shownColumns, USUAL_LAYOUT } from '../../../renderer/model/table-layout.ts';
import { actionName, actionWords } from '../../../renderer/stores/row-actions.ts';
import { DEMO_BOOK } from '../../support/demo-book.ts';
import { demoRule } from '../../support/demo-rule.ts';
import { makeRecord, type RecordFields } from '../../support/make-record.ts';

const RULE = demoRule('a1', 'drop both remote 203.0.113.77');
const BOOK: RuleBookState = {
  ...DEMO_BOOK,
  rules: [demoRule('a0', 'drop both igmp'), RULE],
  slots: [
    { slot: 5, generation: 2, ruleId: 'a1', text: RULE.text },
    { slot: 6, generation: 0, ruleId: 'built-in-replies', text: 'pass both established' },
  ],
};
const DROPPED = { verdict: VERDICT.drop, reason: REASON.rule, rule_slot: 5, rule_generation: 2 };

const SYN: RecordFields = {
  source: [203, 0, 113, 77],
  destination: [192, 168, 1, 20],
  protocol: IP_PROTOCOL.tcp,
  source_port: 40112,
  destination_port: 22,
  flags: 2,
  info_a: 64240,
  length_bytes: 74,
};

function row(fields: RecordFields, book = BOOK): RowText {
  const names = new RuleNames();
  names.begin(0, 0);
  names.learn(BOOK);
  const ownAddresses = new Set(['192.168.1.20']);
  return rowText(1_284_510, makeRecord(fields), { names, book, ownAddresses });
}

const blockText = ({ block }: RowText) => block && printStatement(block);

describe('rowText', () => {
  it('fills every column of a TCP packet that came in', () => {
    expect(row(SYN)).toMatchObject({
      number: '1,284,511',
      dropped: false,
      direction: 'in',
      source: { address: '203.0.113.77', port: '40112', own: false },
      destination: { address: '192.168.1.20', port: '22', own: true },
      protocol: 'TCP',
      length: '74',
      info: { head: 'SYN', rest: 'win 64240' },
      rule: 'default',
    });
  });

  it('names the rule that decided by its place and what it says', () => {
    const dropped = row({ ...SYN, ...DROPPED });
    expect(dropped).toMatchObject({ dropped: true, rule: '2 203.0.113.77', ruleId: 'a1' });
  });

  it('names a rule by its name, with its text in the title', () => {
    const named = { ...RULE, name: 'Scanner' };
    const dropped = row({ ...SYN, ...DROPPED }, { ...BOOK, rules: [named] });
    expect(dropped).toMatchObject({ rule: '1 Scanner', ruleTitle: RULE.text });
  });

  it('names built-in rules, which have no place', () => {
    const reply = row({ ...SYN, reason: REASON.rule, rule_slot: 6 });
    expect(reply).toMatchObject({
      rule: 'Replies to known flows',
      ruleTitle: 'Built in: pass both established',
    });
  });

  it('says that the default dropped', () => {
    const dropped = row({ ...SYN, verdict: VERDICT.drop, reason: REASON.default });
    expect(dropped).toMatchObject({ dropped: true, rule: 'default', byDefault: true });
  });

  it('still names a rule that is gone, without a place', () => {
    const gone = row({ ...SYN, rule_slot: 5, rule_generation: 2 }, { ...BOOK, rules: [] });
    expect(gone.rule).toBe('203.0.113.77');
  });

  it('does not take another generation of a slot for the rule', () => {
    expect(row({ ...SYN, rule_slot: 5, rule_generation: 3 }).rule).toBe('rule in slot 5');
  });

  it.each([
    ['in', DIRECTION.in, '203.0.113.77'],
    ['out', DIRECTION.out, '192.168.1.20'],
  ] as const)('offers to block the other end on the way %s', (_, direction, remote) => {
    const shown = row({ ...SYN, direction });
    expect(shown.remote).toBe(remote);
    expect(blockText(shown)).toBe(`drop both remote ${remote}`);
  });

  it('shows no ports where a packet has none', () => {
    const later = row({ ...SYN, fragment: 2 });
    expect([later.source.port, later.destination.port]).toEqual(['', '']);
    const ping = row({ ...SYN, protocol: IP_PROTOCOL.icmp, flags: 8 });
    expect(ping.source.port).toBe('');
  });

  it('says once why a frame could not be read', () => {
    const bad = row({ ...SYN, reason: REASON.truncated });
    expect(bad).toMatchObject({ malformed: 'cut short', rule: 'cut short' });
    expect(bad.info).toEqual({ head: '', rest: 'ends before its headers do' });
  });

  it('shows the sender of a frame without addresses, and offers nothing that no rule can name', () => {
    const frame = row({
      ether_type: 0x88cc,
      family: 0,
      source_mac: [0, 27, 33, 196, 14, 1],
      destination_mac: [2, 0, 0, 0, 0, 9],
    });
    expect(frame.source.address).toBe('00:1b:21:c4:0e:01');
    expect(frame.destination.address).toBe('02:00:00:00:00:09');
    expect(frame.protocol).toBe('LLDP');
    expect(frame.block).toBeUndefined();
  });

  it('takes the sender of an ARP packet for its other end', () => {
    const arp = row({ ...SYN, ether_type: ETHER_TYPE.arp, info_a: 1, protocol: 0 });
    expect(arp.info).toEqual({ head: 'Who has', rest: '192.168.1.20?' });
    expect(blockText(arp)).toBe('drop both remote 203.0.113.77');
  });

  it('never offers to block 0.0.0.0', () => {
    expect(blockText(row({ ...SYN, source: [0, 0, 0, 0] }))).toBe('drop tcp dport 22');
  });
});

describe('blockAction', () => {
  const withRules = (...rules: readonly Rule[]) => ({ ...BOOK, rules });

  it('blocks the other end, in both directions, of what passes and is not blocked', () => {
    const action = blockAction(row(SYN), withRules());
    expect(action?.kind === 'block' && printStatement(action.statement)).toBe(
      'drop both remote 203.0.113.77',
    );
    expect(action && actionWords(action, 3600)).toEqual([
      'Drop everything from and to',
      '203.0.113.77',
      'for 1 h',
    ]);
  });

  it('offers to unblock in older rows that passed, too', () => {
    expect(blockAction(row(SYN), BOOK)).toEqual({ kind: 'unblock', rule: RULE });
  });

  it("finds a block of the row's own direction only", () => {
    const incoming = demoRule('a2', 'drop remote 203.0.113.77');
    expect(blockAction(row(SYN), withRules(incoming))?.kind).toBe('unblock');
    const reply = { ...SYN, source: SYN.destination, destination: SYN.source } as RecordFields;
    const out = row({ ...reply, direction: DIRECTION.out });
    expect(blockAction(out, withRules(incoming))?.kind).toBe('block');
    expect(blockAction(out, BOOK)?.kind).toBe('unblock');
  });

  it('takes back the rule that decided, whatever it says', () => {
    const wide = { ...RULE, ...demoRule('a1', 'limit 10/s tcp dport 22') };
    const action = blockAction(row({ ...SYN, ...DROPPED }), withRules(wide));
    expect(action).toEqual({ kind: 'unblock', rule: wide });
    expect(action && actionName(action)).toBe(`Unblock by switching off ${wide.text}`);
  });

  it('blocks anew once the rule is off', () => {
    const off = { ...RULE, enabled: false };
    expect(blockAction(row({ ...SYN, ...DROPPED }), withRules(off))?.kind).toBe('block');
  });

  it('offers nothing for what the default drops, as long as it does', () => {
    const dropped = row({ ...SYN, verdict: VERDICT.drop });
    const denying: RuleBookState = { ...withRules(), defaults: { in: 'drop', out: 'pass' } };
    expect(blockAction(dropped, denying)).toBeUndefined();
    expect(blockAction(dropped, withRules())?.kind).toBe('block');
  });

  it.each([
    ['drop both remote 203.0.113.77', true],
    ['drop tcp dport 22', true],
    ['drop both icmp', false],
    ['drop both remote 203.0.113.0/24', false],
    ['drop both remote list drop-list', false],
    ['drop tcp src 203.0.113.77 dport 22', false],
    ['limit 10/s tcp', false],
  ])('%s goes with a click: %s', (text, removed) => {
    expect(isRemovedByClick(demoRule('x', text))).toBe(removed);
    expect(isRemovedByClick(demoRule('x', text, { name: 'Named' }))).toBe(false);
  });
});

describe('RuleNames', () => {
  it('keeps the names of an earlier connection for its rows', () => {
    const names = new RuleNames();
    names.begin(0, 1000);
    names.learn(BOOK);
    names.begin(10, 2000);
    expect(names.label(9, 5, 2, BOOK).label).toBe('2 203.0.113.77');
    expect(names.label(10, 5, 2, BOOK).label).toBe('rule in slot 5');
    expect([names.bootTimeMs(9), names.bootTimeMs(10)]).toEqual([1000, 2000]);
  });
});

describe('copyRow', () => {
  const copy = (
    form: CopyForm,
    copied: RowText,
    columns: readonly ColumnId[] = shownColumns(USUAL_LAYOUT).map(({ id }) => id),
    isReplay = false,
  ) => copyRow(form, { row: copied, object: OBJECT, columns, isReplay });
  const OBJECT = packetObject(makeRecord(SYN), {
    number: 1_284_511,
    bootTimeMs: Date.UTC(2026, 2, 1),
    interfaceName: 'eth0',
  });

  it('writes CSV of the columns that are shown, quoted where needed', () => {
    const columns: ColumnId[] = ['destination', 'number', 'verdict', 'length', 'rule', 'time'];
    const text = copy('csv', { ...row({ ...SYN, ...DROPPED }), rule: 'a, "b"' }, columns);
    expect(text).toBe(
      'Destination,No.,Verdict,Len,Rule,Time\r\n' +
        '192.168.1.20,1284511,drop,74,"a, ""b""",2026-03-01T00:00:00.000000000Z\r\n',
    );
  });

  it('says of a packet of a replay what its file says', () => {
    const flipped = row({ ...SYN, ...DROPPED, marks: FLIP_MARK });
    expect(copy('csv', flipped, ['verdict', 'source'], true)).toBe(
      'Verdict,Was,Source\r\ndrop,pass,203.0.113.77\r\n',
    );
    expect(copy('csv', row(SYN), ['verdict'], true)).toBe('Verdict,Was\r\npass,pass\r\n');
  });

  it('writes JSON, text, and the rule that would drop it', () => {
    expect(JSON.parse(copy('json', row(SYN)) ?? '')).toEqual(OBJECT);
    expect(copy('text', row(SYN))).toContain('203.0.113.77  40112  192.168.1.20  22  TCP');
    expect(copy('rule', row(SYN))).toBe('drop both remote 203.0.113.77');
    expect(copy('rule', row({ ether_type: 0x88cc, family: 0 }))).toBeUndefined();
  });
});

describe('cutMiddle', () => {
  it.each([
    ['2001:db8:bad:7::9a3c', '2001:db8:bad:7::9a3c'],
    ['2001:db8:bad:7:1:22:333:9a3c', '2001:db8:…2:333:9a3c'],
  ])('%s becomes %s', (address, shown) => {
    expect(cutMiddle(address)).toBe(shown);
    expect(shown.length).toBeLessThanOrEqual(20);
  });
});
