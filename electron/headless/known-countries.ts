import { join } from 'node:path';
import { formatAddressBytes } from '../contract/address.ts';
import { type Filter, termsOf } from '../contract/language/filter/filter.ts';
import type { FilterContext } from '../contract/language/filter/filter-context.ts';
import { type AddressKey, addressKey } from '../contract/names/address-key.ts';
import { addressScope } from '../contract/names/address-scope.ts';
import { fail, ok, type Result } from '../contract/result.ts';
import { CountryDatabase } from '../engine/names/country-database.ts';

/** Addresses that are remembered; then it begins anew. */
const MAX_KNOWN = 65_536;

/**
 * What `country` asks in a filter of `watch`, from the file that comes with the app. Nothing is read
 * where the filter does not ask; then no address lies anywhere.
 */
export async function openKnownCountries(
  filter: Filter | undefined,
  resourcesDirectory: string,
): Promise<Result<FilterContext['countryTest']>> {
  const isAsked = filter && [...termsOf(filter)].some(({ kind }) => kind === 'country');
  if (!isAsked) return ok(() => () => false);
  const path = join(resourcesDirectory, 'names/countries.mmdb');
  try {
    return ok(countryTestOf(await CountryDatabase.open(path)));
  } catch (error) {
    return fail(
      'names-unavailable',
      `--filter asks for a country, and ${path} cannot be read.`,
      'Build or install Portcullis again, or ask for addresses.',
      String(error),
    );
  }
}

/** Each address is looked up once, as a look-up takes microseconds. */
export function countryTestOf(
  database: Pick<CountryDatabase, 'countryOf'>,
): FilterContext['countryTest'] {
  const known = new Map<AddressKey, string | undefined>();
  const lookUp = (address: Uint8Array): string | undefined =>
    // What is for a purpose belongs to nobody, whatever a database makes of it.
    addressScope(address) ? undefined : database.countryOf(formatAddressBytes(address));
  return (countries) => {
    const wanted = new Set(countries.map((code) => code.toUpperCase()));
    return (bytes, offset, size) => {
      const key = addressKey(bytes, offset, size);
      let country = known.get(key);
      if (country === undefined && !known.has(key)) {
        country = lookUp(bytes.subarray(offset, offset + size));
        if (known.size >= MAX_KNOWN) known.clear();
        known.set(key, country);
      }
      return country !== undefined && wanted.has(country);
    };
  };
}
