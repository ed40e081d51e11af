import { describe, expect, it } from 'vitest';
import { printMatch } from '../../../../electron/contract/language/print.ts';
import { parseTypedMatch } from '../../../../electron/contract/language/typed-match.ts';
import { expectOk } from '../../../support/expect-ok.ts';

describe('what is typed to block something', () => {
  it.each([
    ['192.0.2.1', 'remote 192.0.2.1'],
    ['  192.0.2.1 ', 'remote 192.0.2.1'],
    ['2001:DB8::1', 'remote 2001:db8::1'],
    ['10.0.0.0/8', 'remote 10.0.0.0/8'],
    ['2001:db8::/32', 'remote 2001:db8::/32'],
    ['192.0.2.1, 192.0.2.9', 'remote 192.0.2.1, 192.0.2.9'],
    ['192.0.2.1 tcp dport 22', 'tcp remote 192.0.2.1 dport 22'],
    ['8080/tcp', 'tcp dport 8080'],
    ['tcp/8080', 'tcp dport 8080'],
    ['53/UDP', 'udp dport 53'],
    ['22,80/tcp', 'tcp dport 22, 80'],
    ['22, 80/tcp', 'tcp dport 22, 80'],
    ['tcp/22, 80', 'tcp dport 22, 80'],
    ['8000-8100/tcp', 'tcp dport 8000-8100'],
    ['tcp/http', 'tcp dport 80'],
    ['http/tcp', 'tcp dport 80'],
    ['udp 53', 'udp dport 53'],
    ['tcp 8000-8100, 22', 'tcp dport 22, 8000-8100'],
    ['sctp 36412', 'sctp dport 36412'],
    ['ICMP', 'icmp'],
    ['arp', 'arp'],
    ['everything', 'any'],
    ['ALL', 'any'],
    ['any', 'any'],
    ['tcp dport 8080', 'tcp dport 8080'],
    ['src 192.0.2.0/24 not dport 22', 'src 192.0.2.0/24 not dport 22'],
    ['src list drop-list', 'src list drop-list'],
  ])('%s is understood as: %s', (text, canonical) => {
    expect(printMatch(expectOk(parseTypedMatch(text)))).toBe(canonical);
  });

  it.each([
    ['', 'bad-rule', 'There is nothing to match.'],
    ['   ', 'bad-rule', 'a port such as 8080/tcp'],
    ['8080', 'bad-port', 'Port 8080 needs a protocol. Write 8080/tcp or 8080/udp.'],
    ['22,80', 'bad-port', 'Ports 22,80 need a protocol. Write 22,80/tcp or 22,80/udp.'],
    ['8000 - 8100', 'bad-port', 'need a protocol'],
    ['443/icmp', 'bad-port', 'Only tcp, udp and sctp have ports, not "icmp".'],
    ['443/https', 'bad-port', 'not "https". Write 443/tcp or 443/udp.'],
    ['65536/tcp', 'bad-port', 'A port is a number from 0 to 65535.'],
    ['tcp 99999', 'bad-port', 'A port is a number from 0 to 65535.'],
    ['192.0.2', 'bad-address', 'Column 1: "192.0.2" is not an IP address.'],
    ['192.0.2.9/24', 'bad-address', 'Write 192.0.2.0/24'],
    ['02:42:ac:11:00:02', 'bad-address', 'Write ether src 02:42:ac:11:00:02'],
    ['drop tcp', 'bad-rule', 'The verdict "drop" cannot stand here.'],
    ['limit 100/s tcp', 'bad-rule', 'The verdict "limit" cannot stand here.'],
    ['evrything', 'bad-rule', 'is not a criterion'],
  ])('%s is refused as %s: %s', (text, code, sentence) => {
    const parsed = parseTypedMatch(text);
    if (parsed.ok) throw new Error('it was understood');
    expect(parsed.error.code).toBe(code);
    expect(`${parsed.error.message} ${parsed.error.remedy}`).toContain(sentence);
  });

  it('underlines what was typed, not what was implied', () => {
    const parsed = parseTypedMatch('22, 99999/tcp');
    if (parsed.ok) throw new Error('it was understood');
    expect(JSON.parse(parsed.error.details ?? '')).toMatchObject({ column: 5, length: 5 });
  });
});
