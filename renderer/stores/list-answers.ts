import { formatAddressBytes } from '../../electron/contract/address.ts';
import type { AddressTest } from '../../electron/contract/language/filter/filter-context.ts';
import {
  type AddressKey,
  addressKey,
  addressKeyOfText,
} from '../../electron/contract/names/address-key.ts';
import { MAX_LOOK_UPS } from '../../electron/contract/names/look-up.ts';
import type { Connection } from '../connection/connection.ts';
import { BoundedMap } from '../model/hosts/bounded-map.ts';
import { Questions } from '../model/hosts/questions.ts';

/** Addresses whose lists are remembered. */
const MAX_KNOWN = 50_000;
const NONE: readonly string[] = [];

/**
 * Which lists hold an address. The window has no lists of its own: what a filter asks for is asked of
 * the engine, once per address, and counts as on none until the answer is there.
 */
export class ListAnswers {
  readonly #connection: Connection;
  readonly #onAnswer: () => void;
  readonly #known = new BoundedMap<AddressKey, readonly string[]>(MAX_KNOWN);
  readonly #questions = new Questions(MAX_LOOK_UPS, (addresses) => this.#ask(addresses));

  /** `onAnswer`: more is known than before. */
  constructor(connection: Connection, onAnswer: () => void) {
    this.#connection = connection;
    this.#onAnswer = onAnswer;
  }

  /** Whether one of these lists holds an address, as far as it is known. */
  test(lists: readonly string[]): AddressTest {
    return (bytes, offset, size) => {
      const known = this.#known.peek(addressKey(bytes, offset, size));
      if (known === undefined) {
        this.#questions.add(formatAddressBytes(bytes.subarray(offset, offset + size)));
        return false;
      }
      for (const name of known) if (lists.includes(name)) return true;
      return false;
    };
  }

  /** What lists hold has changed. */
  forget(): void {
    this.#known.clear();
    this.#onAnswer();
  }

  async #ask(addresses: readonly string[]): Promise<void> {
    const answer = await this.#connection.call('listsOf', { addresses: [...addresses] });
    // Who asks again is answered then.
    if (!answer.ok) return;
    for (const address of addresses) {
      const key = addressKeyOfText(address);
      if (key !== undefined) this.#known.set(key, answer.value[address] ?? NONE);
    }
    this.#onAnswer();
  }
}
