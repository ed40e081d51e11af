import { expect, test } from 'vitest';
import { ipv4Number, ipv4Text, networkOf } from '../../bench/dataplane/ipv4.ts';
import { prefixText, randomPrefixes } from '../../bench/dataplane/prefixes.ts';

const prefixes = randomPrefixes(10_000, 1);

test('the same seed gives the same prefixes, none of them twice', () => {
  expect(randomPrefixes(10_000, 1)).toEqual(prefixes);
  expect(new Set(prefixes.map(prefixText)).size).toBe(10_000);
});

test('six in ten are addresses, three are /24, one is shorter', () => {
  const share = (from: number, to: number) =>
    prefixes.filter(({ length }) => length >= from && length <= to).length / prefixes.length;
  expect(share(32, 32)).toBeCloseTo(0.6, 1);
  expect(share(24, 24)).toBeCloseTo(0.3, 1);
  expect(share(16, 23)).toBeCloseTo(0.1, 1);
  expect(share(16, 24) + share(32, 32)).toBe(1);
});

test('addresses as numbers and text, and the network they are in', () => {
  expect(ipv4Text(ipv4Number('203.0.113.77'))).toBe('203.0.113.77');
  expect(ipv4Text(networkOf(ipv4Number('203.0.113.77'), 24))).toBe('203.0.113.0');
  expect(networkOf(ipv4Number('203.0.113.77'), 0)).toBe(0);
  expect(prefixText({ address: ipv4Number('203.0.112.0'), length: 20 })).toBe('203.0.112.0/20');
});
