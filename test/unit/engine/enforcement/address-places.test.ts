import { describe, expect, test } from 'vitest';
import { AddressPlaces, bucketOf } from '../../../../electron/engine/enforcement/address-places.ts';
import { ADDRESS_TABLES } from '../../../../electron/engine/enforcement/address-table.ts';
import { expectOk } from '../../../support/expect-ok.ts';
import { Random } from '../../../support/random.ts';

const MOST = 4160;
const V4 = ADDRESS_TABLES.remote_v4_rules;
const V6 = ADDRESS_TABLES.remote_v6_rules;
const random = new Random(7);

const many = (addressOf: (index: number) => readonly number[] | Uint8Array) =>
  Array.from({ length: MOST }, (_, index) => Uint8Array.from(addressOf(index)));
const DOCUMENTATION = [0x20, 1, 0x0d, 0xb8];

describe('as many addresses as there can be rules', () => {
  test.each([
    ['one after the other', V4, many((index) => [10, 0, index >> 8, index & 255])],
    ['the same host of many networks', V4, many((index) => [10, index >> 8, index & 255, 1])],
    ['drawn by lot', V4, many(() => random.bytes(4))],
    [
      'IPv6 hosts of one network',
      V6,
      many((index) => [...DOCUMENTATION, ...new Uint8Array(10), index >> 8, index & 255]),
    ],
    [
      'one host of many IPv6 networks',
      V6,
      many((index) => [...DOCUMENTATION, index >> 8, index & 255, ...new Uint8Array(9), 1]),
    ],
    ['IPv6, drawn by lot', V6, many(() => random.bytes(16))],
  ])('%s', (_, room, addresses) => {
    const places = expectOk(AddressPlaces.create(addresses, room));
    const taken = addresses.map((address) => places.take(address) ?? -1);
    const different = new Set(addresses.map(String)).size;
    expect(new Set(taken).size).toBe(different);
    for (const [index, place] of taken.entries()) {
      const bucket = bucketOf(addresses[index] ?? new Uint8Array(), places.hash);
      expect(Math.floor(place / room.bucketPlaces)).toBe(bucket);
      expect(bucket).toBeLessThan(places.buckets);
    }
  });
});

test('a bucket that is full takes no address, but knows its own', () => {
  const places = expectOk(AddressPlaces.create([], V4));
  const own: Uint8Array[] = [];
  for (let index = 0; own.length <= V4.bucketPlaces; index += 1) {
    const address = Uint8Array.of(192, 0, index >> 8, index & 255);
    if (bucketOf(address, places.hash) === 5) own.push(address);
  }
  const taken = own.map((address) => places.take(address));
  const first = 5 * V4.bucketPlaces;
  expect(taken.slice(0, -1)).toEqual(
    Array.from({ length: V4.bucketPlaces }, (_, place) => first + place),
  );
  expect(taken.at(-1)).toBeUndefined();
  expect(places.take(own[3] as Uint8Array)).toBe(first + 3);
});

test('where no table has room, it says so', () => {
  const crowded = { bucketPlaces: 1, bucketsPerAddress: 1 };
  expect(
    AddressPlaces.create(
      many(() => random.bytes(4)),
      crowded,
    ),
  ).toMatchObject({
    ok: false,
    error: { code: 'too-complex' },
  });
});
