import { createStore, type StoreApi } from 'zustand/vanilla';
import { addressBytes, formatAddressBytes, parseAddress } from '../../electron/contract/address.ts';
import {
  type AddressKey,
  addressKey,
  addressKeyOfText,
} from '../../electron/contract/names/address-key.ts';
import { addressScope } from '../../electron/contract/names/address-scope.ts';
import {
  type AddressFacts,
  MAX_LOOK_UPS,
  MAX_REVERSE_LOOK_UPS,
  type MacFacts,
} from '../../electron/contract/names/look-up.ts';
import { macBytes, macKind } from '../../electron/contract/names/mac-kind.ts';
import type { PacketBatch } from '../../electron/contract/packet-batch.ts';
import type { Connection } from '../connection/connection.ts';
import { BoundedMap } from '../model/hosts/bounded-map.ts';
import type { HostName } from '../model/hosts/host-text.ts';
import { LearnedNames } from '../model/hosts/learned-names.ts';
import { NameLearner, type ReadNames } from '../model/hosts/name-learner.ts';
import { Questions } from '../model/hosts/questions.ts';

/** Both rise when more is known than before; then what was drawn may say more. */
export interface HostsState {
  readonly version: number;
  /** Of countries and vendors alone. */
  readonly facts: number;
}

export interface HostsOptions {
  readonly read: ReadNames;
  /** The user wants names over the network, too. */
  readonly mayAskNetwork: () => boolean;
}

/** Addresses whose country is kept: as many as there may be talkers. */
const MAX_ADDRESSES = 65_536;
const MAX_MACS = 4096;
const MAX_REVERSE_NAMES = 10_000;
/** Then the engine is asked again, which knows whether the machine is in another network now. */
const REVERSE_KEPT_MS = 60_000;
/** What comes together is told together, so that a flood of names does not draw without end. */
const TELL_AFTER_MS = 200;
const MAC = /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/;
const NO_FACTS = {};

/**
 * Who is behind an address. Every question is answered at once with what is known; what is not, is
 * asked of the engine, and the version rises when it answers.
 */
