import { serialize } from 'node:v8';
import { describe, expect, test } from 'vitest';
import { addressBytes, parseAddress } from '../../../../electron/contract/address.ts';
import { compileRuleset } from '../../../../electron/engine/compiler/compile-ruleset.ts';
import {
  DESTINATION_LIST_KEYS,
  PROTOCOL_ANY,
} from '../../../../electron/engine/compiler/tables.ts';
import { expectOk } from '../../../support/expect-ok.ts';
import { CONTEXT, compiled, labelled, referenceOf } from './labelled.ts';

function u32(value: number): Uint8Array {
  return new Uint8Array(Uint32Array.of(value).buffer);
}

function bytesOf(address: string): Uint8Array {
  return addressBytes(expectOk(parseAddress(address)));
}

describe('rules that ask for one exact value', () => {
  test.each([
    ['drop src 192.0.2.1', 'remote_v4_rules', bytesOf('192.0.2.1')],
    ['pass remote 2001:db8::1', 'remote_v6_rules', bytesOf('2001:db8::1')],
    ['drop tcp dport 8080', 'port_rules', u32(8080)],
    ['drop dport 65535 udp', 'port_rules', u32(65_536 + 65_535)],
    ['drop tcp', 'protocol_rules', u32(0)],
    ['drop gre', 'protocol_rules', u32(7)],
    ['drop any', 'protocol_rules', u32(PROTOCOL_ANY)],
    ['drop src list bad', 'list_rules', u32(0)],
    ['pass local list bad', 'list_rules', u32(DESTINATION_LIST_KEYS)],
  ])('%s stands in %s', (line, map, key) => {
    const { in: incoming, out } = compiled([line]);
    expect(incoming.exact).toEqual([{ map, key, reference: referenceOf(0) }]);
    expect([incoming.vectors, out.exact, out.vectors]).toEqual([undefined, [], undefined]);
  });

  test.each([
    'drop src 192.0.2.0/24',
    'drop src 192.0.2.1, 192.0.2.2',
    'drop dst 192.0.2.1',
    'drop host 192.0.2.1',
    'drop not src 192.0.2.1',
    'drop tcp, udp',
    'drop not tcp',
    'drop ip',
    'drop esp',
    'drop dport 22',
    'drop tcp sport 22',
    'drop tcp dport 22-23',
    'drop tcp dport 22, 80',
    'drop sctp dport 22',
    'drop tcp not dport 22',
    'drop tcp dport 22 iface eth0',
    'count tcp',
    'limit 5/s burst 5 src 192.0.2.1',
    'drop host list bad',
    'drop not src list bad',
    'drop udp src list bad',
  ])('%s stands in the vectors', (line) => {
    const { in: incoming } = compiled([line]);
    expect(incoming.exact).toEqual([]);
    expect(incoming.vectors?.positions).toContain(referenceOf(0));
  });

  test('lists go with the other rules into the vectors, where they are looked up once', () => {
    const lines = ['drop src list bad', 'drop tcp', 'drop ttl 1', 'pass src list bad dst list bad'];
    const { in: incoming } = compiled(lines);
    expect(incoming.exact.map(({ map }) => map)).toEqual(['protocol_rules']);
    expect([...(incoming.vectors?.positions ?? [])]).toEqual([0, 2, 3].map(referenceOf));
  });

  test('on the way out the other end is the destination', () => {
    const { out } = compiled(['drop out dst 192.0.2.1', 'drop out src 192.0.2.2']);
    expect(out.exact.map(({ map }) => map)).toEqual(['remote_v4_rules']);
    expect([...(out.vectors?.positions ?? [])]).toEqual([referenceOf(1)]);
  });

  test('a key that an earlier rule has taken leaves the vectors', () => {
    const { in: incoming } = compiled([
      'drop tcp',
      'pass udp',
      'pass tcp',
      'drop remote 192.0.2.1',
    ]);
    expect(incoming.exact.map(({ reference }) => reference)).toEqual([0, 1, 3].map(referenceOf));
    expect([...(incoming.vectors?.positions ?? [])]).toEqual([referenceOf(2)]);
  });

  test('switched off they are in no table, and their keys stay theirs', () => {
    const on = compiled(['drop tcp', 'pass tcp', 'drop udp']);
    const off = compiled(['off drop tcp', 'pass tcp', 'drop udp']);
    expect(off.in.exact).toEqual(on.in.exact.slice(1));
    expect(serialize(off.in.vectors).equals(serialize(on.in.vectors))).toBe(true);
    expect(off.ruleEntries).toEqual(on.ruleEntries.slice(1));
  });
});

