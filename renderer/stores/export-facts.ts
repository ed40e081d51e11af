import type { ColumnId } from '../model/columns.ts';
import type { PacketHistory } from '../model/packet-history.ts';
import { remoteAddress } from '../model/row-scopes.ts';
import { remoteMac } from '../model/row-text.ts';
import type { Hosts } from './hosts-store.ts';

/** What is known of hosts that rows of a file name, looked up before they are written. */
export class ExportFacts {
  readonly #history: Pick<PacketHistory, 'read'>;
  readonly #hosts: Hosts;
  readonly #wantsCountries: boolean;
  readonly #wantsVendors: boolean;
  #isWhole = true;

  constructor(history: Pick<PacketHistory, 'read'>, hosts: Hosts, columns: readonly ColumnId[]) {
    this.#history = history;
    this.#hosts = hosts;
    this.#wantsCountries = columns.includes('country');
    this.#wantsVendors = columns.includes('vendor');
  }

  /** Whether the columns need any. */
  get areWanted(): boolean {
    return this.#wantsCountries || this.#wantsVendors;
  }

  /** Everything that was asked for was answered. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** Learns what is not known yet about the packets of a few rows. */
  async learn(sequences: readonly (number | undefined)[]): Promise<void> {
    // An engine that does not answer is not asked for every row.
    if (!this.areWanted || !this.#isWhole) return;
    const addresses = new Set<string>();
    const macs = new Set<string>();
    for (const sequence of sequences) {
      const record = sequence === undefined ? undefined : this.#history.read(sequence);
      if (!record) continue;
      const address = this.#wantsCountries && remoteAddress(record);
      if (address) addresses.add(address);
      if (this.#wantsVendors) macs.add(remoteMac(record));
    }
    this.#isWhole = await this.#hosts.learn([...addresses], [...macs]);
  }
}
