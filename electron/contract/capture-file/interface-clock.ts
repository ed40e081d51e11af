/** What 64 bits hold: until 2554. */
const LAST_NS = 2n ** 64n - 1n;

/** Ticks of an interface as nanoseconds since 1970. */
export class InterfaceClock {
  readonly #offsetNs: bigint;
  readonly #exponent: bigint;
  readonly #isBinary: boolean;

  /**
   * `resolution` is the octet of if_tsresol: a negative power of 10 or, with its highest bit, of 2.
   * `offsetSeconds` is if_tsoffset.
   */
  constructor(resolution = 6, offsetSeconds = 0n) {
    this.#isBinary = (resolution & 0x80) !== 0;
    this.#exponent = BigInt(resolution & 0x7f);
    this.#offsetNs = offsetSeconds * 1_000_000_000n;
  }

  /** A time that no packet can have becomes the nearest one that can be written. */
  epochNs(ticks: bigint): bigint {
    const ns = this.#offsetNs + this.#ticksToNs(ticks);
    if (ns < 0n) return 0n;
    return ns > LAST_NS ? LAST_NS : ns;
  }

  #ticksToNs(ticks: bigint): bigint {
    if (this.#isBinary) return (ticks * 1_000_000_000n) >> this.#exponent;
    const more = 9n - this.#exponent;
    return more >= 0n ? ticks * 10n ** more : ticks / 10n ** -more;
  }
}
