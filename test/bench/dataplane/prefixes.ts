/** A blocklist as large as they get, always the same one. */
import { Random } from '../../support/random.ts';
import { ipv4Text, networkOf } from './ipv4.ts';

export interface Prefix {
  /** Its first address. */
  readonly address: number;
  readonly length: number;
}

/** Of a hundred: 60 single addresses, 30 of /24, 10 from /16 to /23. No prefix comes twice. */
export function randomPrefixes(count: number, seed: number): Prefix[] {
  const random = new Random(seed);
  const taken = new Set<number>();
  const prefixes: Prefix[] = [];
  while (prefixes.length < count) {
    const kind = random.below(100);
    const length = kind < 60 ? 32 : kind < 90 ? 24 : 16 + random.below(8);
    const address = networkOf(random.below(0x1_0000_0000), length);
    const key = address * 64 + length;
    if (taken.has(key)) continue;
    taken.add(key);
    prefixes.push({ address, length });
  }
  return prefixes;
}

/** One per line, as lists come. */
export function listText(prefixes: readonly Prefix[]): string {
  return prefixes.map((prefix) => `${prefixText(prefix)}\n`).join('');
}

export function prefixText({ address, length }: Prefix): string {
  return length === 32 ? ipv4Text(address) : `${ipv4Text(address)}/${length}`;
}
