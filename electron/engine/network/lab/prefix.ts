/** Address ranges as text: `192.0.2.0/24`, or a single address. */
import { addressBytes, parseAddress } from '../../../contract/address.ts';

interface Prefix {
  /** 4 or 16 bytes in network order. */
  readonly bytes: Uint8Array;
  readonly lengthBits: number;
}

function parsePrefix(text: string): Prefix | null {
  const [addressText = '', lengthText] = text.split('/');
  const address = parseAddress(addressText);
  if (!address.ok) return null;
  const bytes = addressBytes(address.value);
  const lengthBits = lengthText === undefined ? bytes.length * 8 : Number(lengthText);
  return { bytes, lengthBits };
}

/** Whether some address is in both. Text that is no prefix overlaps nothing. */
export function overlaps(left: string, right: string): boolean {
  const a = parsePrefix(left);
  const b = parsePrefix(right);
  if (!a || !b || a.bytes.length !== b.bytes.length) return false;
  const commonBits = Math.min(a.lengthBits, b.lengthBits);
  for (let bit = 0; bit < commonBits; bit += 1) {
    if (bitAt(a.bytes, bit) !== bitAt(b.bytes, bit)) return false;
  }
  return true;
}

function bitAt(bytes: Uint8Array, bit: number): number {
  return ((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1;
}

/** A `dst` in what `ip -json route show` prints. */
interface Route {
  readonly dst?: string;
}

/**
 * Routes shorter than these are ways to everywhere under another name (0.0.0.0/1, 2000::/3, as
 * tunnels set them), beside which more special routes work as they should.
 */
const SHORTEST_BITS = { v4: 8, v6: 17 } as const;

/** The prefixes and addresses with a route of their own, from the JSON of `ip route show table all`. */
export function routedPrefixes(json: string): string[] {
  // iproute2 prints nothing at all where it could print an empty list.
  const routes = json.trim() === '' ? [] : (JSON.parse(json) as readonly Route[]);
  return routes.flatMap(({ dst }) => {
    const prefix = dst === undefined ? null : parsePrefix(dst);
    if (dst === undefined || !prefix) return [];
    const shortest = prefix.bytes.length === 4 ? SHORTEST_BITS.v4 : SHORTEST_BITS.v6;
    return prefix.lengthBits >= shortest ? [dst] : [];
  });
}
