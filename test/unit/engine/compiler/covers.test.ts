import { describe, expect, test } from 'vitest';
import { matches } from '../../../../electron/contract/language/evaluate.ts';
import { statementOf } from '../../../../electron/contract/rule.ts';
import { matchCovers } from '../../../../electron/engine/compiler/covers.ts';
import { Random } from '../../../support/random.ts';
import { rule } from '../../../support/rule.ts';
import { randomStatement, randomTraits } from './random-match.ts';

function covers(outer: string, inner: string): boolean {
  return matchCovers(statementOf(rule(outer)), statementOf(rule(inner)));
}

describe('a rule covers another', () => {
  test.each([
    ['drop any', 'pass tcp dport 22'],
    ['drop tcp', 'drop tcp'],
    ['drop src 10.0.0.0/8', 'drop tcp src 10.1.0.0/16 dport 22'],
    ['drop remote 10.0.0.1', 'drop src 10.0.0.1'],
    ['drop both remote 10.0.0.1', 'drop out dst 10.0.0.1'],
    ['drop host 10.0.0.0/8', 'drop src 10.0.0.0/8'],
    ['drop port 1-100', 'drop sport 5, 7-9'],
    ['drop src list a, b', 'drop src list a'],
    ['drop not src list a', 'drop not src list a, b'],
    ['drop iface eth0, eth1', 'drop iface eth1 tcp'],
    ['drop not tcp', 'drop udp'],
    ['drop tcp flags syn', 'drop tcp flags syn+!ack'],
    ['drop icmp type echo-request', 'drop icmp type echo-request code 0'],
    ['drop src 2001:db8::/32', 'drop src 2001:db8:1::/48'],
    ['drop ether src 02:00:00:00:00:01, 02:00:00:00:00:02', 'drop ether src 02:00:00:00:00:02'],
  ])('%s: %s', (outer, inner) => expect(covers(outer, inner)).toBe(true));
});

describe('a rule leaves something to another', () => {
  test.each([
    ['drop tcp dport 22', 'drop tcp'],
    ['drop src 10.0.0.0/8', 'drop both src 10.0.0.0/8'],
    ['drop out tcp', 'drop tcp'],
    ['drop both remote 10.0.0.1', 'drop both src 10.0.0.1'],
    ['drop src 10.0.0.0/8', 'drop host 10.0.0.1'],
    ['drop src list a', 'drop src list a, b'],
    ['drop src list a', 'drop dst list a'],
    ['drop not dport 22', 'drop tcp'],
    ['drop vlan 0-4095', 'drop any'],
    ['drop src 0.0.0.0/0, ::/0', 'drop any'],
    ['drop iface eth0', 'drop iface eth1'],
  ])('%s: %s', (outer, inner) => expect(covers(outer, inner)).toBe(false));
});

test('every one of a hundred names of lists is its own', () => {
  const names = Array.from({ length: 100 }, (_, index) => `list-${index}`);
  for (const name of names) {
    expect(covers(`drop src list ${name}`, `drop src list ${name} tcp`)).toBe(true);
    expect(covers('drop src list list-0', `drop src list ${name}`)).toBe(name === 'list-0');
  }
  // More than can be told apart at once.
  expect(covers(`drop src list ${names.join(', ')}`, 'drop src list list-0')).toBe(false);
});

test('what is covered matches nothing that the other does not', () => {
  let covered = 0;
  for (let seed = 0; seed < 700; seed += 1) {
    const random = new Random(seed);
    const outer = statementOf({ text: randomStatement(random) });
    const inner = statementOf({ text: randomStatement(random) });
    if (!matchCovers(outer, inner)) continue;
    covered += 1;
    for (let packet = 0; packet < 30; packet += 1) {
      const traits = randomTraits(random);
      const isAsked = inner.direction === 'both' || inner.direction === traits.direction;
      if (!isAsked || !matches(inner.match, traits)) continue;
      expect(matches(outer.match, traits), `seed ${seed}`).toBe(true);
      expect(['both', traits.direction], `seed ${seed}`).toContain(outer.direction);
    }
  }
  expect(covered).toBeGreaterThan(25);
});
