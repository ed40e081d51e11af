import ipaddr from 'ipaddr.js';
import { fail, ok, type Result } from './result.ts';

/** An IPv4 or IPv6 address in canonical text (RFC 5952 for IPv6). Made by {@link parseAddress} only. */
export type Address = string & { readonly brand: 'Address' };

const REMEDY = 'Write one IPv4 or IPv6 address, such as 192.0.2.1 or 2001:db8::1.';

/**
 * Reads one address, with surrounding white space allowed.
 * Refuses what is only almost an address: prefixes, zones, octal or shortened IPv4.
 * An IPv4-mapped IPv6 address stays IPv6: on the wire the two are different packets.
 */
export function parseAddress(text: string): Result<Address> {
  const trimmed = text.trim();
  if (trimmed.includes('%')) {
    return fail(
      'bad-address',
      `"${shorten(trimmed)}" carries an interface zone.`,
      'Leave out the part after %.',
    );
  }
  if (trimmed.includes('/')) {
    return fail('bad-address', `"${shorten(trimmed)}" is a prefix, not one address.`, REMEDY);
  }
  // The colon first: to ask whether IPv6 is valid IPv4 costs an exception.
  if (trimmed.includes(':')) {
    if (ipaddr.IPv6.isValid(trimmed)) {
      return ok(ipaddr.IPv6.parse(trimmed).toRFC5952String() as Address);
    }
  } else if (ipaddr.IPv4.isValidFourPartDecimal(trimmed)) {
    return ok(ipaddr.IPv4.parse(trimmed).toString() as Address);
  }
  return fail('bad-address', `"${shorten(trimmed)}" is not an IP address.`, REMEDY);
}

/** 4 or 16 bytes in network byte order. */
export function addressBytes(address: Address): Uint8Array {
  // ipaddr.parse() tries IPv4 first, and is slow to find that IPv6 is none.
  if (addressFamily(address) === 6)
    return Uint8Array.from(ipaddr.IPv6.parse(address).toByteArray());
  return Uint8Array.from(address.split('.'), Number);
}

/** Canonical text of 4 or 16 bytes in network byte order. */
export function formatAddressBytes(bytes: Uint8Array): Address {
  const parsed = ipaddr.fromByteArray([...bytes]);
  const text =
    parsed.kind() === 'ipv6' ? (parsed as ipaddr.IPv6).toRFC5952String() : parsed.toString();
  return text as Address;
}

export function addressFamily(address: Address): 4 | 6 {
  return address.includes(':') ? 6 : 4;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
