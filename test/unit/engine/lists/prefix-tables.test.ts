import { describe, expect, test } from 'vitest';
import { type Address, formatAddressBytes } from '../../../../electron/contract/address.ts';
import { listsHolding } from '../../../../electron/engine/lists/lists-holding.ts';
import { lookup } from '../../../../electron/engine/lists/lookup.ts';
import {
  buildPrefixTables,
  type NumberedList,
} from '../../../../electron/engine/lists/prefix-tables.ts';
import { atOnce } from '../../../../electron/engine/lists/slices.ts';
import { Random } from '../../../support/random.ts';
import { listOf } from './list-of.ts';

function tablesOf(...lists: readonly (readonly [bit: number, ...lines: string[]])[]) {
  return atOnce(
    buildPrefixTables(lists.map(([bit, ...lines]) => ({ bit, list: listOf(...lines) }))),
  );
}

describe('the tables, as bpf/include/lists.h has them', () => {
  test('a bit for each /24 that a list touches; leaves for those that are not as most are', () => {
    const { blocks, leaves, chunks } = tablesOf(
      [3, '10.0.1.0/24', '10.0.33.0/24', '10.0.40.0/24', '10.0.64.0/24'],
      [0, '10.0.33.0/24', '10.0.66.0'],
    ).v4;
    expect(blocks).toHaveLength(262_144 * 6);
    const block = (10 << 10) * 6;
    expect([...blocks.subarray(block, block + 12)]).toEqual([
      ...[0b10, 0b1_0000_0010, 0, 0b10, 0, 8],
      ...[0b101, 0, 0b100, 0, 1, 8],
    ]);
    expect([...leaves]).toEqual([9, 0, 0x0100_0000, 0]);
    expect(chunks).toHaveLength(0);
  });

  test('no leaf for what a range holds, however many blocks it goes through', () => {
    const { blocks, leaves } = tablesOf([1, '10.0.0.0/8', '12.0.0.0/24']).v4;
    expect(leaves).toHaveLength(0);
    const block = (index: number) => [...blocks.subarray(index * 6, index * 6 + 6)];
    for (let index = 10 << 10; index < 11 << 10; index++) {
      expect(block(index)).toEqual([0xffffffff, 0xffffffff, 0, 0, 0, 2]);
    }
    expect(block(11 << 10)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(block(12 << 10)).toEqual([1, 0, 0, 0, 0, 2]);
  });

  test('one address of a /24 stands in the leaf', () => {
    const { leaves, chunks } = tablesOf([2, '10.0.0.7'], [4, '10.0.0.0-10.0.1.255']).v4;
    expect([...leaves]).toEqual([0x0307_0010, 0]);
    expect(chunks).toHaveLength(0);
  });

  test('a chunk per list for what else it holds in part', () => {
    const { leaves, chunks } = tablesOf(
      [0, '10.0.0.0-10.0.1.3'],
      [15, '10.0.1.31', '10.0.1.32', '10.0.1.255'],
    ).v4;
    // Chunks are numbered from 1, and the last one that came is the first of its /24.
    expect([...leaves]).toEqual([0, 2]);
    expect([...chunks]).toEqual([
      ...[0b1111, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0],
      ...[0x80000000, 1, 0, 0, 0, 0, 0, 0x80000000, 1, 0x8000, 0, 0],
    ]);
  });

  test('IPv6 prefixes as keys in network order, with the lists that hold exactly them', () => {
    const { v6 } = tablesOf(
      [0, '2001:db8::/32', '2001:db9::1'],
      [1, '2001:db8::/32', '2001:db8::/29'],
    );
    expect(v6.lengths).toEqual([128, 32, 29]);
    expect(v6.count).toBe(3);
    const keys = [0, 1, 2].map((row) => Buffer.from(v6.keys.subarray(20 * row, 20 * row + 20)));
    expect(keys.map((key) => key.toString('hex'))).toEqual([
      '20010db8000000000000000000000000' + '1d000000',
      '20010db8000000000000000000000000' + '20000000',
      '20010db9000000000000000000000001' + '80000000',
    ]);
    expect([...v6.lists]).toEqual([0b10, 0b01, 0b01]);
  });

  test('without lists nothing is found', () => {
    const tables = tablesOf();
    expect(tables.v4.leaves).toHaveLength(0);
    expect(tables.v6).toMatchObject({ count: 0, lengths: [] });
    expect(lookup(tables, Uint8Array.of(10, 0, 0, 1))).toBe(0);
    expect(lookup(tables, new Uint8Array(16))).toBe(0);
  });
});

/** By what the lines say, one after the other. */
function slowLookup(lists: readonly Lines[], address: Uint8Array): number {
  const number = toNumber(address);
  let mask = 0;
  for (const { bit, ranges } of lists) {
    if (
      ranges.some(([low, high, size]) => size === address.length && low <= number && number <= high)
    ) {
      mask |= 1 << bit;
    }
  }
  return mask;
}

type Range = readonly [low: bigint, high: bigint, bytes: number];
interface Lines {
  readonly bit: number;
  readonly ranges: readonly Range[];
}

function toNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

function toBytes(number: bigint, size: number): Uint8Array {
  return Buffer.from(number.toString(16).padStart(2 * size, '0'), 'hex');
}

function text(number: bigint, size: number): Address {
  return formatAddressBytes(toBytes(number, size));
}

/** Of a few neighbourhoods, so that lists overlap. */
function randomRange(random: Random): Range {
  if (random.chance(3)) {
    const low = (0x20010db8n << 96n) | (BigInt(random.below(4)) << 64n) | BigInt(random.below(64));
    return [low, low + BigInt(random.below(random.pick([1, 16, 70]))), 16];
  }
  const base = random.pick([0x00000000, 0x0a000000, 0x0a00ff00, 0xc0000200, 0xfffe0000]);
  const size = random.pick([1, 1, 3, 256, 700, 20_000]);
  const low = BigInt(base + random.below(100_000));
  const high = low + BigInt(random.below(size));
  return [low > 0xffffffffn ? 0xffffffffn : low, high > 0xffffffffn ? 0xffffffffn : high, 4];
}

test('tables, binary search and a plain look at the lines agree on random lists', () => {
  const random = new Random(31);
  let found = 0;
  for (let round = 0; round < 30; round++) {
    const bits = Array.from({ length: 16 }, (_, bit) => bit).filter(() => !random.chance(3));
    const lines: Lines[] = bits.map((bit) => ({
      bit,
      ranges: Array.from({ length: 1 + random.below(40) }, () => randomRange(random)),
    }));
    const lists: NumberedList[] = lines.map(({ bit, ranges }) => ({
      bit,
      list: listOf(...ranges.map(([low, high, size]) => `${text(low, size)}-${text(high, size)}`)),
    }));
    const tables = atOnce(buildPrefixTables(lists));
    const named = new Map(lists.map(({ bit, list }) => [`list-${bit}`, list]));
    const ranges = lines.flatMap((list) => list.ranges);
    for (let probe = 0; probe < 300; probe++) {
      const [low, high, size] = ranges[random.below(ranges.length)] as Range;
      const near = random.pick([low, high, low - 1n, high + 1n, (low + high) / 2n]);
      const max = (1n << BigInt(8 * size)) - 1n;
      const address = toBytes(near < 0n ? 0n : near > max ? max : near, size);
      const expected = slowLookup(lines, address);
      const where = `${formatAddressBytes(address)}, round ${round}, seed ${random.seed}`;
      expect(lookup(tables, address), where).toBe(expected);
      const names = bits.filter((bit) => (expected >> bit) & 1).map((bit) => `list-${bit}`);
      expect(listsHolding(named, formatAddressBytes(address)), where).toEqual(names);
      if (expected !== 0) found += 1;
    }
  }
  expect(found).toBeGreaterThan(3000);
});

test('a list of everything takes no leaf', () => {
  const all = Array.from({ length: 256 }, (_, first) => `${first}.0.0.0/8`);
  const tables = tablesOf([5, ...all], [6, '198.51.100.7']);
  expect(tables.v4.leaves).toHaveLength(2);
  expect(lookup(tables, Uint8Array.of(198, 51, 100, 7))).toBe(0b1100000);
  expect(lookup(tables, Uint8Array.of(198, 51, 100, 8))).toBe(0b0100000);
  expect(lookup(tables, Uint8Array.of(255, 255, 255, 255))).toBe(0b0100000);
  expect(lookup(tables, Uint8Array.of(0, 0, 0, 0))).toBe(0b0100000);
});
