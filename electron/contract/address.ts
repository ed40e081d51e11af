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
    return fail(
      'bad-address',
      `"${shorten(trimmed)}" is a prefix; rules take single addresses so far.`,
      REMEDY,
    );
  }
  if (ipaddr.IPv4.isValidFourPartDecimal(trimmed)) {
    return ok(ipaddr.IPv4.parse(trimmed).toString() as Address);
  }
  if (trimmed.includes(':') && ipaddr.IPv6.isValid(trimmed)) {
    return ok(ipaddr.IPv6.parse(trimmed).toRFC5952String() as Address);
  }
  return fail('bad-address', `"${shorten(trimmed)}" is not an IP address.`, REMEDY);
}

/** 4 or 16 bytes in network byte order. */
export function addressBytes(address: Address): Uint8Array {
  return Uint8Array.from(ipaddr.parse(address).toByteArray());
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
