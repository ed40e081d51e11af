import { fail, ok, type Result } from '../../contract/result.ts';
import { v4Ranges, v6Ranges } from './address-ranges.ts';
import { classesOf } from './classes.ts';
import { type AddressSet, NO_ADDRESS, V4_DOMAIN, V6_DOMAIN } from './field-set.ts';
import { type PlacedBox, setsOf } from './placed-boxes.ts';
import { FIELD, MAX_RANGES } from './tables.ts';
import type { VectorStore } from './vector-store.ts';

export interface AddressClasses {
  /** `struct v4_ranges` */
  readonly v4: Uint8Array;
  /** `struct v6_ranges` */
  readonly v6: Uint8Array;
  /** Index of the vector of packets without addresses. */
  readonly none: number;
}

/** The vectors of source or destination addresses. Fails if there are too many ranges of them. */
export function compileAddressClasses(
  field: typeof FIELD.source | typeof FIELD.destination,
  placed: readonly PlacedBox[],
  vectors: VectorStore,
): Result<AddressClasses> {
  const sets = setsOf<AddressSet>(placed, field);
  const v4 = classesOf(
    sets.map((set) => set?.v4),
    V4_DOMAIN,
    vectors,
  );
  const v6 = classesOf(
    sets.map((set) => set?.v6),
    V6_DOMAIN,
    vectors,
  );
  const none = v4.vectors.at(-1) as number;
  // "No address" is no range: it begins one of its own, or is the end of the highest addresses'.
  const addresses = v4.starts.at(-1) === NO_ADDRESS ? v4.starts.length - 1 : v4.starts.length;
  for (const [family, ranges] of [
    ['IPv4', addresses],
    ['IPv6', v6.starts.length],
  ] as const) {
    if (ranges <= MAX_RANGES) continue;
    const end = field === FIELD.source ? 'source' : 'destination';
    return fail(
      'too-complex',
      `These rules divide the ${family} ${end} addresses into ${ranges.toLocaleString('en')} ranges; there is room for ${MAX_RANGES.toLocaleString('en')}.`,
      'Put addresses into a list, and write one rule about the list.',
    );
  }
  return ok({
    v4: v4Ranges({
      starts: v4.starts.slice(0, addresses),
      vectors: v4.vectors.slice(0, addresses),
    }),
    v6: v6Ranges(v6),
    none,
  });
}
