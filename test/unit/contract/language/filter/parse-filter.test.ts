import { describe, expect, it } from 'vitest';
import { parseFilter } from '../../../../../electron/contract/language/filter/parse-filter.ts';
import { printFilter } from '../../../../../electron/contract/language/filter/print-filter.ts';
import type { LanguageError } from '../../../../../electron/contract/language/language-error.ts';
import { expectOk } from '../../../../support/expect-ok.ts';

function printed(text: string): string {
  return printFilter(expectOk(parseFilter(text)));
}

function errorIn(text: string): LanguageError {
  const parsed = parseFilter(text);
  if (parsed.ok) throw new Error(`${text} was read as ${printFilter(parsed.value)}`);
  return JSON.parse(parsed.error.details ?? '') as LanguageError;
}

describe('a filter', () => {
  it.each([
    ['tcp dport 22', 'tcp and dport 22'],
    ['any', 'any'],
    ['src 10.0.0.0/8 and dport 443 and verdict drop and not arp', undefined],
    ['iface eth0 and not port 5353, 1900', 'iface eth0 and not port 1900, 5353'],
    ['not (tcp or udp) text "GET /"', 'not (tcp or udp) and text "GET /"'],
    ['tcp or udp and in', 'tcp or udp and in'],
    ['(tcp or udp) and in', undefined],
    ['((tcp)) and (in and (dport 22))', 'tcp and in and dport 22'],
    ['not (dport 22)', 'not dport 22'],
    ['not (not dport 22)', 'dport 22'],
    ['tcp and tcp or tcp', 'tcp'],
    ['rule 7, default, "big pings"', undefined],
    ['rule built-in-igmp', 'rule "built-in-igmp"'],
    ['name example.org, "a \\"b\\""', undefined],
    ['name "or"', undefined],
    ['country DE, us, de', 'country de, us'],
    ['host country uk', 'country gb'],
    ['not src country de and dst country in, ne, to', undefined],
    ['from country lt or country "NE"', 'src country lt or country ne'],
    ['text "\\x16\\x03", "a\\\\b"', undefined],
    ['verdict dropped', 'verdict drop'],
    ['iface "and"', undefined],
    ['flags !syn, ack+!fin', 'flags !syn, ack+!fin'],
    ['icmp and (type echo-request or type 0)', 'icmp and (type echo-request or type echo-reply)'],
    ['type 8', undefined],
    ['192.0.2.1', 'host 192.0.2.1'],
    ['not 2001:db8::/32 and udp', 'not host 2001:db8::/32 and udp'],
  ])('%s', (text, canonical) => {
    if (text === 'iface "and"') {
      // Quoted, it is a name; printed as rules print it, which have no `and`.
      expect(expectOk(parseFilter(text))).toMatchObject({ criterion: { names: ['and'] } });
      return;
    }
    expect(printed(text)).toBe(canonical ?? text);
    expect(printed(printed(text))).toBe(printed(text));
  });
});

describe('what hands know from Wireshark and tcpdump', () => {
  it.each([
    ['tcp && !udp || arp', 'tcp and not udp or arp'],
    ['!(tcp or udp)', 'not (tcp or udp)'],
    ['ip.addr == 1.2.3.4', 'host 1.2.3.4'],
    ['ip.src!=1.2.3.4', 'not src 1.2.3.4'],
    ['ipv6.dst eq 2001:db8::1', 'dst 2001:db8::1'],
    ['tcp.port==443 or udp.dstport == 53', 'tcp and port 443 or udp and dport 53'],
    ['tcp.port in {80, 443, 8000..8100}', 'tcp and port 80, 443, 8000-8100'],
    ['tcp.flags.syn == 1 && tcp.flags.ack == 0', 'flags syn and flags !ack'],
    ['tcp.flags.reset', 'flags rst'],
    ['frame.len > 100', 'len 101-65535'],
    ['ttl < 5', 'ttl 0-4'],
    ['dport == 22', 'dport 22'],
    ['ether src == 02:00:00:00:00:01', 'ether src 02:00:00:00:00:01'],
    ['icmp.type == 8', 'icmp and type echo-request'],
    ['frame contains "abc"', 'text "abc"'],
    ['src host 1.2.3.4 and dst port 22', 'src 1.2.3.4 and dport 22'],
    ['net 10.0.0.0/8 and portrange 1-99', 'host 10.0.0.0/8 and port 1-99'],
    ['greater 100', 'len 100-65535'],
    ['country == de', 'country de'],
    ['src country != "DE"', 'not src country de'],
    ['country in {de, us}', 'country de, us'],
    ['ip.geoip.src_country_iso == "DE"', 'src country de'],
    ['inbound', 'in'],
    ['dir out', 'out'],
  ])('%s', (text, canonical) => expect(printed(text)).toBe(canonical));
});

