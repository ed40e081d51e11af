import { expect, test } from 'vitest';
import { differenceOf } from '../../../../electron/engine/lists/difference.ts';
import { EMPTY_LIST, prefixesOfRange } from '../../../../electron/engine/lists/parsed-list.ts';
import { atOnce } from '../../../../electron/engine/lists/slices.ts';
import { Random } from '../../../support/random.ts';
import { listOf } from './list-of.ts';

test.each([
  ['nothing', ['192.0.2.0/24', '2001:db8::/32'], ['192.0.2.0/24', '2001:db8::/32'], 0, 0],
  ['an address', ['192.0.2.1'], ['192.0.2.1', '192.0.2.9'], 1, 0],
  ['a hole', ['192.0.2.0/24'], ['192.0.2.0/25', '192.0.2.192/26'], 0, 1],
  ['a hole that is no prefix', ['192.0.2.0/24'], ['192.0.2.0', '192.0.2.255'], 0, 14],
  ['the other half', ['192.0.2.0/25'], ['192.0.2.128/25'], 1, 1],
  ['one prefix written as two', ['192.0.2.0/24'], ['192.0.2.0/25', '192.0.2.128/25'], 0, 0],
  ['a wider IPv6 prefix', ['2001:db8::/48'], ['2001:db8::/32'], 1, 1],
  [
    'IPv6 among others',
    ['::1', '2001:db8::1'],
    ['::1', '2001:db8::', '2001:db8::1', 'fe80::/64'],
    2,
    0,
  ],
  ['the last address', ['255.255.255.0/24'], ['255.255.255.0-255.255.255.254'], 0, 1],
])('%s', (_, before, after, added, removed) => {
  const difference = atOnce(differenceOf(listOf(...before), listOf(...after)));
  expect(difference).toEqual({ added, removed });
});

test('against nothing it is the whole list', () => {
  const list = listOf('192.0.2.0/24', '198.51.100.1-198.51.100.6', '2001:db8::/32');
  expect(atOnce(differenceOf(EMPTY_LIST, list))).toEqual({ added: 6, removed: 0 });
  expect(atOnce(differenceOf(list, EMPTY_LIST))).toEqual({ added: 0, removed: 6 });
});

/** Cuts off the largest prefix that fits, again and again. */
function slowPrefixes(start: number, end: number): number {
  let count = 0;
  for (let next = start; next <= end; count++) {
    let size = 1;
    while (next % (2 * size) === 0 && next + 2 * size - 1 <= end) size *= 2;
    next += size;
  }
  return count;
}

test('ranges count as the prefixes that cover them', () => {
  expect(prefixesOfRange(0, 2 ** 32 - 1)).toBe(1);
  expect(prefixesOfRange(1, 2 ** 32 - 1)).toBe(32);
  expect(prefixesOfRange(0, 2 ** 32 - 2)).toBe(32);
  expect(prefixesOfRange(1, 2 ** 32 - 2)).toBe(62);
  const random = new Random(9);
  for (let round = 0; round < 5000; round++) {
    const start = random.below(2 ** random.below(33));
    const end = Math.min(2 ** 32 - 1, start + random.below(2 ** random.below(33)));
    expect(prefixesOfRange(start, end), `${start}-${end}`).toBe(slowPrefixes(start, end));
  }
});
