import { describe, expect, it } from 'vitest';
import { addToFilter } from '../../../../../electron/contract/language/filter/add-to-filter.ts';
import { expectedInFilter } from '../../../../../electron/contract/language/filter/expected-in-filter.ts';
import { parseFilter } from '../../../../../electron/contract/language/filter/parse-filter.ts';
import { printFilter } from '../../../../../electron/contract/language/filter/print-filter.ts';
import { rulesOfFilter } from '../../../../../electron/contract/language/filter/rules-of-filter.ts';
import {
  hasText,
  type TextPattern,
  textPattern,
} from '../../../../../electron/contract/language/filter/text-pattern.ts';
import { printMatch } from '../../../../../electron/contract/language/print.ts';
import { expectOk } from '../../../../support/expect-ok.ts';

const filter = (text: string) => expectOk(parseFilter(text));

describe('adding to a filter', () => {
  it.each([
    ['tcp', 'src 192.0.2.1', 'tcp and src 192.0.2.1'],
    ['tcp or udp', 'in', '(tcp or udp) and in'],
    ['tcp', 'tcp', 'tcp'],
    // What no packet can be at once widens the filter.
    ['src 192.0.2.1 and tcp', 'src 192.0.2.2', 'src 192.0.2.1, 192.0.2.2 and tcp'],
    ['tcp', 'udp', 'proto tcp, udp'],
    ['verdict drop', 'verdict pass', 'verdict pass'],
    ['rule 1', 'rule 2', 'rule 1, 2'],
    // Both ends of a conversation can be asked for.
    ['host 192.0.2.1', 'host 192.0.2.2', 'host 192.0.2.1 and host 192.0.2.2'],
    ['not tcp and in', 'tcp', 'tcp and in'],
    ['src list friends', 'src 192.0.2.1', 'src list friends and src 192.0.2.1'],
    ['remote country de', 'remote country fr', 'remote country de, fr'],
    ['country de', 'country fr', 'country de and country fr'],
    ['any', 'tcp', 'tcp'],
  ])('%s + %s', (text, added, both) => {
    expect(printFilter(addToFilter(filter(text), filter(added)))).toBe(both);
  });
});

describe('rules of a filter', () => {
  const rules = (text: string) => {
    const made = rulesOfFilter(filter(text));
    if ('why' in made) return made.why;
    return made.matches.map(({ direction, match }) => `${direction} ${printMatch(match)}`);
  };

  it.each([
    ['tcp dport 22', ['both tcp dport 22']],
    ['in and src 192.0.2.0/24', ['in src 192.0.2.0/24']],
    ['not in', ['out any']],
    ['tcp or udp', ['both proto tcp, udp']],
    ['in and (dport 22 or dport 80) and tcp', ['in tcp dport 22, 80']],
    ['(tcp dport 22 or udp dport 53) and in', ['in tcp dport 22', 'in udp dport 53']],
    ['not (tcp or udp)', ['both not tcp not udp']],
    ['not (tcp and dport 22)', ['both not tcp', 'both not dport 22']],
    ['any', ['both any']],
  ])('%s', (text, expected) => expect(rules(text)).toEqual(expected));

  it.each([
    ['verdict drop and tcp', 'A rule decides what becomes of a packet, so it cannot ask for it.'],
    ['tcp or not rule 3', 'A rule cannot ask which rule decided.'],
    ['name example.org', 'Rules know addresses, not names.'],
    ['tcp and not src country de', 'Rules know addresses, not countries.'],
    ['text "x"', 'Rules look at headers, not at the bytes that follow them.'],
    ['in and out', 'No packet can match it.'],
  ])('%s', (text, why) => expect(rules(text)).toBe(why));

  it('are never more than a few', () => {
    const pairs = (from: number) =>
      Array.from({ length: 6 }, (_, n) => `(dport ${from + n} and ttl ${n})`).join(' or ');
    expect(rules(`(${pairs(1)}) and not (${pairs(9)})`)).toMatch(/more than 8 rules/);
  });
});

describe('the words that may stand at the cursor of a filter', () => {
  it.each([
    ['s', ['src', 'sport', 'sctp']],
    ['tcp a', ['arp', 'ah', 'any', 'and']],
    ['tcp and not (e', ['esp', 'ether', 'established']],
    ['verdict ', ['drop', 'pass']],
    ['not src ', ['list', 'country']],
    ['dst c', ['country']],
    ['src country v', ['va', 'vc', 've', 'vg', 'vi', 'vn', 'vu']],
    ['tcp c', ['country', 'code']],
    ['icmp type ech', ['echo-reply', 'echo-request']],
    ['icmp and type ech', ['echo-reply', 'echo-request']],
    ['text "a', []],
    ['nonsense a', []],
  ])('%s', (text, words) => {
    expect([...expectedInFilter(text, text.length + 1)].sort()).toEqual([...words].sort());
  });
});

describe('text in the bytes of a packet', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  it.each([
    ['get /', 'GET / HTTP/1.1', true],
    ['1.1', 'GET / HTTP/1.1', true],
    ['2.0', 'GET / HTTP/1.1', false],
    ['größe', 'Große', false],
    ['Größe', 'in der Größe', true],
    ['\\x2f\\x20', 'GET / HTTP', true],
    ['\\x67', 'GET', false],
    ['a\\r\\n', 'A\r\n', true],
    ['aab', 'aaab', true],
    ['long', 'lo', false],
  ])('%s in %s: %s', (text, packet, isThere) => {
    expect(hasText(textPattern(text) as TextPattern, bytes(packet))).toBe(isThere);
  });
});
