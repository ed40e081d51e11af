import { describe, expect, it } from 'vitest';
import type { Criterion, Match } from '../../../../electron/contract/language/criterion.ts';
import {
  parseDirectedMatch,
  parseMatch,
  parseRuleLine,
  parseStatement,
} from '../../../../electron/contract/language/parse.ts';
import {
  printMatch,
  printRuleLine,
  printStatement,
} from '../../../../electron/contract/language/print.ts';
import { expectOk } from '../../../support/expect-ok.ts';

const TCP: Criterion = { field: 'protocol', values: ['tcp'] };
const ICMP: Criterion = { field: 'protocol', values: ['icmp'] };
const ICMPV6: Criterion = { field: 'protocol', values: ['icmpv6'] };
const one = (value: number) => ({ low: value, high: value });
const prefix = (address: string, bits: number) => ({ address, bits });

/** Canonical text, and what it says. */
const CRITERIA: readonly (readonly [string, readonly object[]])[] = [
  ['any', []],
  ['tcp', [TCP]],
  ['udp', [{ field: 'protocol', values: ['udp'] }]],
  ['icmp', [ICMP]],
  ['icmpv6', [ICMPV6]],
  ['arp', [{ field: 'protocol', values: ['arp'] }]],
  ['igmp', [{ field: 'protocol', values: ['igmp'] }]],
  ['sctp', [{ field: 'protocol', values: ['sctp'] }]],
  ['gre', [{ field: 'protocol', values: ['gre'] }]],
  ['esp', [{ field: 'protocol', values: ['esp'] }]],
  ['ah', [{ field: 'protocol', values: ['ah'] }]],
  ['ip', [{ field: 'protocol', values: ['ip'] }]],
  ['ip6', [{ field: 'protocol', values: ['ip6'] }]],
  ['proto tcp, 89', [{ field: 'protocol', values: ['tcp', 89] }]],
  ['proto 1', [{ field: 'protocol', values: [1] }]],
  ['not tcp', [{ ...TCP, not: true }]],
  ['not proto tcp, udp', [{ field: 'protocol', values: ['tcp', 'udp'], not: true }]],
  ['src 192.0.2.1', [{ field: 'src', prefixes: [prefix('192.0.2.1', 32)] }]],
  ['dst 2001:db8::1', [{ field: 'dst', prefixes: [prefix('2001:db8::1', 128)] }]],
  ['remote 2001:db8:bad::/48', [{ field: 'remote', prefixes: [prefix('2001:db8:bad::', 48)] }]],
  ['local ::ffff:c000:201', [{ field: 'local', prefixes: [prefix('::ffff:c000:201', 128)] }]],
  ['host 0.0.0.0/0, ::/0', [{ field: 'host', prefixes: [prefix('0.0.0.0', 0), prefix('::', 0)] }]],
  ['src list drop-list, other-list', [{ field: 'src', lists: ['drop-list', 'other-list'] }]],
  ['not dst list mine', [{ field: 'dst', lists: ['mine'], not: true }]],
  ['sport 53', [{ field: 'sport', ranges: [one(53)] }]],
  ['dport 22, 8000-9000', [{ field: 'dport', ranges: [one(22), { low: 8000, high: 9000 }] }]],
  ['port 0-65535', [{ field: 'port', ranges: [{ low: 0, high: 65_535 }] }]],
  ['tcp flags syn', [TCP, { field: 'flags', patterns: [{ set: 0x02, clear: 0 }] }]],
  [
    'flags syn+!ack, rst',
    [
      {
        field: 'flags',
        patterns: [
          { set: 0x02, clear: 0x10 },
          { set: 0x04, clear: 0 },
        ],
      },
    ],
  ],
  ['flags fin+psh+urg+ece+cwr', [{ field: 'flags', patterns: [{ set: 0xe9, clear: 0 }] }]],
  ['flags none', [{ field: 'flags', patterns: [{ set: 0, clear: 0xff }] }]],
  ['flags any', [{ field: 'flags', patterns: [{ set: 0, clear: 0 }] }]],
  ['icmp type echo-request', [ICMP, { field: 'icmp-type', ranges: [one(8)] }]],
  ['icmpv6 type echo-request', [ICMPV6, { field: 'icmp-type', ranges: [one(128)] }]],
  ['icmp type echo-reply, 200', [ICMP, { field: 'icmp-type', ranges: [one(0), one(200)] }]],
  ['icmpv6 type 133-137', [ICMPV6, { field: 'icmp-type', ranges: [{ low: 133, high: 137 }] }]],
  [
    'type 8 code 0',
    [
      { field: 'icmp-type', ranges: [one(8)] },
      { field: 'icmp-code', ranges: [one(0)] },
    ],
  ],
  [
    'arp op request',
    [
      { field: 'protocol', values: ['arp'] },
      { field: 'arp-op', ranges: [one(1)] },
    ],
  ],
  ['op reply, 8', [{ field: 'arp-op', ranges: [one(2), one(8)] }]],
  ['ether src 02:42:ac:11:00:02', [{ field: 'ether-src', macs: ['02:42:ac:11:00:02'] }]],
  ['ether dst ff:ff:ff:ff:ff:ff', [{ field: 'ether-dst', macs: ['ff:ff:ff:ff:ff:ff'] }]],
  ['ether type 0x88cc', [{ field: 'ether-type', ranges: [one(0x88cc)] }]],
  ['ether type 0x0000-0x05dc', [{ field: 'ether-type', ranges: [{ low: 0, high: 0x5dc }] }]],
  ['vlan 100, 4095', [{ field: 'vlan', ranges: [one(100), one(4095)] }]],
  ['len 1200-65535', [{ field: 'length', ranges: [{ low: 1200, high: 65_535 }] }]],
  ['ttl 1-5', [{ field: 'ttl', ranges: [{ low: 1, high: 5 }] }]],
  ['fragment later', [{ field: 'fragment', kinds: ['later'] }]],
  ['fragment first, later', [{ field: 'fragment', kinds: ['first', 'later'] }]],
  ['iface eth1', [{ field: 'interface', names: ['eth1'] }]],
  ['iface Eth-1.100, wlan0', [{ field: 'interface', names: ['Eth-1.100', 'wlan0'] }]],
  ['established', [{ field: 'established' }]],
  ['not malformed', [{ field: 'malformed', not: true }]],
];

