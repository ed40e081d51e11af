/** What is known about addresses: from files of this machine, and, if the user wants, from name servers. */
import { join } from 'node:path';
import { addressBytes, parseAddress } from '../../contract/address.ts';
import type { MethodArgs } from '../../contract/api.ts';
import { type Failure, failure } from '../../contract/failure.ts';
import { addressScope } from '../../contract/names/address-scope.ts';
import type {
  AddressFacts,
  LookUpAnswer,
  MacFacts,
  ReverseNames,
} from '../../contract/names/look-up.ts';
import { macBytes, macKind } from '../../contract/names/mac-kind.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import { inSlices, type Sliced } from '../lists/slices.ts';
import { CountryDatabase } from './country-database.ts';
import { ReverseDns } from './reverse-dns.ts';
import { VendorTable } from './vendor-table.ts';

export interface NameKeeperOptions {
  readonly resourcesDirectory: string;
  /** The setting, as it is when somebody asks. */
  readonly mayAskNetwork: () => boolean;
  /** A file cannot be read; said once. */
  readonly onFailure: (failure: Failure) => void;
  readonly reverseDns?: ReverseDns;
}

export class NameKeeper {
  readonly #options: NameKeeperOptions;
  readonly #reverseDns: ReverseDns;
  /** Read when somebody first asks, and kept. */
  #countries: Promise<CountryDatabase | undefined> | undefined;
  #vendors: Promise<VendorTable | undefined> | undefined;

  constructor(options: NameKeeperOptions) {
    this.#options = options;
    this.#reverseDns = options.reverseDns ?? ReverseDns.ofThisMachine();
  }

  async lookUp({ addresses, macs }: MethodArgs<'lookUp'>): Promise<Result<LookUpAnswer>> {
    const countries = addresses.length > 0 ? await this.#openCountries() : undefined;
    const vendors = macs.length > 0 ? await this.#openVendors() : undefined;
    return ok({
      addresses: await factsOf(addresses, (text) => addressFacts(text, countries)),
      macs: await factsOf(macs, (text) => macFacts(text, vendors)),
    });
  }

  async reverseNames({ addresses }: MethodArgs<'reverseNames'>): Promise<Result<ReverseNames>> {
    if (!this.#options.mayAskNetwork()) {
      return fail(
        'reverse-dns-off',
        'Name servers are not asked.',
        'Switch on reverse DNS in Settings first.',
      );
    }
    const found: Record<string, string> = {};
    const ask = async (address: string): Promise<void> => {
      const name = await this.#reverseDns.nameOf(address);
      if (name !== undefined) found[address] = name;
    };
    await Promise.all(addresses.filter(mayHaveName).map(ask));
    return ok(found);
  }

  #openCountries(): Promise<CountryDatabase | undefined> {
    const path = join(this.#options.resourcesDirectory, 'names/countries.mmdb');
    this.#countries ??= this.#open('Countries of addresses', path, CountryDatabase.open);
    return this.#countries;
  }

  #openVendors(): Promise<VendorTable | undefined> {
    const path = join(this.#options.resourcesDirectory, 'names/vendors.oui');
    this.#vendors ??= this.#open('Makers of network cards', path, VendorTable.open);
    return this.#vendors;
  }

  async #open<T>(what: string, path: string, open: (path: string) => Promise<T>) {
    try {
      return await open(path);
    } catch (error) {
      this.#options.onFailure(
        failure(
          'names-unavailable',
          `${what} are not shown: ${path} cannot be read.`,
          'Build or install Portcullis again; everything else works without it.',
          String(error),
        ),
      );
      return undefined;
    }
  }
}

/** Many at once take longer than a host's thread may be held up. */
async function factsOf<T>(
  texts: readonly string[],
  look: (text: string) => T,
): Promise<Record<string, T>> {
  return Object.fromEntries(await inSlices(lookAtEach(texts, look)));
}

function* lookAtEach<T>(
  texts: readonly string[],
  look: (text: string) => T,
): Sliced<readonly (readonly [string, T])[]> {
  const facts: (readonly [string, T])[] = [];
  for (const text of texts) {
    facts.push([text, look(text)]);
    yield;
  }
  return facts;
}

function addressFacts(text: string, countries: CountryDatabase | undefined): AddressFacts {
  const parsed = parseAddress(text);
  if (!parsed.ok) return {};
  const scope = addressScope(addressBytes(parsed.value));
  // Addresses for a purpose belong to nobody, whatever a database makes of them.
  if (scope) return { scope };
  const country = countries?.countryOf(parsed.value);
  return country ? { country } : {};
}

function macFacts(text: string, vendors: VendorTable | undefined): MacFacts {
  const bytes = macBytes(text);
  const kind = macKind(bytes);
  if (kind) return { kind };
  const vendor = vendors?.vendorOf(bytes);
  return vendor ? { vendor } : {};
}

/** Name servers of the internet know nothing of the others, and need not learn that we see them. */
function mayHaveName(address: string): boolean {
  const parsed = parseAddress(address);
  if (!parsed.ok) return false;
  const scope = addressScope(addressBytes(parsed.value));
  return scope === undefined || scope === 'private' || scope === 'shared';
}
