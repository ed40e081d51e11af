/**
 * What an address is for, from the address alone: IANA's special-purpose registries (RFC 6890), and
 * multicast (RFC 5771, RFC 4291). Only what is for nothing special belongs to somebody in a country.
 */
export const ADDRESS_SCOPES = [
  'unspecified',
  'loopback',
  'private',
  'shared',
  'link-local',
  'multicast',
  'broadcast',
  'documentation',
  'benchmark',
  'reserved',
] as const;
export type AddressScope = (typeof ADDRESS_SCOPES)[number];

/** For people, in the place of a country: `private network`. */
export const SCOPE_TEXT: Readonly<Record<AddressScope, string>> = {
  unspecified: 'no address',
  loopback: 'this machine',
  private: 'private network',
  shared: 'provider network',
  'link-local': 'this link',
  multicast: 'multicast',
  broadcast: 'broadcast',
  documentation: 'documentation',
  benchmark: 'test network',
  reserved: 'reserved',
};

/** An address in front of a prefix's end, its length in bits, and what the prefix is for. */
type Row = readonly [first: number, second: number, third: number, bits: number, AddressScope];

/** In the order of the table: the first that holds the address says. */
const V4: readonly Row[] = [
  [255, 255, 255, 32, 'broadcast'],
  [0, 0, 0, 8, 'unspecified'],
  [10, 0, 0, 8, 'private'],
  [100, 64, 0, 10, 'shared'],
  [127, 0, 0, 8, 'loopback'],
  [169, 254, 0, 16, 'link-local'],
  [172, 16, 0, 12, 'private'],
  [192, 0, 0, 24, 'reserved'],
  [192, 0, 2, 24, 'documentation'],
  [192, 168, 0, 16, 'private'],
  [198, 18, 0, 15, 'benchmark'],
  [198, 51, 100, 24, 'documentation'],
  [203, 0, 113, 24, 'documentation'],
  [224, 0, 0, 4, 'multicast'],
  [240, 0, 0, 4, 'reserved'],
];

/**
 * Of 4 or 16 bytes in network byte order; undefined: an ordinary, global address. An IPv4 address in
 * an IPv6 one (RFC 4291, mapped) is what the inner one is.
 */
export function addressScope(bytes: Uint8Array): AddressScope | undefined {
  if (bytes.length === 4) return scopeOfV4(bytes);
  return bytes.length === 16 ? scopeOfV6(bytes) : undefined;
}

function scopeOfV4(bytes: Uint8Array): AddressScope | undefined {
  const value = u32(bytes, 0);
  for (const [first, second, third, bits, scope] of V4) {
    const last = bits === 32 ? 255 : 0;
    const prefix = ((first << 24) | (second << 16) | (third << 8) | last) >>> 0;
    if ((value ^ prefix) >>> 0 < 2 ** (32 - bits)) return scope;
  }
  return undefined;
}

function scopeOfV6(bytes: Uint8Array): AddressScope | undefined {
  const [first, second, third, fourth] = [0, 4, 8, 12].map((at) => u32(bytes, at)) as Words;
  if (first === 0 && second === 0) {
    if (third === 0xffff) return scopeOfV4(bytes.subarray(12));
    if (third === 0 && fourth === 0) return 'unspecified';
    return third === 0 && fourth === 1 ? 'loopback' : 'reserved';
  }
  const top = first >>> 16;
  if (top >= 0xff00) return 'multicast';
  if ((top & 0xffc0) === 0xfe80) return 'link-local';
  if ((top & 0xfe00) === 0xfc00) return 'private';
  if (first === 0x20010db8 || first >>> 12 === 0x3fff0) return 'documentation';
  if (first === 0x20010002) return 'benchmark';
  // Translated IPv4 (RFC 6052) is routed; of the rest, only 2000::/3 is given out.
  if (first === 0x0064ff9b) return undefined;
  return top >>> 13 === 1 ? undefined : 'reserved';
}

type Words = [number, number, number, number];

function u32(bytes: Uint8Array, at: number): number {
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes.subarray(at, at + 4);
  return ((first << 24) | (second << 16) | (third << 8) | fourth) >>> 0;
}
