/** Names that traffic itself gave to addresses: hints by strangers, of which only so many are kept. */

import { type AddressKey, addressKeyOfText } from '../../../electron/contract/names/address-key.ts';
import { BoundedMap } from './bounded-map.ts';

/** Where a name was heard. */
export const NAME_ORIGINS = ['dns', 'mdns', 'llmnr', 'tls'] as const;
export type NameOrigin = (typeof NAME_ORIGINS)[number];

export interface LearnedName {
  readonly name: string;
  readonly origin: NameOrigin;
  /** Milliseconds since 1970; the last time. */
  readonly heardMs: number;
  /** From then on it says nothing any more. */
  readonly untilMs: number;
}

export interface HeardName {
  readonly address: string;
  readonly name: string;
  readonly origin: NameOrigin;
  /** Absent: nothing was said about it. */
  readonly ttlSeconds?: number;
}

/** Many hosts have several names, and some have thousands. */
const NAMES_OF_ONE = 4;
const MAX_ADDRESSES = 4096;
/** Servers say seconds where connections last hours: their packets are still theirs. */
const SHORTEST_MS = 15 * 60_000;
const LONGEST_MS = 24 * 3_600_000;
const USUAL_SECONDS = 3600;

export class LearnedNames {
  /** The name that was heard last is at the end. */
  readonly #byAddress: BoundedMap<AddressKey, readonly LearnedName[]>;

  constructor(maxAddresses = MAX_ADDRESSES) {
    this.#byAddress = new BoundedMap(maxAddresses);
  }

  /** How many addresses have a name. */
  get size(): number {
    return this.#byAddress.size;
  }

  /** Answers whether it says anything new. */
  learn({ address, name, origin, ttlSeconds = USUAL_SECONDS }: HeardName, nowMs: number): boolean {
    const key = addressKeyOfText(address);
    if (key === undefined) return false;
    const known = this.#byAddress.get(key) ?? [];
    const lastsMs = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, ttlSeconds * 1000));
    const heard = { name, origin, heardMs: nowMs, untilMs: nowMs + lastsMs };
    const others = known.filter((each) => each.name !== name && each.untilMs > nowMs);
    const isNew = known.at(-1)?.name !== name;
    this.#byAddress.set(key, [...others, heard].slice(-NAMES_OF_ONE));
    return isNew;
  }

  /** The one heard last is first. */
  of(key: AddressKey, nowMs: number): readonly LearnedName[] {
    const known = this.#byAddress.get(key);
    return known ? known.filter(({ untilMs }) => untilMs > nowMs).reverse() : NOTHING;
  }

  /** All names in one text, for those who look for a part of one at many addresses. */
  textOf(key: AddressKey): string | undefined {
    return this.#byAddress
      .peek(key)
      ?.map(({ name }) => name)
      .join('\n');
  }

  clear(): void {
    this.#byAddress.clear();
  }
}

const NOTHING: readonly LearnedName[] = [];
