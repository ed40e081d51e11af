import { describe, expect, it } from 'vitest';
import { canonicalCriterion } from '../../../../electron/contract/language/canonical.ts';
import { findContradiction } from '../../../../electron/contract/language/contradiction.ts';
import { matches } from '../../../../electron/contract/language/evaluate.ts';
import { parseStatement } from '../../../../electron/contract/language/parse.ts';
import { printMatch } from '../../../../electron/contract/language/print.ts';
import type { RuleDirection } from '../../../../electron/contract/language/statement.ts';
import { Random } from '../../../support/random.ts';
import { randomCriteria } from '../../../support/random-rules.ts';
import { randomTraits } from '../../../support/random-traits.ts';

const LISTS = ['drop-list', 'other-list'] as const;
const SEEDS = [8_001, 8_002, 8_003, 8_004];

describe('a match that is said to contradict itself', () => {
  it.each(SEEDS)('matches no packet (seed %i)', (seed) => {
    const random = new Random(seed);
    let found = 0;
    for (let count = 0; count < 1000; count += 1) {
      const match = randomCriteria(random, { lists: LISTS }).map(canonicalCriterion);
      const direction = random.pick<RuleDirection>(['in', 'out', 'both']);
      if (!findContradiction(match, direction)) continue;
      found += 1;
      for (let packets = 0; packets < 60; packets += 1) {
        const traits = randomTraits(random, LISTS);
        if (direction !== 'both' && traits.direction !== direction) continue;
        if (matches(match, traits)) throw new Error(`it does: ${direction} ${printMatch(match)}`);
      }
    }
    expect(found).toBeGreaterThan(50);
  });
});

describe('a match that some packet can fulfil', () => {
  it.each([
    'drop host 192.0.2.1 host 192.0.2.2',
    'drop port 53 port 1024-65535',
    'drop both remote 192.0.2.1 src 192.0.2.2',
    'drop src list a not src list b',
    'drop src list a src 10.0.0.0/8',
    'drop not dport 22 icmp',
    'drop not dport 0-65535',
    'drop not src 0.0.0.0/0, ::/0',
    'drop not flags any tcp',
    'drop arp src 192.0.2.1 dst 192.0.2.2',
    'drop ether type 0x0800 icmp',
    'drop ether type 0x0800-0x86dd ip6',
    'drop ether type 0x86dd not ip6',
    'drop proto 1 src 2001:db8::1',
    'drop not proto ip, ip6 ether type 0x88cc',
    'drop flags syn flags ack',
    'drop fragment first dport 22',
    'drop fragment later not dport 22',
    'drop src 10.0.0.0/8 not src 10.0.0.0/9',
    'drop src 10.0.0.0/8, 2001:db8::/32 not src 10.0.0.0/8',
    'drop dport 22-24 dport 24-30',
    'drop iface eth0, eth1 not iface eth0',
  ])('%s', (text) => {
    expect(parseStatement(text).ok).toBe(true);
  });
});