describe('what is no filter is answered with where and why', () => {
  it.each([
    ['', 1, 'Something to match is missing.', 'Expected a word such as'],
    ['tcp and', 8, 'Something to match is missing.', 'Expected a word such as'],
    ['or tcp', 1, 'Something to match is missing in front of "or".', 'Expected'],
    ['(tcp', 1, 'The parenthesis is not closed.', 'Put a )'],
    ['tcp)', 4, 'Nothing is opened that this could close.', 'Leave it out'],
    ['dprt 22', 1, '"dprt" is not a criterion.', 'Expected a word such as dport'],
    ['tcp udp', 5, 'No packet is "tcp" and "udp" at once.', 'proto tcp, udp'],
    ['drop tcp dport 22', 1, 'begins as a rule does', 'verdict drop'],
    ['tcp dport 22 # ssh', 14, 'A filter has no name behind a #.', 'quotation marks'],
    ['tcp for 1h', 5, '"for" is not a criterion.', 'a filter has no time'],
    ['both tcp', 1, '"both" is not a criterion.', 'a filter looks at both ways'],
    ['http', 1, '"http" is not a criterion.', 'Write tcp port 80'],
    ['http.host == "x"', 1, 'not a field that packets are kept with', 'text "..."'],
    ['443', 1, '"443" is not a criterion.', 'port 443'],
    ['443/tcp', 1, '"443/tcp" is not a criterion.', 'Write tcp port 443.'],
    ['src 1.1.1.1 2.2.2.2', 13, '"2.2.2.2" is not a criterion.', 'Put a comma'],
    ['"x"', 1, 'It is not said what this is.', 'Write text "x"'],
    ['text "x', 6, 'The quotation mark is not closed.', 'Put another one'],
    ['text "\\x1"', 6, 'A byte has two hexadecimal digits.', '\\x0d'],
    ['verdict maybe', 9, '"maybe" is not a verdict.', 'verdict pass or verdict drop'],
    ['country germany', 9, '"germany" is not the code of a country.', 'de for Germany'],
    ['country', 8, '"country" needs a country.', 'country de'],
    ['country de us', 12, '"us" is not a criterion.', 'put a comma in front'],
    ['not not tcp', 5, 'One "not" is enough.', 'Leave the second one out'],
    ['dport and tcp', 7, '"dport" needs a port.', 'Write a port'],
    ['port', 5, '"port" needs a port.', 'Write a port'],
    ['len > 65535', 7, 'leaves no value', 'from 0 to 65535'],
    ['tcp and not (not (udp and ttl 5))', 1, 'No packet is "tcp" and "udp" at once.', 'proto'],
  ])('%s', (text, column, message, remedy) => {
    const error = errorIn(text);
    expect(error.column).toBe(column);
    expect(error.message).toContain(message);
    expect(error.remedy).toContain(remedy);
  });

  it('bounds what it reads', () => {
    expect(errorIn(`${'('.repeat(17)}tcp`).message).toContain('16 deep');
    expect(
      errorIn(Array.from({ length: 65 }, (_, port) => `dport ${port}`).join(' or ')).message,
    ).toContain('64 terms');
    expect(errorIn('a'.repeat(4001)).message).toContain('4000 characters');
    expect(errorIn(`text "${'a'.repeat(201)}"`).message).toContain('too long');
  });
});
