import { describe, expect, it } from 'vitest';
import type { ListState } from '../../../electron/contract/list.ts';
import type { Rule } from '../../../electron/contract/rule.ts';
import type { Attachment, Snapshot } from '../../../electron/contract/state.ts';
import { attachmentText } from '../../../electron/headless/commands/attach.ts';
import { explanationText } from '../../../electron/headless/commands/explanation-text.ts';
import { listsText, listText } from '../../../electron/headless/commands/list-text.ts';
import { findRule, ruleName } from '../../../electron/headless/commands/rule-address.ts';
import { lossText, rulesObject, rulesText } from '../../../electron/headless/commands/rule-text.ts';
import { statusObject, statusText } from '../../../electron/headless/commands/status.ts';
import { tableText } from '../../../electron/headless/commands/table.ts';
import { agoText, aheadText } from '../../../electron/headless/commands/time-text.ts';
import { SNAPSHOT } from '../../support/fake-session.ts';

const NOW_MS = 1_800_000_000_000;
const ESCAPE = '\u001b[2J\u202e';

function rule(id: string, text: string, more: Partial<Rule> = {}): Rule {
  return { id, enabled: true, text, origin: 'typed', createdAt: 0, ...more };
}

const RULES: readonly Rule[] = [
  rule('a1', 'drop src 203.0.113.0/24', { expiry: NOW_MS + 59 * 60_000, name: 'scanners' }),
  rule('b2', 'drop tcp dport 8080', { enabled: false }),
  rule('c3', 'count icmp', { untilRestart: true }),
];
const ARP = rule('built-in-arp', 'pass both arp', { origin: 'built-in', name: 'ARP' });

function snapshot(more: Partial<Snapshot['rules']> = {}, rest: Partial<Snapshot> = {}): Snapshot {
  return {
    ...SNAPSHOT,
    rules: { ...SNAPSHOT.rules, rules: RULES, builtIn: [ARP], ...more },
    counters: {
      ...SNAPSHOT.counters,
      byRule: { a1: { packets: 12_345, bytes: 99, lastHitMs: NOW_MS - 3_500 } },
      byDefault: { in: { packets: 7, bytes: 1 }, out: { packets: 1, bytes: 1 } },
      byList: { 'drop-list': 9 },
      byInterface: {
        eth0: { pass: { packets: 1_000_000, bytes: 0 }, drop: { packets: 5, bytes: 0 } },
      },
    },
    ...rest,
  };
}

describe('the list of rules', () => {
  it('is aligned, with numbers, counts and times', () => {
    expect(rulesText(snapshot(), NOW_MS)).toBe(
      [
        '#  STATE  RULE                     PACKETS  LAST HIT  ENDS        ID  NAME',
        '1  on     drop src 203.0.113.0/24   12,345  3 s ago   in 59 min   a1  scanners',
        '2  off    drop tcp dport 8080            0                        b2',
        '3  on     count icmp                     0            at restart  c3',
        '',
        'default in pass: 7 packets',
        'default out pass: 1 packet',
        '',
      ].join('\n'),
    );
  });

  it('shows the built-in rules while a default drops, what is on trial, and what is of no use', () => {
    const text = rulesText(
      snapshot({
        defaults: { in: 'drop', out: 'pass' },
        trial: { what: 'default in drop', endsAt: NOW_MS + 9_900 },
        findings: [{ ruleId: 'b2', kind: 'shadowed', by: 'a1' }],
      }),
      NOW_MS,
    );
    expect(text).toMatch(/Built in, .*\nSTATE.*\non +pass both arp +0 +built-in-arp +ARP\n/);
    expect(text).toContain('default in drop: 7 packets');
    expect(text).toContain('Rule 2 can do nothing: rule 1 decides before');
    expect(text).toContain('On trial: default in drop, taken back in 9 s unless');
  });

  it('says so when there is none', () => {
    expect(rulesText(snapshot({ rules: [] }), NOW_MS)).toMatch(/^There are no rules\.\n/);
  });

  it('is numbered and counted for programs', () => {
    const { rules, builtIn, defaults } = rulesObject(snapshot());
    expect(rules[0]).toMatchObject({
      number: 1,
      id: 'a1',
      packets: 12_345,
      expiry: expect.any(Number),
    });
    expect(rules[1]).toMatchObject({ number: 2, enabled: false, packets: 0 });
    expect(builtIn[0]).not.toHaveProperty('number');
    expect(defaults).toEqual({
      in: { verdict: 'pass', packets: 7, bytes: 1 },
      out: { verdict: 'pass', packets: 1, bytes: 1 },
    });
  });
});

