/**
 * One line of a list: an address, a prefix or a range, as plain lists, netsets, `ipset save`,
 * Spamhaus DROP (text and JSON lines) and the first column of CSV have them.
 */
import { AddressScanner } from './scan-address.ts';
import { sizeOfRange } from './v6-range.ts';

/** Why a line is not taken, in words; empty where it is just no address. */
export const INVALID = {
  'no-address': '',
  'too-wide': 'it covers more than a /8',
  backwards: 'the range ends before it begins',
  exception: 'it is an exception (nomatch)',
  'two-addresses': 'it has two addresses, and may be a range in columns',
  'more-than-address': 'it asks for more than an address',
  'too-long': 'it is longer than 4096 bytes',
} as const;
export type InvalidKind = keyof typeof INVALID;

/** `blank` has nothing to say: comments, headers, metadata. */
export type LineKind = 'blank' | 'v4' | 'v6-prefix' | 'v6-range' | InvalidKind;

/** What covers more is a mistake of its author, and would cut the machine off. */
const MIN_PREFIX_BITS = 8;
const MAX_V4_ADDRESSES = 2 ** (32 - MIN_PREFIX_BITS);
const MAX_V6_ADDRESSES = 2n ** BigInt(128 - MIN_PREFIX_BITS);

const SPACE = 0x20;
const TAB = 0x09;
const QUOTE = 0x22;
const HASH = 0x23;
const COMMA = 0x2c;
const DASH = 0x2d;
const SLASH = 0x2f;
const SEMICOLON = 0x3b;
const BRACE = 0x7b;

/** Commands of `ipset save` and `ipset restore` that hold no entry. */
const IPSET_COMMANDS = /^(?:create|flush|destroy|swap|rename)[ \t]|^COMMIT$/;
/** What those begin with. */
const COMMAND_LETTERS = new Set([...'cfdsrC'].map((letter) => letter.charCodeAt(0)));
const IPSET_ADD = Buffer.from('add ');

export class LineScanner {
  /** Of the line read last, where it is `v4`: both included. */
  v4Start = 0;
  v4End = 0;
  /** Where it is `v6-prefix`: the length, and four numbers of 32 bits that may go beyond it. */
  v6Bits = 0;
  readonly v6Start = new Uint32Array(4);
  /** Where it is `v6-range`: its last address. */
  readonly v6End = new Uint32Array(4);
  readonly #addresses = new AddressScanner();

