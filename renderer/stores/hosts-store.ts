import { createStore, type StoreApi } from 'zustand/vanilla';
import { addressBytes, parseAddress } from '../../electron/contract/address.ts';
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

export interface HostsState {
  /** Rises when more is known than before; then what was drawn may say more. */
  readonly version: number;
}

export interface HostsOptions {
  readonly read: ReadNames;
  /** The user wants names over the network, too. */
  readonly mayAskNetwork: () => boolean;
}

/** Of each kind; a screen shows a hundred. */
const MAX_KNOWN = 10_000;
/** What comes together is told together, so that a flood of names does not draw without end. */
const TELL_AFTER_MS = 200;
const NO_FACTS = {};

/**
 * Who is behind an address. Every question is answered at once with what is known; what is not, is
 * asked of the engine, and the version rises when it answers.
 */
export class Hosts {
  readonly store: StoreApi<HostsState> = createStore<HostsState>(() => ({ version: 0 }));
  readonly #connection: Connection;
  readonly #mayAskNetwork: () => boolean;
  readonly #learned = new LearnedNames();
  readonly #learner: NameLearner;
  readonly #addresses = new BoundedMap<string, AddressFacts>(MAX_KNOWN);
  readonly #macs = new BoundedMap<string, MacFacts>(MAX_KNOWN);
  /** '' where there is none. */
  readonly #reverse = new BoundedMap<string, string>(MAX_KNOWN);
  readonly #lookUps = new Questions(MAX_LOOK_UPS, (keys) => this.#lookUp(keys));
  readonly #reverseLookUps = new Questions(MAX_REVERSE_LOOK_UPS, (keys) => this.#askNames(keys));
  #telling = false;

  constructor(connection: Connection, { read, mayAskNetwork }: HostsOptions) {
    this.#connection = connection;
    this.#mayAskNetwork = mayAskNetwork;
    this.#learner = new NameLearner(this.#learned, read);
  }

  /** Of an address in canonical text; of any other text, nothing. */
  factsOf(address: string): AddressFacts {
    const known = this.#addresses.get(address);
    if (known) return known;
    const parsed = parseAddress(address);
    if (!parsed.ok) return NO_FACTS;
    const scope = addressScope(addressBytes(parsed.value));
    if (!scope) this.#lookUps.add(address);
    else this.#addresses.set(address, { scope });
    return scope ? { scope } : NO_FACTS;
  }

  /** ISO 3166-1 alpha-2. */
  countryOf(address: string): string | undefined {
    return this.factsOf(address).country;
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

  /** The name to show for an address, if one is known. */
  nameOf(address: string): HostName | undefined {
    return this.namesOf(address)[0];
  }

  /** All that are known, the one heard last first. What a name says is a stranger's word. */
  namesOf(address: string): readonly HostName[] {
    const learned = this.#learned.of(address, Date.now());
    if (!this.#mayAskNetwork() || !parseAddress(address).ok) return learned;
    const reverse = this.#reverse.get(address);
    if (reverse === undefined) this.#reverseLookUps.add(address);
    return reverse ? [...learned, { name: reverse, origin: 'reverse' }] : learned;
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

  async #lookUp(keys: readonly string[]): Promise<void> {
    const macs = keys.filter((key) => MAC.test(key));
    const addresses = keys.filter((key) => !MAC.test(key));
    const answer = await this.#connection.call('lookUp', { addresses, macs });
    // Who asks again is answered then.
    if (!answer.ok) return;
    for (const [text, facts] of Object.entries(answer.value.addresses)) {
      this.#addresses.set(text, facts);
    }
    for (const [text, facts] of Object.entries(answer.value.macs)) this.#macs.set(text, facts);
    this.#tellSoon();
  }

  async #askNames(addresses: readonly string[]): Promise<void> {
    const answer = await this.#connection.call('reverseNames', { addresses: [...addresses] });
    if (!answer.ok) return;
    for (const address of addresses) this.#reverse.set(address, answer.value[address] ?? '');
    this.#tellSoon();
  }

  #tellSoon(): void {
    if (this.#telling) return;
    this.#telling = true;
    setTimeout(() => {
      this.#telling = false;
      this.store.setState(({ version }) => ({ version: version + 1 }));
    }, TELL_AFTER_MS);
  }
}

const MAC = /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/;