describe('a criterion', () => {
  it.each(CRITERIA)('%s is read, and printed as it was', (text, match) => {
    const read = expectOk(parseMatch(text));
    expect(read).toEqual(match);
    expect(printMatch(read)).toBe(text);
  });
});

/** What people write, and what it says. */
const SPELLINGS: readonly (readonly [string, string])[] = [
  ['TCP DPORT 22', 'tcp dport 22'],
  ['tcp, udp dport 53', 'proto tcp, udp dport 53'],
  ['protocol TCP', 'tcp'],
  ['proto 6', 'tcp'],
  ['proto 50, 51, 2, 47, 132, 17', 'proto ah, esp, gre, igmp, sctp, udp'],
  ['proto 58, icmpv6', 'proto 58'],
  ['proto ip, icmp, icmpv6', 'proto icmpv6, ip'],
  ['ip4', 'ip'],
  ['ipv6', 'ip6'],
  ['icmp6', 'icmpv6'],
  ['source 192.0.2.1 destination 192.0.2.2', 'src 192.0.2.1 dst 192.0.2.2'],
  ['from 192.0.2.1 to 192.0.2.2', 'src 192.0.2.1 dst 192.0.2.2'],
  ['src feed drop-list', 'src list drop-list'],
  ['src 2001:DB8:0:0::1', 'src 2001:db8::1'],
  ['src ::ffff:192.0.2.1', 'src ::ffff:c000:201'],
  ['src 192.0.2.1/32', 'src 192.0.2.1'],
  ['src 198.51.100.7,192.0.2.1 , 2001:db8::1', 'src 192.0.2.1, 198.51.100.7, 2001:db8::1'],
  ['src 192.0.2.7, 192.0.2.0/24, 192.0.2.0/25', 'src 192.0.2.0/24'],
  ['src 10.0.0.0/9, 10.128.0.0/9', 'src 10.0.0.0/9, 10.128.0.0/9'],
  ['dport 22, 22, 21', 'dport 21-22'],
  ['dport 10-20, 15-30, 31, 40', 'dport 10-31, 40'],
  ['dport ssh, https, DNS', 'dport 22, 53, 443'],
  ['flags syn, syn+ack', 'flags syn'],
  ['flags ack+syn+!fin', 'flags syn+ack+!fin'],
  ['type neighbor-solicitation icmpv6', 'icmpv6 type neighbour-solicitation'],
  ['icmp type unreachable', 'icmp type destination-unreachable'],
  ['icmp type 8', 'icmp type echo-request'],
  ['icmp icmp-type echo-reply icmp-code 0', 'icmp type echo-reply code 0'],
  ['arp operation 1', 'arp op request'],
  ['ether src 02-42-AC-11-00-02', 'ether src 02:42:ac:11:00:02'],
  ['ether type 2054', 'ether type 0x0806'],
  ['ether type 0X88CC', 'ether type 0x88cc'],
  ['interface eth0, eth0', 'iface eth0'],
  ['dev eth0', 'iface eth0'],
  ['length 100', 'len 100'],
  ['hop-limit 255', 'ttl 255'],
  ['frag later', 'fragment later'],
  ['dport 22 tcp src 192.0.2.1', 'tcp src 192.0.2.1 dport 22'],
  ['not src 10.0.0.0/8 proto tcp, udp', 'proto tcp, udp not src 10.0.0.0/8'],
  ['tcp tcp dport 22 dport 22', 'tcp dport 22'],
  ['not dport 23 dport 22-24', 'dport 22-24 not dport 23'],
  ['host 192.0.2.2 host 192.0.2.1', 'host 192.0.2.1 host 192.0.2.2'],
  ['port 53 port 1024-65535', 'port 1024-65535 port 53'],
];

