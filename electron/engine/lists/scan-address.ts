/**
 * Reads addresses out of bytes, without a string or an object per address: a list has a million of
 * them. What was read stands in the scanner's fields.
 */
const ZERO = 0x30;
const DOT = 0x2e;
const COLON = 0x3a;
const GROUPS = 8;

export class AddressScanner {
  bytes: Uint8Array = new Uint8Array(0);
  /** The next byte to read, and the first that is not to be read. */
  at = 0;
  end = 0;
  /** The IPv4 address read last, host order. */
  v4 = 0;
  /** The IPv6 address read last: four numbers of 32 bits, the first most significant. */
  readonly words = new Uint32Array(4);
  readonly #groups = new Uint16Array(GROUPS);

  /** Four decimal numbers of at most 255; no leading zeros, which some programs take for octal. */
  scanV4(): boolean {
    const { bytes, end } = this;
    let at = this.at;
    let address = 0;
    for (let part = 0; part < 4; part++) {
      if (part > 0) {
        if (at >= end || bytes[at] !== DOT) return false;
        at += 1;
      }
      const first = at;
      let value = 0;
      while (at < end && at < first + 4) {
        const digit = (bytes[at] as number) - ZERO;
        if (digit < 0 || digit > 9) break;
        value = value * 10 + digit;
        at += 1;
      }
      if (at === first || value > 255 || (bytes[first] === ZERO && at > first + 1)) return false;
      address = (address << 8) | value;
    }
    this.v4 = address >>> 0;
    this.at = at;
    return true;
  }

  /** RFC 4291 2.2, the form with an IPv4 address at its end included; no zone. */
  scanV6(): boolean {
    const start = this.at;
    const read = this.#scanGroups();
    if (!read) this.at = start;
    return read;
  }

  /** A decimal number up to `max` without leading zeros, or -1. */
  scanNumber(max: number): number {
    const first = this.at;
    let at = first;
    let value = 0;
    while (at < this.end && at < first + 4) {
      const digit = (this.bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
      at += 1;
    }
    if (at === first || value > max || (this.bytes[first] === ZERO && at > first + 1)) return -1;
    this.at = at;
    return value;
  }

  #scanGroups(): boolean {
    const groups = this.#groups;
    let count = 0;
    /** How many groups stand before the `::`. */
    let gapAt = -1;
    if (this.#skipTwoColons()) gapAt = 0;
    while (count < GROUPS && this.#startsGroup()) {
      const first = this.at;
      const value = this.#scanGroup();
      if (value < 0) return false;
      if (this.#peek() === DOT) {
        this.at = first;
        if (!this.#scanDottedEnd(count)) return false;
        count += 2;
        break;
      }
      groups[count] = value;
      count += 1;
      if (gapAt < 0 && this.#skipTwoColons()) gapAt = count;
      else if (this.#peek() === COLON) {
        this.at += 1;
        // A colon is between two groups.
        if (!this.#startsGroup()) return false;
      } else break;
    }
    if (gapAt < 0 ? count !== GROUPS : count === GROUPS) return false;
    this.#fillWords(count, gapAt);
    return true;
  }

  /** Up to four hexadecimal digits, or -1. */
  #scanGroup(): number {
    const first = this.at;
    let at = first;
    let value = 0;
    while (at < this.end) {
      const digit = hexDigit(this.bytes[at] as number);
      if (digit < 0) break;
      if (at - first === 4) return -1;
      value = (value << 4) | digit;
      at += 1;
    }
    this.at = at;
    return value;
  }

  /** The last two groups, written as an IPv4 address. */
  #scanDottedEnd(count: number): boolean {
    if (count > GROUPS - 2 || !this.scanV4()) return false;
    this.#groups[count] = this.v4 >>> 16;
    this.#groups[count + 1] = this.v4 & 0xffff;
    return true;
  }

  /** Those before the gap to the front, those behind it to the end. */
  #fillWords(count: number, gapAt: number): void {
    const groups = this.#groups;
    if (gapAt >= 0) {
      groups.copyWithin(GROUPS - (count - gapAt), gapAt, count);
      groups.fill(0, gapAt, GROUPS - (count - gapAt));
    }
    for (let index = 0; index < 4; index++) {
      this.words[index] = ((groups[2 * index] as number) << 16) | (groups[2 * index + 1] as number);
    }
  }

  #peek(): number {
    return this.at < this.end ? (this.bytes[this.at] as number) : -1;
  }

  #startsGroup(): boolean {
    return hexDigit(this.#peek()) >= 0;
  }

  #skipTwoColons(): boolean {
    if (this.#peek() !== COLON || this.at + 1 >= this.end) return false;
    if (this.bytes[this.at + 1] !== COLON) return false;
    this.at += 2;
    return true;
  }
}

/** 0 to 15, or -1. */
function hexDigit(byte: number): number {
  if (byte >= ZERO && byte <= ZERO + 9) return byte - ZERO;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : -1;
}
