import { describe, expect, it } from 'vitest';
import { addressBytes, parseAddress } from '../../../../electron/contract/address.ts';
import {
  type DecidingRule,
  decide,
  explainDecision,
} from '../../../../electron/contract/language/decide.ts';
import { parseStatement } from '../../../../electron/contract/language/parse.ts';
import { LimitBuckets } from '../../../../electron/contract/language/token-bucket.ts';
import type { PacketTraits } from '../../../../electron/contract/language/traits.ts';
import { expectOk } from '../../../support/expect-ok.ts';

const bytes = (address: string) => addressBytes(expectOk(parseAddress(address)));
const SSH: PacketTraits = {
  direction: 'in',
  interface: 'eth0',
  etherType: 0x0800,
  ipVersion: 4,
  protocol: 6,
  ttl: 64,
  source: bytes('192.0.2.1'),
  destination: bytes('192.0.2.9'),
  sourcePort: 40_000,
  destinationPort: 22,
  length: 60,
  sourceMac: '02:00:00:00:00:01',
  destinationMac: '02:00:00:00:00:02',
  sourceLists: [],
  destinationLists: [],
  established: false,
  malformed: false,
  tooManyExtensions: false,
  tooManyTags: false,
};
const PASS = { in: 'pass', out: 'pass' } as const;
const DROP = { in: 'drop', out: 'drop' } as const;
const NOW = { nowMs: 1_000_000, clockNs: 5_000_000_000n };

/** Rules with the ids `r0`, `r1`, ... */
function rules(...texts: (string | [string, Partial<DecidingRule>])[]): DecidingRule[] {
  return texts.map((given, index) => {
    const [text, more] = typeof given === 'string' ? [given, {}] : given;
    return { id: `r${index}`, enabled: true, statement: expectOk(parseStatement(text)), ...more };
  });
}

function decision(
  list: readonly DecidingRule[],
  traits = SSH,
  defaults: typeof PASS | typeof DROP = PASS,
) {
  return decide({ rules: list, defaults }, traits, NOW, new LimitBuckets());
}

describe('a decision', () => {
  it('is that of the first rule that matches', () => {
    const list = rules('drop udp', 'pass tcp dport 22', 'drop tcp');
    expect(decision(list)).toEqual({ verdict: 'pass', ruleId: 'r1', counted: [] });
    expect(decision([...list].reverse())).toEqual({ verdict: 'drop', ruleId: 'r2', counted: [] });
  });

  it('is the default of its direction where none matches', () => {
    const list = rules('drop udp');
    expect(decision(list)).toEqual({ verdict: 'pass', counted: [] });
    expect(decision(list, SSH, DROP)).toEqual({ verdict: 'drop', counted: [] });
    const mixed = { in: 'pass', out: 'drop' } as const;
    const deciding = { rules: [], defaults: mixed };
    expect(decide(deciding, SSH, NOW, new LimitBuckets()).verdict).toBe('pass');
    const out = { ...SSH, direction: 'out' } as const;
    expect(decide(deciding, out, NOW, new LimitBuckets()).verdict).toBe('drop');
  });

  it('steps over rules that are off, expired or for the other direction', () => {
    const list = rules(
      ['drop tcp', { enabled: false }],
      ['drop tcp', { expiry: NOW.nowMs }],
      'drop out tcp',
      ['pass tcp', { expiry: NOW.nowMs + 1 }],
      'drop tcp',
    );
    expect(decision(list).ruleId).toBe('r3');
    expect(decision(list, { ...SSH, direction: 'out' }).ruleId).toBe('r2');
    expect(decision(rules('drop both tcp'), { ...SSH, direction: 'out' }).ruleId).toBe('r0');
  });

  it('counts and goes on', () => {
    const list = rules('count tcp', 'count udp', 'count any', 'drop dport 22', 'count any');
    expect(decision(list)).toEqual({ verdict: 'drop', ruleId: 'r3', counted: ['r0', 'r2'] });
  });
});

