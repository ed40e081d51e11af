import { type CountryResponse, Reader } from 'mmdb-lib';
import { readWholeFile } from './read-whole-file.ts';

/** The database of today has 8 MB; much more is a file that somebody put in its place by mistake. */
const MAX_BYTES = 64 * 1024 * 1024;
/** ISO 3166-1 alpha-2. */
const COUNTRY_CODE = /^[A-Z]{2}$/;

/** As this database writes it, and as MaxMind's own do. */
interface Entry {
  readonly country_code?: unknown;
  readonly country?: { readonly iso_code?: unknown };
}

/** Countries by address, from a file in MaxMind's format (MMDB 2.0). */
export class CountryDatabase {
  readonly #reader: Reader<CountryResponse>;

  constructor(bytes: Buffer) {
    this.#reader = new Reader(bytes);
  }

  /** Throws where the file cannot be read or is none. */
  static async open(path: string): Promise<CountryDatabase> {
    return new CountryDatabase(await readWholeFile(path, MAX_BYTES));
  }

  /** Of an address in canonical text; undefined where the database does not say. */
  countryOf(address: string): string | undefined {
    const entry = this.#reader.get(address) as Entry | null;
    const code = entry?.country_code ?? entry?.country?.iso_code;
    return typeof code === 'string' && COUNTRY_CODE.test(code) ? code : undefined;
  }
}
