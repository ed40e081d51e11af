import { type Address, formatAddressBytes, parseAddress } from '../address.ts';

const V4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.in-addr\.arpa$/;
const V6 = /^(?:[0-9a-f]\.){32}ip6\.arpa$/;

/** The address that a name of the reverse zones stands for (RFC 1035, 3.5; RFC 3596, 2.5). */
export function addressOfReverseName(name: string): Address | undefined {
  const lower = name.toLowerCase();
  const v4 = V4.exec(lower);
  if (v4) {
    const parsed = parseAddress(v4.slice(1).reverse().join('.'));
    return parsed.ok ? parsed.value : undefined;
  }
  if (!V6.test(lower)) return undefined;
  const digits = lower.split('.').slice(0, 32).reverse();
  return formatAddressBytes(
    Uint8Array.from({ length: 16 }, (_, index) =>
      Number.parseInt(`${digits[2 * index]}${digits[2 * index + 1]}`, 16),
    ),
  );
}
