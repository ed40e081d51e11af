import type { Prefix } from '../../contract/language/criterion.ts';
import { prefixBytes } from '../../contract/language/prefix.ts';
import type { AddressSet } from './field-set.ts';
import { type Interval, unionOf } from './interval-set.ts';

/** Addresses that begin with one of the prefixes. */
export function addressSet(prefixes: readonly Prefix[]): AddressSet {
  const v4: Interval<number>[] = [];
  const v6: Interval<bigint>[] = [];
  for (const prefix of prefixes) {
    const bytes = prefixBytes(prefix);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    if (bytes.length === 4) {
      const start = view.getUint32(0);
      v4.push({ start, end: start + 2 ** (32 - prefix.bits) });
    } else {
      const start = (view.getBigUint64(0) << 64n) | view.getBigUint64(8);
      v6.push({ start, end: start + (1n << BigInt(128 - prefix.bits)) });
    }
  }
  return { kind: 'addresses', v4: unionOf(v4), v6: unionOf(v6) };
}
