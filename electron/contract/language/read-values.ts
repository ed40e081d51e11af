/** Readers of single values. Each takes one token and gives what it says, or a {@link Fault}. */
import * as v from 'valibot';
import { listNameSchema } from '../list.ts';
import type { FlagPattern, ProtocolWord, Range } from './criterion.ts';
import { Fault, quoted } from './language-error.ts';
import { byLikeness } from './likeness.ts';
import { SERVICE_PORTS } from './names/service-ports.ts';
import { readFlagPattern, TCP_FLAG_NAMES } from './names/tcp-flags.ts';
import type { Token } from './tokens.ts';
import { PROTOCOL_OF_WORD } from './vocabulary.ts';

const RANGE = /^(\d{1,7})(?:-(\d{1,7}))?$/;
const HEX_RANGE = /^0x([0-9a-f]{1,4})(?:-0x([0-9a-f]{1,4}))?$/;
const MAC = /^[0-9a-f]{2}(?:([:-])[0-9a-f]{2})(?:\1[0-9a-f]{2}){4}$/;
/** The kernel's own rule (dev_valid_name), without what would end the word. */
const INTERFACE = /^[^\s/:,#\p{Cc}]{1,15}$/u;

export interface NumberLimits {
  /** `a port` */
  readonly what: string;
  readonly max: number;
  readonly code?: 'bad-port';
}

/** `22` or `8000-9000`. */
export function readRange(token: Token, limits: NumberLimits): Range {
  const digits = RANGE.exec(token.text);
  if (!digits) throw notANumber(token, limits);
  return checkedRange(token, limits, Number(digits[1]), Number(digits[2] ?? digits[1]));
}

/** A port or a range of them; `ssh` for 22. */
export function readPort(token: Token): Range {
  const limits = { what: 'a port', max: 65_535, code: 'bad-port' } as const;
  const known = SERVICE_PORTS.get(token.text.toLowerCase());
  if (known !== undefined) return { low: known, high: known };
  if (!/^\d/.test(token.text)) {
    throw notANumber(
      token,
      limits,
      byLikeness(token.text.toLowerCase(), [...SERVICE_PORTS.keys()]),
    );
  }
  return readRange(token, limits);
}

/** `0x88cc`, decimal as well. */
export function readEtherType(token: Token): Range {
  const limits = { what: 'an EtherType', max: 0xffff };
  const digits = HEX_RANGE.exec(token.text.toLowerCase());
  if (!digits) {
    if (RANGE.test(token.text)) return readRange(token, limits);
    throw new Fault(token, {
      message: `${quoted(token.text)} is not an EtherType.`,
      remedy: 'Write four hexadecimal digits, such as 0x88cc.',
    });
  }
  const [low, high] = [digits[1] as string, digits[2] ?? (digits[1] as string)];
  return checkedRange(token, limits, Number.parseInt(low, 16), Number.parseInt(high, 16));
}

/** `request`, `reply` or a number. */
export function readArpOperation(token: Token): Range {
  const word = token.text.toLowerCase();
  if (word === 'request') return { low: 1, high: 1 };
  if (word === 'reply') return { low: 2, high: 2 };
  const limits = { what: 'an ARP operation', max: 0xffff };
  if (RANGE.test(word)) return readRange(token, limits);
  throw notANumber(token, limits, byLikeness(word, ['request', 'reply']));
}

/** A word for a protocol, or the number of an IP protocol. */
export function readProtocol(token: Token): ProtocolWord | number {
  const text = token.text.toLowerCase();
  const word = PROTOCOL_OF_WORD.get(text);
  if (word !== undefined) return word;
  if (/^\d{1,3}$/.test(text) && Number(text) <= 255) return Number(text);
  throw new Fault(token, {
    message: `${quoted(token.text)} is not a protocol.`,
    expected: [...byLikeness(text, [...PROTOCOL_OF_WORD.keys()])],
    remedy: 'Write a word such as tcp, or the number of an IP protocol from 0 to 255.',
  });
}

export function readMac(token: Token): string {
  const text = token.text.toLowerCase();
  if (MAC.test(text)) return text.replaceAll('-', ':');
  throw new Fault(token, {
    message: `${quoted(token.text)} is not a MAC address.`,
    remedy: 'Write six pairs of hexadecimal digits, such as 02:42:ac:11:00:02.',
    code: 'bad-address',
  });
}

/** `syn+!ack` */
export function readFlags(token: Token): FlagPattern {
  const pattern = readFlagPattern(token.text.toLowerCase());
  if (!pattern) {
    throw new Fault(token, {
      message: `${quoted(token.text)} is not a pattern of TCP flags.`,
      expected: [...TCP_FLAG_NAMES, 'none', 'any'],
      remedy: `Join flags that must all hold, such as syn+!ack: ${TCP_FLAG_NAMES.join(', ')}; or none.`,
    });
  }
  if ((pattern.set & pattern.clear) === 0) return pattern;
  throw new Fault(token, {
    message: `${quoted(token.text)} wants a flag to be both set and clear.`,
    remedy: 'Leave one of the two out.',
  });
}

export function readInterface(token: Token): string {
  if (INTERFACE.test(token.text)) return token.text;
  throw new Fault(token, {
    message: `${quoted(token.text)} is not the name of an interface.`,
    remedy: 'Write up to 15 characters without spaces, slashes, colons and commas, such as eth0.',
  });
}

export function readListName(token: Token): string {
  if (v.is(listNameSchema, token.text)) return token.text;
  throw new Fault(token, {
    message: `${quoted(token.text)} is not the name of a list.`,
    remedy: 'Write up to 31 lower-case letters, digits, dots, dashes and underscores.',
  });
}

export function readFragment(token: Token): 'first' | 'later' {
  const kind = token.text.toLowerCase();
  if (kind === 'first' || kind === 'later') return kind;
  throw new Fault(token, {
    message: `${quoted(token.text)} is not a kind of fragment.`,
    expected: ['first', 'later'],
  });
}

function checkedRange(token: Token, limits: NumberLimits, low: number, high: number): Range {
  const { max, what } = limits;
  const code = limits.code === undefined ? {} : { code: limits.code };
  if (Math.max(low, high) > max) {
    const remedy = `${what[0]?.toUpperCase()}${what.slice(1)} is a number from 0 to ${max}.`;
    throw new Fault(token, { message: `${quoted(token.text)} is not ${what}.`, remedy, ...code });
  }
  if (low <= high) return { low, high };
  throw new Fault(token, {
    message: `${quoted(token.text)} runs from high to low.`,
    remedy: `Write ${high}-${low}.`,
    ...code,
  });
}

function notANumber(token: Token, limits: NumberLimits, words: readonly string[] = []): Fault {
  const { what, max, code } = limits;
  const orWord = words.length > 0 ? `, or a word such as ${words.slice(0, 3).join(', ')}` : '';
  return new Fault(token, {
    message: `${quoted(token.text)} is not ${what}.`,
    remedy: `Write a number from 0 to ${max}, or two with a dash between them${orWord}.`,
    expected: words,
    ...(code === undefined ? {} : { code }),
  });
}
