/**
 * Where addresses stand in a table of bpf/include/rules.h: a bucket by their hash, in it the next
 * free place. An address keeps its place, also when nothing refers to it any more.
 */
import { fail, ok, type Result } from '../../contract/result.ts';
import type { AddressHash } from '../bpf/layout.ts';

/** One page of IPv4 buckets. */
const MIN_BUCKETS = 64;
/** Nearly always the first one fits, so all fail only where addresses were chosen to collide. */
const TRIES = 32;
const HASH_BITS = 32;
const MAX_WORDS = 4;

export interface Room {
  /** Places of a bucket. */
  readonly bucketPlaces: number;
  /** So many that hardly a bucket gets more addresses than it has places. */
  readonly bucketsPerAddress: number;
}

export class AddressPlaces {
  readonly hash: AddressHash;
  readonly buckets: number;
  readonly #bucketPlaces: number;
  /** By bucket: how many places are taken. */
  readonly #taken: Uint8Array;
  readonly #places = new Map<string, number>();

  private constructor(buckets: number, bucketPlaces: number, hash: AddressHash) {
    this.buckets = buckets;
    this.hash = hash;
    this.#bucketPlaces = bucketPlaces;
    this.#taken = new Uint8Array(buckets);
  }

  /**
   * For different addresses of one family, in network order, all of which get a place. Fails with
   * `too-complex` if there is no hash that has room for them.
   */
  static create(
    addresses: readonly Uint8Array[],
    { bucketPlaces, bucketsPerAddress }: Room,
  ): Result<AddressPlaces> {
    const bits = Math.ceil(Math.log2(Math.max(MIN_BUCKETS, addresses.length * bucketsPerAddress)));
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const hash = { multipliers: multipliers(attempt), shift: HASH_BITS - bits };
      const places = new AddressPlaces(2 ** bits, bucketPlaces, hash);
      if (addresses.every((address) => places.take(address) !== undefined)) return ok(places);
    }
    return fail(
      'too-complex',
      `No table was found that holds these ${addresses.length} addresses and is fast.`,
      'Put the addresses into a list, and name the list in a rule.',
    );
  }

  /** The place of an address, from now on; undefined if its bucket is full. */
  take(address: Uint8Array): number | undefined {
    const name = Buffer.from(address.buffer, address.byteOffset, address.length).toString('latin1');
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    const bucket = bucketOf(address, this.hash);
    const taken = this.#taken[bucket] as number;
    if (taken === this.#bucketPlaces) return undefined;
    this.#taken[bucket] = taken + 1;
    const place = bucket * this.#bucketPlaces + taken;
    this.#places.set(name, place);
    return place;
  }
}

/** As bpf/lib/addresses.h has it. */
export function bucketOf(address: Uint8Array, { multipliers, shift }: AddressHash): number {
  let sum = 0;
  for (let at = 0; at < address.length; at += 4) {
    const word =
      (address[at] as number) |
      ((address[at + 1] as number) << 8) |
      ((address[at + 2] as number) << 16) |
      ((address[at + 3] as number) << 24);
    sum += Math.imul(word, multipliers[at / 4] as number);
  }
  return (sum | 0) >>> shift;
}

function multipliers(attempt: number): number[] {
  return Array.from(
    { length: MAX_WORDS },
    (_, word) => (mixed(attempt * MAX_WORDS + word + 1) | 1) >>> 0,
  );
}

/** Numbers without a pattern from numbers in a row: the finaliser of MurmurHash3. */
function mixed(index: number): number {
  let word = Math.imul(index, 0x9e37_79b9);
  word = Math.imul(word ^ (word >>> 16), 0x85eb_ca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2_ae35);
  return (word ^ (word >>> 16)) >>> 0;
}