it('warns of what stops to work without a built-in rule, while its default drops', () => {
  const drops = snapshot({ defaults: { in: 'drop', out: 'pass' } }).rules;
  const off = { ...ARP, enabled: false };
  expect(lossText(off, drops)).toMatch(/^Warning: Without ARP this machine cannot find its IPv4/);
  expect(lossText(ARP, drops)).toBeUndefined();
  expect(lossText(off, snapshot().rules)).toBeUndefined();
  const other = rule('built-in-dhcp-out', 'pass out udp', { origin: 'built-in', enabled: false });
  expect(lossText(other, drops)).toBeUndefined();
  expect(lossText({ ...off, origin: 'typed' }, drops)).toBeUndefined();
});

it('finds a rule by its number or its id', () => {
  const { rules } = snapshot({ rules: [...RULES, rule('77', 'drop udp')] });
  expect(findRule(rules, '2')).toMatchObject({ ok: true, value: { id: 'b2' } });
  expect(findRule(rules, 'c3')).toMatchObject({ ok: true, value: { id: 'c3' } });
  expect(findRule(rules, 'built-in-arp')).toMatchObject({ ok: true, value: ARP });
  expect(findRule(rules, '77')).toMatchObject({ ok: true, value: { id: '77' } });
  for (const address of ['0', '5', '-1', '1.0', 'zz', '', '99999999999']) {
    expect(findRule(rules, address)).toMatchObject({ ok: false, error: { code: 'unknown-rule' } });
  }
  expect(ruleName(rules, 'b2')).toBe('2');
  expect(ruleName(rules, 'built-in-arp')).toBe('built-in-arp');
});

it('explains by the numbers of the list', () => {
  const text = explanationText(
    {
      packet: 'in tcp dport 8080',
      direction: 'in',
      steps: [
        { ruleId: 'a1', outcome: 'no', why: 'the source is not in 203.0.113.0/24' },
        { ruleId: 'b2', outcome: 'decides', why: 'the destination port is 8080' },
      ],
      verdict: 'drop',
      decidedBy: 'b2',
      lists: { source: ['drop-list', 'other'], destination: [] },
    },
    snapshot().rules,
  );
  expect(text).toBe(
    [
      'in tcp dport 8080',
      '#  RULE                     OUTCOME   WHY',
      '1  drop src 203.0.113.0/24  no match  the source is not in 203.0.113.0/24',
      '2  drop tcp dport 8080      decides   the destination port is 8080',
      'The source is in the lists drop-list, other.',
      'drop, by rule 2.',
      '',
    ].join('\n'),
  );
  const byDefault = { packet: 'out icmp', direction: 'out', steps: [], verdict: 'pass' } as const;
  expect(
    explanationText({ ...byDefault, lists: { source: [], destination: [] } }, snapshot().rules),
  ).toBe('out icmp\npass, by the default of out.\n');
});

const LIST: ListState = {
  name: 'drop-list',
  source: { url: 'https://lists.example/drop.txt' },
  refreshSeconds: 21_600,
  state: 'ready',
  prefixes: { v4: 1_234_567, v6: 89 },
  invalidLines: 2,
  firstInvalid: [{ line: 3, text: `junk${ESCAPE}` }],
  refreshedAt: NOW_MS - 120_000,
  lastChange: { added: 5, removed: 1 },
};

it('tells what a list holds and what it skipped', () => {
  expect(listText(LIST, NOW_MS)).toBe(
    [
      'drop-list: ready, 1,234,567 of IPv4, 89 of IPv6; read 2 min ago; 5 added, 1 removed',
      '  from https://lists.example/drop.txt, refreshed every 6h',
      '  2 lines skipped, such as:',
      '    line 3: junk?[2J?',
      '',
    ].join('\n'),
  );
});

it('shows all lists, and why one could not be refreshed', () => {
  const failed: ListState = {
    ...LIST,
    name: 'mine',
    source: { path: '/etc/mine.txt' },
    refreshSeconds: null,
    state: 'failed',
    failure: { code: 'list-unreachable', message: 'It is gone.', remedy: 'Look for it.' },
  };
  const text = listsText([LIST, failed], snapshot().counters, NOW_MS);
  expect(text).toMatch(/^NAME +STATE +PREFIXES +SKIPPED +PACKETS +REFRESHED +EVERY +SOURCE\n/);
  expect(text).toMatch(/^drop-list +ready +1,234,656 +2 +9 +2 min ago +every 6h +https:/m);
  expect(text).toMatch(/^mine +failed .* when asked +\/etc\/mine\.txt$/m);
  expect(text).toContain('mine: It is gone. Look for it.');
  expect(listsText([], snapshot().counters, NOW_MS)).toBe('There are no lists.\n');
});