export class Hosts {
  readonly store: StoreApi<HostsState> = createStore<HostsState>(() => ({ version: 0, facts: 0 }));
  readonly #connection: Connection;
  readonly #mayAskNetwork: () => boolean;
  readonly #learned = new LearnedNames();
  readonly #learner: NameLearner;
  readonly #addresses = new BoundedMap<AddressKey, AddressFacts>(MAX_ADDRESSES);
  readonly #macs = new BoundedMap<string, MacFacts>(MAX_MACS);
  /** With '' for a name where there is none. */
  readonly #reverse = new BoundedMap<AddressKey, { readonly name: string; readonly atMs: number }>(
    MAX_REVERSE_NAMES,
  );
  readonly #lookUps = new Questions(MAX_LOOK_UPS, async (keys) => {
    await this.#lookUp(keys);
  });
  readonly #reverseLookUps = new Questions(MAX_REVERSE_LOOK_UPS, (keys) => this.#askNames(keys));
  readonly #countries = new Set<string>();
  #telling: { facts: boolean } | undefined;

  constructor(connection: Connection, { read, mayAskNetwork }: HostsOptions) {
    this.#connection = connection;
    this.#mayAskNetwork = mayAskNetwork;
    this.#learner = new NameLearner(this.#learned, read);
  }

  /** Of an address in canonical text; of any other text, nothing. */
  factsOf(address: string): AddressFacts {
    const parsed = parseAddress(address);
    return parsed.ok ? this.factsOfBytes(addressBytes(parsed.value)) : NO_FACTS;
  }

  /** Of 4 or 16 bytes in network byte order. */
  factsOfBytes(bytes: Uint8Array): AddressFacts {
    const key = addressKey(bytes, 0, bytes.length);
    const known = this.#addresses.peek(key);
    if (known) return known;
    const scope = addressScope(bytes);
    if (!scope) this.#lookUps.add(formatAddressBytes(bytes));
    else this.#addresses.set(key, { scope });
    return scope ? { scope } : NO_FACTS;
  }

  /** Those that addresses were found to lie in so far, in capital letters. */
  get countries(): Iterable<string> {
    return this.#countries;
  }

  /**
   * The country of 4 or 16 bytes at an offset, for who looks at many. Once as many addresses are known
   * as may be, no more are asked for: what is asked for would put out what was.
   */
  countryAt(bytes: Uint8Array, offset: number, size: number): string | undefined {
    const key = addressKey(bytes, offset, size);
    const known = this.#addresses.peek(key);
    if (known || this.#addresses.size >= MAX_ADDRESSES) return known?.country;
    return this.factsOfBytes(bytes.subarray(offset, offset + size)).country;
  }

  /** Of a MAC as rows show it. */
  cardOf(mac: string): MacFacts {
    const known = this.#macs.get(mac);
    if (known) return known;
    const kind = macKind(macBytes(mac));
    if (!kind) this.#lookUps.add(mac);
    else this.#macs.set(mac, { kind });
    return kind ? { kind } : NO_FACTS;
  }

  /** As {@link factsOf}, for who looks at many: asks nobody. */
  knownFactsOf(address: string): AddressFacts {
    const parsed = parseAddress(address);
    if (!parsed.ok) return NO_FACTS;
    const bytes = addressBytes(parsed.value);
    const scope = addressScope(bytes);
    return scope
      ? { scope }
      : (this.#addresses.peek(addressKey(bytes, 0, bytes.length)) ?? NO_FACTS);
  }

  /** As {@link cardOf}, for who looks at many: asks nobody. */
  knownCardOf(mac: string): MacFacts {
    const kind = macKind(macBytes(mac));
    return kind ? { kind } : (this.#macs.peek(mac) ?? NO_FACTS);
  }

  /**
   * Asks for what is not known yet of these, and waits for the answers. False where one failed; what
   * was answered before is known.
   */
  async learn(addresses: readonly string[], macs: readonly string[]): Promise<boolean> {
    const unknown = [
      ...addresses.filter((address) => this.knownFactsOf(address) === NO_FACTS),
      ...macs.filter((mac) => this.knownCardOf(mac) === NO_FACTS),
    ];
    for (let start = 0; start < unknown.length; start += MAX_LOOK_UPS) {
      if (!(await this.#lookUp(unknown.slice(start, start + MAX_LOOK_UPS)))) return false;
    }
    return true;
  }

  /** The name to show for an address, if one is known. */
  nameOf(address: string): HostName | undefined {
    return this.namesOf(address)[0];
  }

  /** As {@link nameOf}, for who looks at many: asks nobody. */
  knownNameOf(address: string): HostName | undefined {
    const key = addressKeyOfText(address);
    return key === undefined ? undefined : this.#known(key)[0];
  }

  /**
   * All that are known, the one heard last first; name servers are asked if the user wants it. What a
   * name says is a stranger's word.
   */
  namesOf(address: string): readonly HostName[] {
    const key = addressKeyOfText(address);
    if (key === undefined) return [];
    if (this.#mayAskNetwork() && this.#isDue(key)) this.#reverseLookUps.add(address);
    return this.#known(key);
  }

  /** All names of 4 or 16 bytes at an offset, one to a line, for who looks at many. Asks nobody. */
  knownNames(bytes: Uint8Array, offset: number, size: number): string | undefined {
    const key = addressKey(bytes, offset, size);
    const learned = this.#learned.textOf(key);
    const reverse = this.#reverseName(key);
    if (!reverse) return learned;
    return learned ? `${learned}\n${reverse}` : reverse;
  }

  /** Learns the names in packets that arrive. */
  listen(batch: PacketBatch): void {
    if (this.#learner.listen(batch, Date.now())) this.#tellSoon();
  }

  /** Names out of a recording are no names of what comes now. */
  forgetNames(): void {
    this.#learned.clear();
    this.#tellSoon();
  }

  #known(key: AddressKey): readonly HostName[] {
    const learned = this.#learned.of(key, Date.now());
    const reverse = this.#reverseName(key);
    return reverse ? [...learned, { name: reverse, origin: 'reverse' }] : learned;
  }

  #isDue(key: AddressKey): boolean {
    const answer = this.#reverse.get(key);
    return answer === undefined || Math.abs(Date.now() - answer.atMs) > REVERSE_KEPT_MS;
  }

  /** Nothing any more once the user has switched it off. */
  #reverseName(key: AddressKey): string | undefined {
    return this.#mayAskNetwork() ? this.#reverse.peek(key)?.name : undefined;
  }

  async #lookUp(keys: readonly string[]): Promise<boolean> {
    const macs = keys.filter((key) => MAC.test(key));
    const addresses = keys.filter((key) => !MAC.test(key));
    const answer = await this.#connection.call('lookUp', { addresses, macs });
    // Who asks again is answered then.
    if (!answer.ok) return false;
    for (const [text, facts] of Object.entries(answer.value.addresses)) {
      const key = addressKeyOfText(text);
      if (key !== undefined) this.#addresses.set(key, facts);
      if (facts.country !== undefined) this.#countries.add(facts.country);
    }
    for (const [text, facts] of Object.entries(answer.value.macs)) this.#macs.set(text, facts);
    this.#tellSoon(true);
    return true;
  }

  async #askNames(addresses: readonly string[]): Promise<void> {
    const answer = await this.#connection.call('reverseNames', { addresses: [...addresses] });
    if (!answer.ok) return;
    for (const address of addresses) {
      const key = addressKeyOfText(address);
      if (key === undefined) continue;
      this.#reverse.set(key, { name: answer.value[address] ?? '', atMs: Date.now() });
    }
    this.#tellSoon();
  }

  #tellSoon(facts = false): void {
    if (this.#telling) {
      this.#telling.facts ||= facts;
      return;
    }
    const telling = { facts };
    this.#telling = telling;
    setTimeout(() => {
      this.#telling = undefined;
      this.store.setState((now) => ({
        version: now.version + 1,
        facts: now.facts + (telling.facts ? 1 : 0),
      }));
    }, TELL_AFTER_MS);
  }
}
