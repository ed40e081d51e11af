/** Rules that can do nothing, and why. */
import { describe, expect, test } from 'vitest';
import type { Rule } from '../../../electron/contract/rule.ts';
import { searchFindings } from '../../../electron/engine/rules/findings.ts';
import { FindingsSearch } from '../../../electron/engine/rules/findings-search.ts';
import { rule } from '../../support/rule.ts';

function found(rules: readonly Rule[]) {
  const search = searchFindings(rules);
  for (;;) {
    const step = search.next();
    if (step.done) return step.value;
  }
}

/** `shadowed 2 by 1`, with places from 1. */
function told(...lines: readonly (string | Rule)[]): string[] {
  const rules = lines.map((line, index) => ({
    ...(typeof line === 'string' ? rule(line) : line),
    id: `r${index + 1}`,
  }));
  return found(rules).map(({ kind, ruleId, by }) => `${kind} ${ruleId.slice(1)} by ${by.slice(1)}`);
}

describe('findings', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['the same twice', ['drop icmp', 'drop icmp'], ['duplicate 2 by 1']],
    [
      'other spellings of the same',
      ['drop tcp dport 22', 'drop dport 22 tcp'],
      ['duplicate 2 by 1'],
    ],
    [
      'three of a kind',
      ['drop icmp', 'drop icmp', 'drop icmp'],
      ['duplicate 2 by 1', 'duplicate 3 by 1'],
    ],
    ['the same match with another verdict', ['drop icmp', 'pass icmp'], ['shadowed 2 by 1']],
    [
      'an address in a prefix',
      ['drop src 192.0.2.0/24', 'pass src 192.0.2.9'],
      ['shadowed 2 by 1'],
    ],
    [
      'the remote end of what comes in',
      ['drop remote 192.0.2.9', 'drop src 192.0.2.9 tcp'],
      ['shadowed 2 by 1'],
    ],
    ['more criteria', ['drop tcp', 'pass tcp src 192.0.2.9 dport 22'], ['shadowed 2 by 1']],
    ['a port in a range', ['drop tcp dport 1-1023', 'pass tcp dport 22'], ['shadowed 2 by 1']],
    ['a port of several', ['drop tcp dport 22, 80', 'pass tcp dport 80'], ['shadowed 2 by 1']],
    [
      'everything',
      ['pass any', 'drop icmp', 'drop src 192.0.2.9'],
      ['shadowed 2 by 1', 'shadowed 3 by 1'],
    ],
    ['one direction of both', ['drop both arp', 'pass out arp'], ['shadowed 2 by 1']],
    ['a rule that would only count', ['drop icmp', 'count icmp'], ['shadowed 2 by 1']],
    ['a list by itself', ['drop src list bad', 'pass src list bad tcp'], ['shadowed 2 by 1']],
    ['the first that covers', ['drop tcp', 'drop any', 'pass tcp'], ['shadowed 3 by 1']],
  ])('%s', (_, lines, findings) => {
    expect(told(...lines)).toEqual(findings);
  });

  test.each<[string, readonly string[]]>([
    ['a wider rule behind a narrower one', ['drop tcp dport 22', 'pass tcp']],
    ['other prefixes', ['drop src 192.0.2.0/24', 'pass src 198.51.100.9']],
    ['a part of a prefix', ['drop src 192.0.2.9', 'pass src 192.0.2.0/24']],
    ['another direction', ['drop icmp', 'pass out icmp', 'pass both icmp']],
    ['a rule that only counts', ['count icmp', 'drop icmp']],
    ['a limit', ['limit 10/s burst 10 icmp', 'drop icmp']],
    ['a rule that is off, before', ['off drop icmp', 'drop icmp']],
    ['a rule that is off, behind', ['drop icmp', 'off drop icmp']],
    ['the other end', ['drop src 192.0.2.9', 'pass dst 192.0.2.9']],
    ['an exception', ['drop not src 192.0.2.0/24', 'pass src 192.0.2.9']],
  ])('nothing is said of %s', (_, lines) => {
    expect(told(...lines)).toEqual([]);
  });

  test('a rule that ends sooner leaves the rest to the other', () => {
    const [sooner, later] = [rule('drop icmp', { expiry: 5 }), rule('drop icmp', { expiry: 9 })];
    expect(told(sooner, 'drop icmp')).toEqual([]);
    expect(told(sooner, later)).toEqual([]);
    expect(told(later, sooner)).toEqual(['duplicate 2 by 1']);
    expect(told('drop icmp', sooner)).toEqual(['duplicate 2 by 1']);
    expect(told(rule('drop icmp', { untilRestart: true }), 'drop icmp')).toEqual([]);
  });

  test('thousands of addresses are compared with few others', () => {
    const rules = Array.from({ length: 4000 }, (_, index) =>
      rule(`drop remote 10.${index % 40}.${index >> 8}.${index & 255}`),
    );
    const shadowed = rule('pass src 10.1.0.1 tcp');
    const covering = rule('drop remote 10.1.0.0/16');
    const findings = found([covering, ...rules, shadowed]);
    expect(findings.find(({ ruleId }) => ruleId === shadowed.id)?.by).toBe(covering.id);
    expect(findings.filter(({ kind }) => kind === 'duplicate')).toEqual([]);
    expect(findings).toHaveLength(101);
  });

  test('where too many have to be compared, only what is the same is told', () => {
    const rules = Array.from({ length: 2000 }, (_, index) =>
      rule(`drop tcp len ${index + 100} ttl 3`, { id: `r${index}` }),
    );
    const findings = found([...rules, rule('drop tcp len 100 ttl 3', { id: 'twice' })]);
    expect(findings).toEqual([{ ruleId: 'twice', kind: 'duplicate', by: 'r0' }]);
  });
});

describe('the search', () => {
  const short = [rule('drop icmp'), rule('pass icmp')];
  const long = Array.from({ length: 3000 }, (_, index) =>
    rule(`drop remote 10.0.${index >> 8}.${index & 255}`),
  );

  async function searched(rules: readonly Rule[]): Promise<FindingsSearch> {
    const finished = Promise.withResolvers<void>();
    const search = new FindingsSearch(() => finished.resolve());
    if (!search.begin(rules)) await finished.promise;
    return search;
  }

  test('finds in a long list what there is, without holding anything up', async () => {
    let turns = 0;
    const counting = setInterval(() => {
      turns += 1;
    }, 1);
    using search = await searched([...long, ...short]);
    clearInterval(counting);
    expect(search.found).toMatchObject([{ kind: 'shadowed' }]);
    expect(turns).toBeGreaterThan(0);
  });

  test('keeps what still holds until it is over, and forgets at once what does not', async () => {
    using search = await searched(short);
    const [first, second] = short as [Rule, Rule];
    expect(search.begin([...short, ...long])).toBe(false);
    expect(search.found).toHaveLength(1);
    search.begin([first, { ...second, text: 'pass igmp' }, ...long]);
    expect(search.found).toEqual([]);
    search.begin([second, ...long]);
    expect(search.found).toEqual([]);
  });

  test('that is ended tells nothing any more', async () => {
    const search = new FindingsSearch(() => {
      throw new Error('told after its end');
    });
    expect(search.begin(long)).toBe(false);
    search[Symbol.dispose]();
    await new Promise((resolve) => setTimeout(resolve, 20));
  });
});