describe('a limit', () => {
  const at = (clockNs: bigint) => ({ nowMs: 0, clockNs });
  const SECOND = 1_000_000_000n;

  function verdicts(text: string, times: readonly bigint[], buckets = new LimitBuckets()): string {
    const deciding = { rules: rules(text), defaults: PASS };
    return times.map((time) => decide(deciding, SSH, at(time), buckets).verdict[0]).join('');
  }

  it('lets a burst through, and then its rate', () => {
    expect(verdicts('limit 2/s burst 3 any', Array(5).fill(0n))).toBe('pppdd');
    const later = [...Array(5).fill(0n), SECOND / 2n - 1n, SECOND / 2n, SECOND / 2n, SECOND];
    expect(verdicts('limit 2/s burst 3 any', later)).toBe('pppdddpdp');
    const full = [...Array(4).fill(0n), ...Array(4).fill(60n * SECOND)];
    expect(verdicts('limit 2/s burst 3 any', full)).toBe('pppdpppd');
  });

  it('passes burst and rate to the packet', () => {
    const times = Array.from({ length: 2001 }, (_, index) => BigInt(index) * 10_000_000n);
    const passed = verdicts('limit 7/s burst 20 any', times).replaceAll('d', '').length;
    expect(passed).toBe(20 + 7 * 20);
  });

  it('knows minutes and hours', () => {
    const minute = 60n * SECOND;
    expect(verdicts('limit 1/min any', [0n, minute - 1n, minute])).toBe('pdp');
    expect(verdicts('limit 1/h any', [0n, 60n * minute - 1n, 60n * minute])).toBe('pdp');
  });

  it('rounds what a packet costs in its favour, by less than 1/16 ns', () => {
    const third = 333_333_333n;
    expect(verdicts('limit 3/s burst 1 any', [0n, third, third + 1n])).toBe('pdp');
  });

  it('decides nothing under the rate, and drops in its own name above', () => {
    const deciding = { rules: rules('limit 1/s any', 'pass tcp', 'drop any'), defaults: DROP };
    const buckets = new LimitBuckets();
    const first = decide(deciding, SSH, at(0n), buckets);
    expect(first).toEqual({ verdict: 'pass', ruleId: 'r1', counted: ['r0'] });
    const second = decide(deciding, SSH, at(0n), buckets);
    expect(second).toEqual({ verdict: 'drop', ruleId: 'r0', counted: [] });
  });

  it('has a bucket for each source if it says so', () => {
    const other = { ...SSH, source: bytes('192.0.2.2') };
    const shared = { rules: rules('limit 1/s any'), defaults: PASS };
    const apart = { rules: rules('limit 1/s per source any'), defaults: PASS };
    const [one, many] = [new LimitBuckets(), new LimitBuckets()];
    expect(decide(shared, SSH, at(0n), one).verdict).toBe('pass');
    expect(decide(shared, other, at(0n), one).verdict).toBe('drop');
    expect(decide(apart, SSH, at(0n), many).verdict).toBe('pass');
    expect(decide(apart, other, at(0n), many).verdict).toBe('pass');
    expect(decide(apart, other, at(0n), many).verdict).toBe('drop');
  });

  it('keeps one bucket for sources without room, and for packets without addresses', () => {
    const deciding = { rules: rules('limit 1/s per source any'), defaults: PASS };
    const buckets = new LimitBuckets(1);
    const verdict = (traits: PacketTraits) => decide(deciding, traits, at(0n), buckets).verdict;
    const { source: _source, destination: _destination, ...bare } = SSH;
    expect(verdict(SSH)).toBe('pass');
    expect(verdict({ ...SSH, source: bytes('192.0.2.2') })).toBe('pass');
    expect(verdict({ ...SSH, source: bytes('2001:db8::1') })).toBe('drop');
    expect(verdict(bare)).toBe('drop');
    expect(verdict(SSH)).toBe('drop');
  });

  it('of each rule has its own buckets', () => {
    const deciding = { rules: rules('limit 1/s any', 'limit 1/s any'), defaults: PASS };
    expect(decide(deciding, SSH, at(0n), new LimitBuckets()).counted).toEqual(['r0', 'r1']);
  });
});

describe('a packet with more extension headers than are read', () => {
  const hidden: PacketTraits = { ...SSH, ipVersion: 6, etherType: 0x86dd, tooManyExtensions: true };

  it.each([
    ['drop udp', 'drop'],
    ['drop not udp dport 1', 'drop'],
    ['pass sport 1', 'drop'],
    ['count port 1', 'drop'],
    ['drop flags rst', 'drop'],
    ['drop type 1', 'drop'],
    ['drop code 1', 'drop'],
    ['drop both udp', 'drop'],
    ['drop out udp', 'pass'],
    ['drop src 192.0.2.77', 'pass'],
    ['drop ttl 1', 'pass'],
    ['drop arp', 'drop'],
  ])('beside "%s" is left to %s', (text, verdict) => {
    expect(decision(rules(text), hidden)).toMatchObject({ verdict });
    expect(decision(rules(text), hidden)).not.toHaveProperty('ruleId');
  });

  it('is not let through by another rule, and passes where the rule that asks is off', () => {
    expect(decision(rules('drop udp', 'pass any'), hidden)).toMatchObject({ verdict: 'drop' });
    expect(decision(rules(['drop udp', { enabled: false }]), hidden).verdict).toBe('pass');
    expect(decision(rules('drop udp'), { ...hidden, tooManyExtensions: false }).verdict).toBe(
      'pass',
    );
  });
});

describe('an explanation', () => {
  it('tells of every rule up to the one that decides', () => {
    const list = rules(
      ['drop tcp', { enabled: false }],
      ['drop tcp', { expiry: 1 }],
      'drop out tcp',
      'drop udp',
      'count tcp dport 22',
      'limit 5/s any',
      'drop tcp dport 22',
      'pass any',
    );
    const { steps, ...decided } = explainDecision(
      { rules: list, defaults: PASS },
      SSH,
      NOW,
      new LimitBuckets(),
    );
    expect(decided).toEqual({ verdict: 'drop', ruleId: 'r6', counted: ['r4', 'r5'] });
    expect(steps).toEqual([
      { ruleId: 'r0', outcome: 'off', why: 'switched off' },
      { ruleId: 'r1', outcome: 'expired', why: 'its time is over' },
      { ruleId: 'r2', outcome: 'other-direction', why: 'only for what goes out' },
      { ruleId: 'r3', outcome: 'no', why: 'it is tcp over IPv4, not udp' },
      { ruleId: 'r4', outcome: 'steps-on', why: 'it is tcp over IPv4, the destination port is 22' },
      { ruleId: 'r5', outcome: 'steps-on', why: 'every packet matches' },
      { ruleId: 'r6', outcome: 'decides', why: 'it is tcp over IPv4, the destination port is 22' },
    ]);
  });

  it('says when a limit is over its rate', () => {
    const deciding = { rules: rules('limit 1/s any'), defaults: PASS };
    const buckets = new LimitBuckets();
    explainDecision(deciding, SSH, NOW, buckets);
    expect(explainDecision(deciding, SSH, NOW, buckets).steps).toEqual([
      { ruleId: 'r0', outcome: 'decides', why: 'every packet matches, and it is over the rate' },
    ]);
  });
});