const ETH0: Attachment = {
  interface: 'eth0',
  ifindex: 2,
  mode: 'native',
  programId: 1,
  egress: 'tcx',
  attachedAt: 0,
  state: 'attached',
};

it('says how an interface is filtered', () => {
  expect(attachmentText(ETH0)).toBe('Filtering eth0 in native mode, in both directions.');
  expect(
    attachmentText({
      ...ETH0,
      mode: 'generic',
      whyGeneric: 'the driver has no XDP',
      egress: 'none',
      whyNoEgress: 'the kernel refused',
    }),
  ).toBe(
    'Filtering eth0 in generic mode (the driver has no XDP), only what comes in (the kernel refused).',
  );
});

describe('the status', () => {
  it('has one subject per line', () => {
    const gone: Attachment = { ...ETH0, interface: 'eth1', state: 'gone' };
    expect(
      statusText(snapshot({}, { attachments: [ETH0, gone], lists: [LIST] }), NOW_MS).split('\n'),
    ).toEqual([
      'Portcullis  0.0.0, in a test',
      'Filtering   eth0, native mode, both directions: 1,000,000 passed, 5 dropped',
      'Waiting     for eth1 to come back',
      'Rules       3, of which 2 on',
      'Lists       1 with 1,234,656 prefixes',
      'Default     in pass, out pass',
      '',
    ]);
  });

  it('says what is out of the ordinary', () => {
    const text = statusText(
      snapshot(
        { saved: false, trial: { what: 'default in drop', endsAt: NOW_MS + 5_000 } },
        {
          enforcing: false,
          engine: { ...SNAPSHOT.engine, recording: { packets: 1, durationMs: 1 } },
          notices: [{ id: 1, timeMs: 0, code: 'internal', message: `A${ESCAPE}`, remedy: 'B' }],
        },
      ),
      NOW_MS,
    );
    expect(text).toMatch(/^Locked +a recording is played/m);
    expect(text).toMatch(/^On trial +default in drop, taken back in 5 s/m);
    expect(text).toMatch(/^Panic +everything passes/m);
    // A trial is not on disk before it is kept, which is no cause for alarm.
    expect(text).not.toMatch(/^Unsaved/m);
    expect(statusText(snapshot({ saved: false }), NOW_MS)).toMatch(/^Unsaved/m);
    expect(text).toMatch(/^Notice +A\?\[2J\? B$/m);
    expect(text).not.toContain('\u001b');
  });

  it('is whole for programs', () => {
    const unable = { code: 'missing-object', message: 'No.', remedy: 'Build it.' } as const;
    expect(statusObject(snapshot({}, { attachments: [ETH0] }))).toMatchObject({
      filtering: true,
      recording: false,
      enforcing: true,
      attachments: [{ interface: 'eth0', counters: { drop: { packets: 5 } } }],
      rules: { total: 3, enabled: 2, saved: true },
    });
    expect(statusObject(snapshot({}, { engine: { ...SNAPSHOT.engine, unable } }))).toMatchObject({
      filtering: false,
      unable,
    });
  });
});

it('lets nobody steer the terminal, nor a long cell push other rows about', () => {
  const text = tableText(
    [{ heading: 'A' }, { heading: 'B' }],
    [
      [`x${ESCAPE}\r\n`, '1'],
      ['y'.repeat(100), '2'],
    ],
  );
  const [head, first, second] = text.split('\n');
  expect(head).toHaveLength(60 + 2 + 1);
  expect(first).toBe(`${'x?[2J???'.padEnd(60)}  1`);
  expect(second).toBe(`${'y'.repeat(100)}  2`);
});

it.each([
  [0, '0 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [3_600_000, '1 h'],
  [172_800_000, '2 d'],
  // A clock that was set back.
  [-5_000, '0 s'],
])('says %i ms as %s', (milliseconds, text) => {
  expect(agoText(NOW_MS - milliseconds, NOW_MS)).toBe(`${text} ago`);
  expect(aheadText(NOW_MS + milliseconds, NOW_MS)).toBe(`in ${text}`);
});
