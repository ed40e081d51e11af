import { describe, expect, it } from 'vitest';
import { parseMatch } from '../../../electron/contract/match.ts';

describe('what is typed into the Blocked panel', () => {
  it.each([
    ['8080/tcp', { protocol: 'tcp', dport: 8080 }],
    ['tcp/8080', { protocol: 'tcp', dport: 8080 }],
    ['udp 53', { protocol: 'udp', dport: 53 }],
    ['ICMP', { protocol: 'icmp' }],
    ['192.0.2.1', { remote: '192.0.2.1' }],
    ['everything', { any: true }],
  ])('%s is understood', (text, match) => {
    expect(parseMatch(text)).toEqual({ ok: true, value: match });
  });

  it.each([
    ['443/sctp', 'Only tcp and udp have ports, not "sctp".'],
    ['443/https', 'Only tcp and udp have ports, not "https".'],
    ['22,80/tcp', 'Add one port at a time.'],
    ['tcp 8000-8100', 'Add one port at a time.'],
    ['22,80', 'Add one port at a time.'],
    ['8080', 'Write 8080/tcp or 8080/udp.'],
    ['10.0.0.0/8', '"10.0.0.0/8" is a prefix'],
  ])('%s is refused: %s', (text, sentence) => {
    const parsed = parseMatch(text);
    if (parsed.ok) throw new Error('it was understood');
    expect(`${parsed.error.message} ${parsed.error.remedy}`).toContain(sentence);
  });
});
