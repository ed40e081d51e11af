/** Names by address, asked of the name servers that this machine uses (RFC 1035, section 3.5). */
import { hostName } from '../../contract/names/host-name.ts';
import { NameServers } from './name-servers.ts';

/** Asks one server after the other for one address. Throws where there is no answer. */
export type AskName = (address: string) => Promise<readonly string[]>;

const AT_ONCE = 8;
/** What waits beyond this is not asked: who scrolls through a flood must not flood a name server. */
const MAX_WAITING = 200;
const MAX_KEPT = 4096;
const KEPT_MS = 3_600_000;
/** No name may only mean no answer in time. */
const NOTHING_KEPT_MS = 600_000;
/** Between two looks whether there are other name servers. */
const LOOK_MS = 1000;

interface Kept {
  readonly name: string | undefined;
  readonly untilMs: number;
}

export class ReverseDns {
  readonly #ask: AskName;
  readonly #now: () => number;
  readonly #haveChanged: () => Promise<boolean>;
  /** The one that was used last is at the end. */
  #kept = new Map<string, Kept>();
  #look: Promise<void> = Promise.resolve();
  #lookedMs = Number.NEGATIVE_INFINITY;
  readonly #asked = new Map<string, Promise<string | undefined>>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** `haveChanged`: whether others answer from now on than when that was asked last. */
  constructor(
    ask: AskName,
    now: () => number = Date.now,
    haveChanged: () => Promise<boolean> = async () => false,
  ) {
    this.#ask = ask;
    this.#now = now;
    this.#haveChanged = haveChanged;
  }

  static ofThisMachine(): ReverseDns {
    const servers = new NameServers();
    return new ReverseDns(
      (address) => servers.reverse(address),
      Date.now,
      () => servers.haveChanged(),
    );
  }

  /** undefined: none, none in time, or one that no host can have. */
  async nameOf(address: string): Promise<string | undefined> {
    await this.#lookForChange();
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

  /** Another network has other hosts behind the same addresses, and knows what the last one did not. */
  #lookForChange(): Promise<void> {
    const now = this.#now();
    if (Math.abs(now - this.#lookedMs) < LOOK_MS) return this.#look;
    this.#lookedMs = now;
    this.#look = this.#haveChanged().then((haveChanged) => {
      // What is still under way is remembered nowhere.
      if (haveChanged) this.#kept = new Map();
    });
    return this.#look;
  }

  async #askInTurn(address: string): Promise<string | undefined> {
    if (this.#running >= AT_ONCE) await new Promise<void>((go) => this.#waiting.push(go));
    else this.#running += 1;
    const kept = this.#kept;
    try {
      const [first = ''] = await this.#ask(address).catch(() => []);
      const name = hostName(first);
      this.#keep(kept, address, name);
      return name;
    } finally {
      // The turn goes on to the next, if there is one.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }

  #keep(kept: Map<string, Kept>, address: string, name: string | undefined): void {
    const forMs = name === undefined ? NOTHING_KEPT_MS : KEPT_MS;
    kept.set(address, { name, untilMs: this.#now() + forMs });
    const [oldest] = kept.keys();
    if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
  }
}
