import { describe, expect, it } from 'vitest';
import type { LanguageError } from '../../../../electron/contract/language/language-error.ts';
import {
  parseDirectedMatch,
  parseMatch,
  parseRuleLine,
  parseStatement,
} from '../../../../electron/contract/language/parse.ts';
import type { Result } from '../../../../electron/contract/result.ts';

function failureOf(result: Result<unknown>) {
  if (result.ok) throw new Error(`it was understood: ${JSON.stringify(result.value)}`);
  return { ...result.error, at: JSON.parse(result.error.details ?? '') as LanguageError };
}

/** The line; what is underlined; a part of what the user reads; the code unless it is bad-rule. */
const ERRORS: readonly (readonly [string, string, string, string?])[] = [
  // Verdicts.
  ['', '', 'There is no rule here. Begin with drop, pass, limit or count.'],
  ['   ', ' ', 'There is no rule here.'],
  ['# only a name', '#', 'There is no rule here.'],
  ['reject tcp', 'reject', 'There is no verdict "reject". Write drop.'],
  ['deny tcp', 'deny', 'Write drop.'],
  ['block tcp', 'block', 'Write drop.'],
  ['allow tcp', 'allow', 'Write pass.'],
  ['accept tcp', 'accept', 'Write pass.'],
  ['tcp dport 22', 'tcp', 'The verdict is missing.'],
  ['not tcp', 'not', 'The verdict is missing.'],
  ['drpo tcp', 'drpo', '"drpo" is not a verdict.'],
  ['off', '', 'There is no rule here.'],
  ['off off drop tcp', 'off', '"off" is not a verdict.'],
  ['default in drop', 'default', 'A default is not a rule.'],
  ['drop tcp pass', 'pass', '"pass" is a second verdict. Give each rule a line of its own.'],
  ['drop tcp allow', 'allow', 'second verdict'],
  // Limits.
  ['limit tcp', 'tcp', '"tcp" is not a rate.'],
  ['limit', '', '"limit" needs a rate.'],
  ['limit 100 tcp', '100', 'such as 100/s'],
  ['limit 1,000/s tcp', '1', '"1" is not a rate.'],
  ['limit 5/day tcp', '5/day', 'is not a rate.'],
  ['limit 0/s tcp', '0/s', 'A rate is from 1 to 10000000.'],
  ['limit 10000001/s tcp', '10000001/s', 'A rate is from 1 to 10000000.'],
  ['limit 5/s burst tcp', 'tcp', '"tcp" is not a burst.'],
  ['limit 5/s burst', '', '"burst" needs a number'],
  ['limit 5/s burst 0 tcp', '0', 'from 1 to 1000000'],
  ['limit 5/s burst 1000001 tcp', '1000001', 'from 1 to 1000000'],
  ['limit 1/h burst 8761 tcp', '8761', 'Write a burst of at most 8760'],
  ['limit 5/s per tcp', 'tcp', '"per" needs "source".'],
  ['limit 5/s burst 5 burst 6 tcp', 'burst', '"burst" is not a criterion.'],
  // Structure.
  ['drop', '', 'The rule does not say what to match.'],
  ['drop in', '', 'The rule does not say what to match.'],
  ['drop for 1h', '', 'The rule does not say what to match.'],
  ['drop in out tcp', 'out', 'The rule has a direction already. Write "both"'],
  ['drop any tcp', 'any', '"any" stands alone'],
  ['drop tcp any', 'any', '"any" stands alone'],
  ['drop not any', 'any', '"any" is not a criterion.'],
  ['drop not', '', 'Something to match is missing.'],
  ['drop not not tcp', 'not', 'One "not" is enough.'],
  ['drop not in tcp', 'in', '"in" is not a criterion.'],
  ['drop , tcp', ',', 'A comma cannot stand here.'],
  ['drop tcp dport 22,, 23', ',', 'A value is missing at the comma.'],
  ['drop tcp dport 22,', '', 'A value is missing at the comma.'],
  ['drop tcp dport , 22', ',', '"dport" needs a port.'],
  ['drop tcp,', '', 'A value is missing at the comma. Write another protocol'],
  [
    'drop tcp dprt 22',
    'dprt',
    '"dprt" is not a criterion. Expected a word such as dport, sport, port',
  ],
  [
    'drop tcp dport 22 80',
    '80',
    'Put a comma between values, or say what it is, such as dport 80.',
  ],
  ['drop tcp 192.0.2.1', '192.0.2.1', 'such as src 192.0.2.1.'],
  ['drop constructor', 'constructor', '"constructor" is not a criterion.'],
  ['drop __proto__ 1', '__proto__', 'is not a criterion.'],
  // Lifetimes and names.
  ['drop tcp for', '', '"for" needs a time.'],
  ['drop tcp for ever', 'ever', '"ever" is not a time.'],
  ['drop tcp for 1m1h', '1m1h', 'is not a time. Write days, hours'],
  ['drop tcp for 0s', '0s', 'no time at all'],
  ['drop tcp for 3651d', '3651d', 'more than 10 years'],
  ['drop tcp for 1h for 2h', 'for', 'The rule has a lifetime already.'],
  ['drop tcp until', '', '"until" needs a time, or "restart".'],
  ['drop tcp until tomorrow', 'tomorrow', '"tomorrow" is not a time.'],
  ['drop tcp until 2026-02-30T00:00:00Z', '2026-02-30T00:00:00Z', 'is not a time.'],
  ['drop tcp until 2026-13-01T00:00:00Z', '2026-13-01T00:00:00Z', 'is not a time.'],
  ['drop tcp until 2026-11-21T24:00:00Z', '2026-11-21T24:00:00Z', 'is not a time.'],
  ['drop tcp until 2026-11-21T18:00:00', '2026-11-21T18:00:00', 'is not a time.'],
  ['drop tcp until 1969-12-31T23:59:59Z', '1969-12-31T23:59:59Z', 'is not a time.'],
  [`drop tcp # ${'n'.repeat(81)}`, 'n'.repeat(81), 'The name is longer than 80 characters.'],
  ['drop tcp # a\u0007b', 'a\u0007b', 'The name is not one line of text.'],
  // Protocols.
  ['drop proto', '', '"proto" needs a protocol.'],
  ['drop proto 256', '256', '"256" is not a protocol.'],
  ['drop proto tpc', 'tpc', '"tpc" is not a protocol.'],
  // Addresses.
  ['drop src', '', '"src" needs an address, a prefix or a list.', 'bad-rule'],
  ['drop src 203.0.113.5/24', '203.0.113.5/24', 'Write 203.0.113.0/24', 'bad-address'],
  ['drop src 2001:db8::1/64', '2001:db8::1/64', 'Write 2001:db8::/64', 'bad-address'],
  ['drop src 203.0.113.0/33', '203.0.113.0/33', 'from 0 to 32', 'bad-address'],
  ['drop src 2001:db8::/129', '2001:db8::/129', 'from 0 to 128', 'bad-address'],
  ['drop src 203.0.113.0/', '203.0.113.0/', 'is not the length of a prefix', 'bad-address'],
  ['drop src 10.0.0.0/255.0.0.0', '10.0.0.0/255.0.0.0', 'Write 10.0.0.0/8.', 'bad-address'],
  ['drop src 10.0.0.0/255.0.255.0', '10.0.0.0/255.0.255.0', 'from 0 to 32', 'bad-address'],
  ['drop src 10.0.0.1-10.0.0.9', '10.0.0.1-10.0.0.9', 'put the range into a list', 'bad-address'],
  ['drop src 2001:db8::1-2001:db8::9', '2001:db8::1-2001:db8::9', 'is a range', 'bad-address'],
  ['drop src fe80::1%eth0', 'fe80::1%eth0', 'carries an interface zone', 'bad-address'],
  ['drop src example.com', 'example.com', '"example.com" is not an IP address.', 'bad-address'],
  ['drop src drop-list', 'drop-list', 'Write list drop-list if it is a list, else', 'bad-address'],
  ['drop src example.com', 'example.com', 'Write an address or a prefix, such', 'bad-address'],
  ['drop src 192.0.2', '192.0.2', 'is not an IP address', 'bad-address'],
  ['drop src 192.0.2.256', '192.0.2.256', 'is not an IP address', 'bad-address'],
  ['drop src 02:42:ac:11:00:02', '02:42:ac:11:00:02', 'Write ether src', 'bad-address'],
  [`drop src ${'1:'.repeat(60)}`, '1:'.repeat(60), 'is not an IP address', 'bad-address'],
  ['drop src list', '', '"list" needs the name of a list.'],
  ['drop src list Bad!', 'Bad!', '"Bad!" is not the name of a list.'],
  ['drop src 192.0.2.1, list a', 'list', 'cannot share one criterion'],
  // Numbers.
  ['drop tcp dport http-alt', 'http-alt', '"http-alt" is not a port.', 'bad-port'],
  ['drop tcp dport 65536', '65536', 'A port is a number from 0 to 65535.', 'bad-port'],
  ['drop tcp dport 99999999', '99999999', 'is not a port.', 'bad-port'],
  ['drop tcp dport 90-80', '90-80', 'runs from high to low. Write 80-90.', 'bad-port'],
  ['drop tcp dport 80-', '80-', 'is not a port.', 'bad-port'],
  ['drop tcp dport -1', '-1', 'is not a port.', 'bad-port'],
  ['drop vlan 4096', '4096', 'A VLAN id is a number from 0 to 4095.'],
  ['drop vlan x', 'x', '"x" is not a VLAN id.'],
  ['drop len 65536', '65536', 'from 0 to 65535'],
  ['drop ttl 256', '256', 'from 0 to 255'],
  ['drop icmp type 256', '256', 'An ICMP type is a number from 0 to 255.'],
  ['drop icmp code 256', '256', 'from 0 to 255'],
  ['drop arp op ask', 'ask', '"ask" is not an ARP operation.'],
  ['drop ether type lldp', 'lldp', 'such as 0x88cc'],
  ['drop ether type 0x12345', '0x12345', 'is not an EtherType'],
  ['drop ether type 0x0900-0x0800', '0x0900-0x0800', 'runs from high to low'],
  [
    'drop ether 02:42:ac:11:00:02',
    '02:42:ac:11:00:02',
    'Write ether src, ether dst or ether type.',
  ],
  ['drop ether', '', '"ether" needs src, dst or type.'],
  ['drop ether src 02:42:ac:11:00', '02:42:ac:11:00', 'is not a MAC address', 'bad-address'],
  ['drop ether src 02:42-ac:11:00:02', '02:42-ac:11:00:02', 'is not a MAC address', 'bad-address'],
  // Words.
  ['drop fragment middle', 'middle', 'Expected first, later.'],
  ['drop iface', '', '"iface" needs the name of an interface.'],
  ['drop iface eth0/1', 'eth0/1', 'is not the name of an interface'],
  ['drop iface abcdefghijklmnop', 'abcdefghijklmnop', 'up to 15 characters'],
  ['drop tcp flags sny', 'sny', '"sny" is not a pattern of TCP flags.'],
  ['drop tcp flags syn+', 'syn+', 'is not a pattern'],
  ['drop tcp flags syn+none', 'syn+none', 'is not a pattern'],
  ['drop tcp flags syn+!syn', 'syn+!syn', 'both set and clear'],
  ['drop type echo-request', 'echo-request', 'Write icmp or icmpv6 in front of "type".'],
  ['drop type packet-too-big', 'packet-too-big', 'Write icmpv6 in front of "type".'],
  ['drop icmp type echo-requst', 'echo-requst', 'such as echo-request'],
  ['drop icmp type packet-too-big', 'packet-too-big', 'is not a type of icmp.'],
  // What no packet can be.
  ['drop tcp udp', 'udp', 'No packet is "tcp" and "udp" at once.'],
  ['drop tcp not tcp', 'not tcp', 'No packet is "tcp" and "not tcp" at once.'],
  ['drop ip proto icmpv6, ip6', 'proto icmpv6, ip6', 'No packet is "ip" and'],
  ['drop icmp dport 22', 'dport 22', 'Only tcp, udp and sctp have ports, not "icmp".', 'bad-port'],
  ['drop dport 22 icmp', 'dport 22', 'not "icmp".', 'bad-port'],
  ['drop not proto tcp, udp, sctp port 53', 'port 53', 'have ports', 'bad-port'],
  ['drop udp flags syn', 'flags syn', 'Only tcp has flags, not "udp".'],
  ['drop tcp type 8', 'type 8', 'Only icmp and icmpv6 have types, not "tcp".'],
  ['drop tcp code 0', 'code 0', 'have codes'],
  ['drop ip op request', 'op request', 'Only arp has operations'],
  ['drop arp ttl 1', 'ttl 1', 'Only IP packets have a time to live'],
  ['drop arp fragment first', 'fragment first', 'Only IP packets have fragments'],
  ['drop icmp src 2001:db8::1', 'src 2001:db8::1', 'IPv4 and IPv6 addresses never share'],
  ['drop src 192.0.2.1 dst 2001:db8::1', 'dst 2001:db8::1', 'together with "src 192.0.2.1"'],
  ['drop ether type 0x0806 tcp', 'ether type 0x0806', 'together with "tcp"'],
  ['drop dport 22 dport 23', 'dport 23', 'can never hold together'],
  ['drop dport 1-9 not dport 1-4 not dport 5-9', 'not dport 5-9', 'leaves nothing'],
  ['drop src 10.0.0.0/8 src 11.0.0.0/8', 'src 11.0.0.0/8', 'can never hold together'],
  ['drop src 10.1.0.0/16 not src 10.0.0.0/8', 'not src 10.0.0.0/8', 'leaves nothing'],
  ['drop in remote 192.0.2.1 src 192.0.2.2', 'src 192.0.2.2', 'can never hold together'],
  ['drop out remote 192.0.2.1 dst 192.0.2.2', 'dst 192.0.2.2', 'can never hold together'],
  ['drop flags syn flags !syn', 'flags !syn', 'can never hold together'],
  ['drop fragment first fragment later', 'fragment later', 'can never hold together'],
  ['drop fragment later dport 22', 'dport 22', 'later fragments carry no transport header'],
  ['drop iface eth0 iface eth1', 'iface eth1', 'can never hold together'],
  ['drop iface eth0 not iface eth0', 'not iface eth0', 'leaves nothing'],
  ['drop not len 0-65535', 'not len 0-65535', 'leaves nothing'],
  [
    'drop ether src 02:00:00:00:00:01 ether src 02:00:00:00:00:02',
    'ether src 02:00:00:00:00:02',
    'can never hold together',
  ],
  ['drop established not established', 'not established', 'leaves nothing'],
  ['drop not src list a src list a', 'not src list a', 'leaves nothing'],
  ['drop port 22 not port 22', 'not port 22', 'leaves nothing'],
];

