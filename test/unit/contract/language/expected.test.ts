import { describe, expect, it } from 'vitest';
import { expectedAt } from '../../../../electron/contract/language/expected.ts';

/** A bar stands for the cursor. */
function at(text: string, kind?: 'match' | 'rule' | 'file') {
  return expectedAt(text.replace('|', ''), text.indexOf('|') + 1, kind);
}

describe('the words that may stand at the cursor', () => {
  it.each([
    ['|', ['drop', 'pass', 'limit', 'count', 'off']],
    ['off |', ['drop', 'pass', 'limit', 'count']],
    ['dr|', ['drop']],
    ['drop|', []],
    ['drop d|', ['dst', 'dport']],
    ['drop D|', ['dst', 'dport']],
    ['drop d| tcp', ['dst', 'dport']],
    ['drop tcp dport 22 es|', ['esp', 'established']],
    ['drop not ma|', ['malformed']],
    ['drop icmp type ech|', ['echo-reply', 'echo-request']],
    ['drop icmpv6 type pack|', ['packet-too-big']],
    ['drop icmpv6 type redirect, pa|', ['packet-too-big', 'parameter-problem']],
    ['drop proto tcp,u|', ['udp']],
    ['drop arp op |', ['request', 'reply']],
    ['drop fragment |', ['first', 'later']],
    ['drop ether |', ['src', 'dst', 'type']],
    ['drop tcp flags s|', ['syn']],
    ['drop src |', ['list']],
    ['drop tcp dport ht|', ['http', 'https']],
    ['limit 5/s per |', ['source']],
    ['limit 5/s b|', ['both', 'burst']],
    ['limit 5/s burst 3 b|', ['both']],
    ['drop tcp until |', ['restart']],
    ['drop tcp u|', ['udp', 'until']],
    ['drop tcp in o|', ['op']],
    ['drop tcp # n|', []],
    ['nonsense |', []],
    ['drop nonsense d|', []],
  ])('%s', (text, words) => {
    expect([...at(text)].sort()).toEqual([...words].sort());
  });

  it('are criteria alone in a match', () => {
    expect(at('|', 'match')).toContain('any');
    expect(at('|', 'match')).not.toContain('drop');
    expect(at('tcp |', 'match')).not.toContain('in');
    expect(at('tcp |', 'match')).not.toContain('for');
    expect(at('tcp |', 'match')).not.toContain('any');
  });

  it('include defaults in a file', () => {
    expect(at('de|', 'file')).toEqual(['default']);
    expect(at('default |', 'file')).toEqual(['in', 'out']);
    expect(at('default in |', 'file')).toEqual(['drop', 'pass']);
    expect(at('de|')).toEqual([]);
  });

  it('are none on a line that is too long', () => {
    expect(at(`${'a'.repeat(5000)} |`)).toEqual([]);
  });
});
