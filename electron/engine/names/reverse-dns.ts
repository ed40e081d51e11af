/** Names by address, asked of the name servers that this machine uses (RFC 1035, section 3.5). */
import { Resolver } from 'node:dns/promises';
import { hostName } from '../../contract/names/host-name.ts';

/** Asks one server after the other for one address. Throws where there is no answer. */
export type AskName = (address: string) => Promise<readonly string[]>;

const AT_ONCE = 8;
/** What waits beyond this is not asked: who scrolls through a flood must not flood a name server. */
const MAX_WAITING = 200;
const MAX_KEPT = 4096;
const KEPT_MS = 3_600_000;
/** No name may only mean no answer in time. */
const NOTHING_KEPT_MS = 600_000;

interface Kept {
  readonly name: string | undefined;
  readonly untilMs: number;
}

export class ReverseDns {
  readonly #ask: AskName;
  readonly #now: () => number;
  /** The one that was used last is at the end. */
  readonly #kept = new Map<string, Kept>();
  readonly #asked = new Map<string, Promise<string | undefined>>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(ask: AskName = askServers(), now: () => number = Date.now) {
    this.#ask = ask;
    this.#now = now;
  }

  /** undefined: none, none in time, or one that no host can have. */
  async nameOf(address: string): Promise<string | undefined> {
    const kept = this.#kept.get(address);
    this.#kept.delete(address);
    if (kept && kept.untilMs > this.#now()) {
      this.#kept.set(address, kept);
      return kept.name;
    }
    const underWay = this.#asked.get(address);
    if (underWay !== undefined) return underWay;
    if (this.#asked.size >= MAX_WAITING) return undefined;
    const answer = this.#askInTurn(address).finally(() => this.#asked.delete(address));
    this.#asked.set(address, answer);
    return answer;
  }

  async #askInTurn(address: string): Promise<string | undefined> {
    if (this.#running >= AT_ONCE) await new Promise<void>((go) => this.#waiting.push(go));
    else this.#running += 1;
    try {
      const [first = ''] = await this.#ask(address).catch(() => []);
      const name = hostName(first);
      this.#keep(address, name);
      return name;
    } finally {
      // The turn goes on to the next, if there is one.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }

  #keep(address: string, name: string | undefined): void {
    const forMs = name === undefined ? NOTHING_KEPT_MS : KEPT_MS;
    this.#kept.set(address, { name, untilMs: this.#now() + forMs });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MAX_KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }
}

function askServers(): AskName {
  let resolver: Resolver | undefined;
  return (address) => {
    resolver ??= new Resolver({ timeout: 1500, tries: 2 });
    return resolver.reverse(address);
  };
}