describe('a spelling', () => {
  it.each(SPELLINGS)('%s is printed as: %s', (text, canonical) => {
    expect(printMatch(expectOk(parseMatch(text)))).toBe(canonical);
  });

  it('may be chosen by an order of criteria, and says the same', () => {
    const texts = [
      'tcp iface eth0 src 192.0.2.1 dport 22',
      'dport 22 src 192.0.2.1 iface eth0 tcp',
    ];
    const [left, right] = texts.map((text) => expectOk(parseMatch(text)));
    expect(left).toEqual(right);
  });
});

describe('a statement', () => {
  it.each([
    ['drop src 203.0.113.0/24', 'drop', 'in'],
    ['drop both remote 2001:db8:bad::/48', 'drop', 'both'],
    ['pass out tcp dport 22', 'pass', 'out'],
    ['count tcp flags syn', 'count', 'in'],
    ['drop any', 'drop', 'in'],
  ])('%s', (text, kind, direction) => {
    const statement = expectOk(parseStatement(text));
    expect(statement).toMatchObject({ verdict: { kind }, direction });
    expect(printStatement(statement)).toBe(text);
  });

  it.each([
    [
      'limit 100/s burst 200 per source udp',
      100,
      's',
      200,
      true,
      'limit 100/s burst 200 per source udp',
    ],
    ['limit 5/min udp', 5, 'min', 5, false, 'limit 5/min burst 5 udp'],
    ['limit 20/hour per src udp', 20, 'h', 20, true, 'limit 20/h burst 20 per source udp'],
    ['limit 5/second per source burst 9 udp', 5, 's', 9, true, 'limit 5/s burst 9 per source udp'],
    [
      'limit 10000000/s udp',
      10_000_000,
      's',
      1_000_000,
      false,
      'limit 10000000/s burst 1000000 udp',
    ],
  ])('%s', (text, rate, unit, burst, perSource, canonical) => {
    const statement = expectOk(parseStatement(text));
    expect(statement.verdict).toEqual({ kind: 'limit', rate, unit, burst, perSource });
    expect(printStatement(statement)).toBe(canonical);
  });

  it('may have its direction anywhere', () => {
    expect(printStatement(expectOk(parseStatement('drop tcp out dport 22')))).toBe(
      'drop out tcp dport 22',
    );
    expect(printStatement(expectOk(parseStatement('drop in tcp')))).toBe('drop tcp');
  });
});

describe('a line', () => {
  it.each([
    ['drop icmp', { enabled: true }],
    ['off drop icmp', { enabled: false }],
    ['drop icmp for 1h30m', { lifetime: { forSeconds: 5400 } }],
    ['drop icmp for 1d1s', { lifetime: { forSeconds: 86_401 } }],
    ['drop icmp until restart', { lifetime: { until: 'restart' } }],
    ['drop icmp until 2026-11-21T18:00:00Z', { lifetime: { until: Date.UTC(2026, 10, 21, 18) } }],
    ['drop icmp # pings', { name: 'pings' }],
    ['off drop out icmp for 5m # no #1, drop tcp', { enabled: false, name: 'no #1, drop tcp' }],
  ])('%s', (text, parts) => {
    const line = expectOk(parseRuleLine(text));
    expect(line).toMatchObject(parts);
    expect(printRuleLine(line)).toBe(text);
  });

  it.each([
    ['drop icmp for 90s', 'drop icmp for 1m30s'],
    ['drop icmp for 3600s', 'drop icmp for 1h'],
    ['drop for 1h icmp', 'drop icmp for 1h'],
    ['drop icmp until REBOOT', 'drop icmp until restart'],
    ['drop icmp until 2026-11-21t18:00z', 'drop icmp until 2026-11-21T18:00:00Z'],
    ['drop icmp until 2026-11-21T18:00:00+02:00', 'drop icmp until 2026-11-21T16:00:00Z'],
    ['drop icmp until 2026-11-21T18:00:00-00:30', 'drop icmp until 2026-11-21T18:30:00Z'],
    ['  drop   icmp   #   pings  ', 'drop icmp # pings'],
    ['drop icmp #', 'drop icmp'],
    ['drop tcp dport 22#ssh', 'drop tcp dport 22 # ssh'],
  ])('%s is printed as: %s', (text, canonical) => {
    expect(printRuleLine(expectOk(parseRuleLine(text)))).toBe(canonical);
  });
});

describe('a match with a direction', () => {
  it.each([
    ['out remote 192.0.2.1', 'out', 'remote 192.0.2.1'],
    ['tcp dport 22', undefined, 'tcp dport 22'],
    ['both any', 'both', 'any'],
  ])('%s', (text, direction, match) => {
    const read = expectOk(parseDirectedMatch(text));
    expect(read.direction).toBe(direction);
    expect(printMatch(read.match as Match)).toBe(match);
  });
});
