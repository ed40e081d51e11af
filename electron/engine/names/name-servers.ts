import { Resolver } from 'node:dns/promises';
import { stat } from 'node:fs/promises';

/** Where every resolver library reads them from; resolv.conf(5). Often a link to what a service writes. */
const RESOLV_CONF = '/etc/resolv.conf';

type Reverse = Pick<Resolver, 'reverse'>;

/**
 * The name servers that this machine uses, also after it has moved to another network: a resolver reads
 * the file once, when it is made.
 */
export class NameServers {
  readonly #path: string;
  readonly #make: () => Reverse;
  #resolver: Reverse | undefined;
  #state: string | undefined;

  constructor(
    path = RESOLV_CONF,
    make: () => Reverse = () => new Resolver({ timeout: 1500, tries: 2 }),
  ) {
    this.#path = path;
    this.#make = make;
  }

  /** Answers whether others are asked from now on than when this was called last. */
  async haveChanged(): Promise<boolean> {
    // Before a resolver is made, so that none is older than what is known of the file.
    const state = await stateOf(this.#path);
    const haveChanged = this.#state !== undefined && state !== this.#state;
    this.#state = state;
    if (haveChanged) this.#resolver = undefined;
    return haveChanged;
  }

  /** Asks for the names of an address. Throws where there is no answer. */
  reverse(address: string): Promise<readonly string[]> {
    this.#resolver ??= this.#make();
    return this.#resolver.reverse(address);
  }
}

/** What tells a file from what stands in its place later; of none, nothing. */
async function stateOf(path: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs } = await stat(path, { bigint: true });
    return [dev, ino, size, mtimeNs].join(' ');
  } catch {
    return '';
  }
}
