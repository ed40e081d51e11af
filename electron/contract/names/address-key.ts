import { addressBytes, parseAddress } from '../address.ts';

/** What an address is remembered by: a number for IPv4, eight characters for IPv6. */
export type AddressKey = number | string;

/** Of 4 or 16 bytes at an offset. */
export function addressKey(bytes: Uint8Array, offset: number, size: number): AddressKey {
  if (size === 4) return ((u16(bytes, offset) << 16) | u16(bytes, offset + 2)) >>> 0;
  return String.fromCharCode(
    u16(bytes, offset),
    u16(bytes, offset + 2),
    u16(bytes, offset + 4),
    u16(bytes, offset + 6),
    u16(bytes, offset + 8),
    u16(bytes, offset + 10),
    u16(bytes, offset + 12),
    u16(bytes, offset + 14),
  );
}

/** Of an address as text; `undefined` for all other texts. */
export function addressKeyOfText(text: string): AddressKey | undefined {
  const parsed = parseAddress(text);
  if (!parsed.ok) return undefined;
  const bytes = addressBytes(parsed.value);
  return addressKey(bytes, 0, bytes.length);
}

function u16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}
