import { describe, expect, it } from 'vitest';
import { printStatement } from '../../../electron/contract/language/print.ts';
import { parseTypedMatch } from '../../../electron/contract/language/typed-match.ts';
import { dropOf } from '../../../renderer/model/simple-drop.ts';
import { shortStatement } from '../../../renderer/model/statement-text.ts';
import { expectOk } from '../../support/expect-ok.ts';

describe('what is typed into the Blocked panel', () => {
  it.each([
    ['8080/tcp', 'drop tcp dport 8080', '8080/tcp'],
    ['tcp/8080', 'drop tcp dport 8080', '8080/tcp'],
    ['udp 53', 'drop udp dport 53', '53/udp'],
    ['22,80/tcp', 'drop tcp dport 22, 80', '22, 80/tcp'],
    ['tcp 8000-8100', 'drop tcp dport 8000-8100', '8000-8100/tcp'],
    ['ICMP', 'drop both icmp', 'ICMP'],
    ['192.0.2.1', 'drop both remote 192.0.2.1', '192.0.2.1'],
    ['10.0.0.0/8', 'drop both remote 10.0.0.0/8', '10.0.0.0/8'],
    ['everything', 'drop both any', 'everything'],
    ['tcp src 192.0.2.1 dport 22', 'drop tcp src 192.0.2.1 dport 22', 'tcp src 192.0.2.1 dport 22'],
  ])('%s becomes %s, for short %s', (typed, text, short) => {
    const statement = dropOf(expectOk(parseTypedMatch(typed)));
    expect(printStatement(statement)).toBe(text);
    expect(shortStatement(statement)).toBe(short);
  });

  it.each(['', '443/https', '8080', '22,80', '300.1.2.3', 'drop icmp'])(
    '%s is refused',
    (typed) => {
      expect(parseTypedMatch(typed)).toMatchObject({
        ok: false,
        error: { message: expect.stringMatching(/\.$/), remedy: expect.stringMatching(/\.$/) },
      });
    },
  );
});