  /** The line is bytes[start] up to, not including, bytes[end], without its end-of-line. */
  scan(bytes: Uint8Array, start: number, end: number): LineKind {
    const input = this.#addresses;
    input.bytes = bytes;
    input.at = start;
    input.end = end;
    while (input.end > start && (bytes[input.end - 1] as number) <= SPACE) input.end -= 1;
    this.#skipSpaces();
    if (input.at === input.end || this.#isComment()) return 'blank';
    const first = bytes[input.at] as number;
    if (first === BRACE) return this.#scanJson();
    if (this.#skipIpsetAdd()) return this.#scanEntry() ?? this.#scanIpsetOptions();
    if (COMMAND_LETTERS.has(first) && IPSET_COMMANDS.test(this.#text())) return 'blank';
    const isQuoted = first === QUOTE;
    if (isQuoted) input.at += 1;
    return this.#scanEntry() ?? this.#scanEnd(isQuoted);
  }

  /** Reads the entry alone. Answers why it is none; nothing if it is one. */
  #scanEntry(): InvalidKind | undefined {
    const input = this.#addresses;
    if (input.scanV4()) {
      this.#kind = 'v4';
      return this.#scanV4Extent(input.v4);
    }
    if (!input.scanV6()) return 'no-address';
    this.v6Start.set(input.words);
    return this.#scanV6Extent();
  }

  #kind: 'v4' | 'v6-prefix' | 'v6-range' = 'v4';

  #scanV4Extent(address: number): InvalidKind | undefined {
    const input = this.#addresses;
    if (this.#skip(SLASH)) {
      const bits = input.scanNumber(32);
      if (bits < 0) return 'no-address';
      if (bits < MIN_PREFIX_BITS) return 'too-wide';
      const hosts = (1 << (32 - bits)) - 1;
      // Lists contain prefixes with bits set behind their length; what is meant is plain.
      this.v4Start = (address & ~hosts) >>> 0;
      this.v4End = (address | hosts) >>> 0;
      return undefined;
    }
    this.v4Start = address;
    this.v4End = address;
    if (!this.#skipRangeDash()) return undefined;
    if (!input.scanV4()) return 'no-address';
    this.v4End = input.v4;
    if (input.v4 < address) return 'backwards';
    return input.v4 - address >= MAX_V4_ADDRESSES ? 'too-wide' : undefined;
  }

  #scanV6Extent(): InvalidKind | undefined {
    const input = this.#addresses;
    this.#kind = 'v6-prefix';
    this.v6Bits = 128;
    if (this.#skip(SLASH)) {
      this.v6Bits = input.scanNumber(128);
      if (this.v6Bits < 0) return 'no-address';
      return this.v6Bits < MIN_PREFIX_BITS ? 'too-wide' : undefined;
    }
    if (!this.#skipRangeDash()) return undefined;
    if (!input.scanV6()) return 'no-address';
    this.#kind = 'v6-range';
    this.v6End.set(input.words);
    const size = sizeOfRange(this.v6Start, this.v6End);
    if (size <= 0n) return 'backwards';
    return size > MAX_V6_ADDRESSES ? 'too-wide' : undefined;
  }

  /** `nomatch` entries are holes in the set; a comma adds a protocol, a port or an interface. */
  #scanIpsetOptions(): LineKind {
    const input = this.#addresses;
    if (input.at === input.end) return this.#kind;
    if (!this.#isSpace()) return 'more-than-address';
    const options = this.#text().replaceAll(/"[^"]*"/g, '');
    return /\bnomatch\b/.test(options) ? 'exception' : this.#kind;
  }

  /** Behind an entry may stand a comment, or other columns that are no address. */
  #scanEnd(isQuoted: boolean): LineKind {
    const input = this.#addresses;
    if (isQuoted && !this.#skip(QUOTE)) return 'no-address';
    this.#skipSpaces();
    if (input.at === input.end || this.#isComment()) return this.#kind;
    if (!this.#skip(COMMA)) return 'no-address';
    this.#skipSpaces();
    this.#skip(QUOTE);
    return input.scanV4() || input.scanV6() ? 'two-addresses' : this.#kind;
  }

  /** One object per line, as Spamhaus has them: `cidr`, or a line about the file itself. */
  #scanJson(): LineKind {
    let json: { readonly cidr?: unknown; readonly type?: unknown };
    try {
      json = JSON.parse(this.#text());
    } catch {
      return 'no-address';
    }
    if (typeof json.cidr !== 'string') return json.type === 'metadata' ? 'blank' : 'no-address';
    const input = this.#addresses;
    input.bytes = Buffer.from(json.cidr, 'latin1');
    input.at = 0;
    input.end = input.bytes.length;
    return this.#scanEntry() ?? (input.at === input.end ? this.#kind : 'no-address');
  }

  /** The rest of the line. */
  #text(): string {
    const { bytes, at, end } = this.#addresses;
    return Buffer.from(bytes.buffer, bytes.byteOffset + at, end - at).toString('latin1');
  }

  #isComment(): boolean {
    const { bytes, at, end } = this.#addresses;
    const first = bytes[at];
    if (first === HASH || first === SEMICOLON) return true;
    return first === SLASH && at + 1 < end && bytes[at + 1] === SLASH;
  }

  /** `add NAME ` */
  #skipIpsetAdd(): boolean {
    const input = this.#addresses;
    if (IPSET_ADD.some((byte, index) => input.bytes[input.at + index] !== byte)) return false;
    input.at += IPSET_ADD.length;
    this.#skipSpaces();
    while (input.at < input.end && !this.#isSpace()) input.at += 1;
    this.#skipSpaces();
    return true;
  }

  #isSpace(): boolean {
    const { bytes, at, end } = this.#addresses;
    return at < end && (bytes[at] === SPACE || bytes[at] === TAB);
  }

  #skipSpaces(): void {
    while (this.#isSpace()) this.#addresses.at += 1;
  }

  #skip(byte: number): boolean {
    const input = this.#addresses;
    if (input.at >= input.end || input.bytes[input.at] !== byte) return false;
    input.at += 1;
    return true;
  }

  /** `a-b` and `a - b`. */
  #skipRangeDash(): boolean {
    const before = this.#addresses.at;
    this.#skipSpaces();
    if (this.#skip(DASH)) {
      this.#skipSpaces();
      return true;
    }
    this.#addresses.at = before;
    return false;
  }
}