describe('what cannot be read as a line', () => {
  const ROWS = ERRORS.map(
    ([line, underlined, sentence, code = 'bad-rule']) =>
      [line, underlined, sentence, code] as const,
  );

  it.each(ROWS)('%s: "%s", %s, %s', (line, underlined, sentence, code) => {
    const { at, message, remedy, code: given } = failureOf(parseRuleLine(line));
    const marked = line.slice(at.column - 1, at.column - 1 + at.length);
    expect(`${at.message} ${at.remedy}`).toContain(sentence);
    expect(marked).toBe(underlined);
    expect(message).toBe(`Column ${at.column}: ${at.message}`);
    expect(remedy).toBe(at.remedy);
    expect(given).toBe(code);
    expect(at.line).toBe(1);
    expect(at.length).toBeGreaterThanOrEqual(1);
    expect(at.expected.length).toBeLessThanOrEqual(8);
  });

  it('names a place at the end of the line', () => {
    expect(failureOf(parseRuleLine('drop tcp dport')).at).toMatchObject({ column: 15, length: 1 });
    expect(failureOf(parseRuleLine('drop tcp dport   # web')).at.column).toBe(15);
  });

  it('offers the likeliest words first', () => {
    expect(failureOf(parseRuleLine('drop tcp dprt 22')).at.expected.slice(0, 2)).toEqual([
      'dport',
      'sport',
    ]);
    expect(failureOf(parseRuleLine('drop estblished')).at.expected[0]).toBe('established');
    expect(failureOf(parseRuleLine('psas tcp')).at.expected[0]).toBe('pass');
    expect(failureOf(parseRuleLine('drop icmp type ehco-request')).at.expected[0]).toBe(
      'echo-request',
    );
    expect(failureOf(parseRuleLine('drop tcp dport htps')).at.expected[0]).toBe('https');
  });

  it('repeats what was typed on one line and cut', () => {
    const { message } = failureOf(parseRuleLine(`drop ${'\u0007x'.repeat(100)}`));
    expect(message).toBe(`Column 6: "${'?x'.repeat(20)}…" is not a criterion.`);
  });
});

