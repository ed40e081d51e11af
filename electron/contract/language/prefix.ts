import { type Address, addressBytes, addressFamily, formatAddressBytes } from '../address.ts';
import type { Prefix } from './criterion.ts';

const bytesOfPrefixes = new WeakMap<Prefix, Uint8Array>();

/** Its 4 or 16 bytes in network order; remembered, as evaluating asks for them per packet. */
export function prefixBytes(prefix: Prefix): Uint8Array {
  let bytes = bytesOfPrefixes.get(prefix);
  if (!bytes) {
    bytes = addressBytes(prefix.address);
    bytesOfPrefixes.set(prefix, bytes);
  }
  return bytes;
}

/** 32 or 128. */
export function addressBits(address: Address): 32 | 128 {
  return addressFamily(address) === 4 ? 32 : 128;
}

/** `203.0.113.0/24`; a single address without its length. */
export function printPrefix({ address, bits }: Prefix): string {
  return bits === addressBits(address) ? address : `${address}/${bits}`;
}

/** The address with all bits behind the first `bits` cleared. */
export function maskAddress(address: Address, bits: number): Address {
  const bytes = addressBytes(address);
  for (let index = 0; index < bytes.length; index += 1) {
    const kept = Math.min(8, Math.max(0, bits - index * 8));
    bytes[index] = (bytes[index] as number) & (0xff00 >> kept);
  }
  return formatAddressBytes(bytes);
}

/** Whether a prefix holds an address of 4 or 16 bytes in network order. */
export function isInPrefix(prefix: Prefix, address: Uint8Array): boolean {
  const bytes = prefixBytes(prefix);
  if (bytes.length !== address.length) return false;
  const whole = prefix.bits >> 3;
  for (let index = 0; index < whole; index += 1) {
    if (bytes[index] !== address[index]) return false;
  }
  const rest = prefix.bits & 7;
  if (rest === 0) return true;
  return (((bytes[whole] as number) ^ (address[whole] as number)) & (0xff00 >> rest) & 0xff) === 0;
}