describe('entries of rules', () => {
  test('say what a rule does', () => {
    const rules = labelled(
      [
        'drop tcp',
        'pass src 192.0.2.0/24',
        'off count udp',
        'limit 100/s burst 200 udp dport 53',
        'limit 7/min burst 3 per source icmp',
        'limit 1/h burst 8760 igmp',
      ],
      { deadlineNs: 5n },
    );
    const { ruleEntries } = expectOk(compileRuleset(rules, CONTEXT));
    const plain = { cost: 0n, depth: 0n, expiresBootNs: 5n, enabled: true };
    const hourly = 16n * 3_600_000_000_000n;
    const ofLine = (slot: number) => ({
      slot,
      generation: 1 + (slot % 5),
      rank: 1024 * (slot + 1),
    });
    expect(ruleEntries).toEqual([
      { ...plain, ...ofLine(0), action: 'drop' },
      { ...plain, ...ofLine(1), action: 'pass' },
      { ...plain, ...ofLine(2), action: 'count', enabled: false },
      { ...plain, ...ofLine(3), action: 'limit', cost: 160_000_000n, depth: 32_000_000_000n },
      // Rounded down, so that no rate is missed.
      {
        ...plain,
        ...ofLine(4),
        action: 'limitPerSource',
        cost: 137_142_857_142n,
        depth: 411_428_571_426n,
      },
      { ...plain, ...ofLine(5), action: 'limit', cost: hourly, depth: 8760n * hourly },
    ]);
  });

  test('are there once for a rule of both directions', () => {
    const { ruleEntries, in: incoming, out } = compiled(['drop both src 192.0.2.1']);
    expect(ruleEntries).toHaveLength(1);
    expect([incoming.exact.length, out.vectors?.positions.length]).toEqual([1, 1]);
  });

  test('and positions are left out for a rule that can match nothing here', () => {
    const { ruleEntries, in: incoming } = compiled([
      'drop iface gone0 tcp',
      'drop src list unknown',
    ]);
    expect([ruleEntries, incoming.vectors]).toEqual([[], undefined]);
  });
});

describe('what rules ask for', () => {
  test.each([
    ['drop src 192.0.2.1', false],
    ['drop tcp', true],
    ['off drop tcp', false],
    ['drop sport 5', true],
    ['drop port 5', true],
    ['drop tcp flags syn', true],
    ['drop icmp type 8', true],
    ['drop out tcp', false],
    ['drop frag later', false],
  ])('%s: what stands behind the IP header: %s', (line, asks) => {
    expect(compiled([line]).in.asksTransport).toBe(asks);
  });

  test.each([
    ['pass established', true, false],
    ['off pass both established', true, true],
    ['drop tcp', false, false],
  ])('%s: known flows: %s, %s', (line, incoming, outgoing) => {
    const ruleset = compiled([line]);
    expect([ruleset.in.asksFlows, ruleset.out.asksFlows]).toEqual([incoming, outgoing]);
  });

  test.each([
    ['drop out dst list bad', false, true],
    ['off drop both tcp host list bad', true, true],
    ['drop tcp', false, false],
  ])('%s: lists: %s, %s', (line, incoming, outgoing) => {
    const ruleset = compiled([line]);
    expect([ruleset.in.asksLists, ruleset.out.asksLists]).toEqual([incoming, outgoing]);
  });
});