describe('what belongs to a whole line', () => {
  it.each([
    ['off drop tcp', 'off', '"off" cannot stand here.'],
    ['drop tcp for 1h', 'for', 'A lifetime cannot stand here.'],
    ['drop tcp # web', 'web', 'A name behind # cannot stand here.'],
  ])('%s is no statement', (text, underlined, sentence) => {
    const { at } = failureOf(parseStatement(text));
    expect(at.message).toBe(sentence);
    expect(text.slice(at.column - 1, at.column - 1 + at.length)).toBe(underlined);
  });

  it.each([
    ['drop tcp', 'The verdict "drop" cannot stand here.'],
    ['in tcp', 'The direction "in" cannot stand here.'],
    ['tcp until restart', 'A lifetime cannot stand here.'],
    ['', 'There is nothing to match.'],
  ])('%s is no match', (text, sentence) => {
    expect(failureOf(parseMatch(text)).at.message).toBe(sentence);
  });

  it('is refused in a match with a direction', () => {
    expect(failureOf(parseDirectedMatch('out drop tcp')).at.message).toContain('"drop"');
    expect(failureOf(parseDirectedMatch('in out tcp')).at.column).toBe(4);
  });

  it('a match without a direction may be about either', () => {
    expect(parseMatch('src 192.0.2.1 remote 192.0.2.2').ok).toBe(true);
    expect(parseRuleLine('drop both src 192.0.2.1 remote 192.0.2.2').ok).toBe(true);
    expect(parseRuleLine('drop both src 192.0.2.1 remote 192.0.2.2 local 192.0.2.3').ok).toBe(
      false,
    );
  });
});
