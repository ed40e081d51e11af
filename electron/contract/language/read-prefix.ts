import ipaddr from 'ipaddr.js';
import * as v from 'valibot';
import { type Address, parseAddress } from '../address.ts';
import { listNameSchema } from '../list.ts';
import type { Prefix } from './criterion.ts';
import { Fault, quoted } from './language-error.ts';
import { addressBits, maskAddress } from './prefix.ts';
import type { Token } from './tokens.ts';

/** The longest IPv6 address has 45 characters, with an IPv4 tail. */
const MAX_ADDRESS_CHARACTERS = 45;
const ADDRESSES = 'an address or a prefix, such as 192.0.2.1, 203.0.113.0/24 or 2001:db8::/32.';

/**
 * `192.0.2.1`, `203.0.113.0/24`, `2001:db8::/32`. `words`: what else might have been meant, for who has
 * to say what was expected.
 */
export function readPrefix(token: Token, words: readonly string[] = ['list']): Prefix {
  const slash = token.text.indexOf('/');
  const addressText = slash < 0 ? token.text : token.text.slice(0, slash);
  const address = readAddress(token, addressText, words);
  const most = addressBits(address);
  if (slash < 0) return { address, bits: most };
  const bits = readBits(token, token.text.slice(slash + 1), address);
  const masked = maskAddress(address, bits);
  if (masked === address) return { address, bits };
  throw new Fault(token, {
    message: `${quoted(token.text)} has bits set behind its first ${bits}.`,
    remedy: `Write ${masked}/${bits} for the prefix, or ${address} for the one address.`,
    code: 'bad-address',
  });
}

function readAddress(token: Token, text: string, words: readonly string[]): Address {
  if (text.includes('%')) {
    throw refused(
      token,
      `${quoted(token.text)} carries an interface zone.`,
      'Leave out the part after %, and add iface NAME.',
    );
  }
  if (isRange(text)) {
    throw refused(
      token,
      `${quoted(token.text)} is a range of addresses.`,
      'Write prefixes, or put the range into a list.',
    );
  }
  if (/^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(text)) {
    throw refused(
      token,
      `${quoted(token.text)} is a MAC address.`,
      `Write ether src ${text} or ether dst ${text}.`,
    );
  }
  if (text.length <= MAX_ADDRESS_CHARACTERS) {
    const parsed = parseAddress(text);
    if (parsed.ok) return parsed.value;
  }
  const isListName = v.is(listNameSchema, text) && !text.includes('.');
  throw refused(
    token,
    `${quoted(token.text)} is not an IP address.`,
    isListName ? `Write list ${text} if it is a list, else ${ADDRESSES}` : `Write ${ADDRESSES}`,
    words,
  );
}

function readBits(token: Token, text: string, address: Address): number {
  const most = addressBits(address);
  if (/^\d{1,3}$/.test(text) && Number(text) <= most) return Number(text);
  const bits = most === 32 ? maskLength(text) : null;
  throw refused(
    token,
    `${quoted(text)} is not the length of a prefix.`,
    bits === null
      ? `Write a number from 0 to ${most} behind the slash.`
      : `Write ${maskAddress(address, bits)}/${bits}.`,
  );
}

/** Of `255.255.255.0`: 24; null for what is no mask. */
function maskLength(text: string): number | null {
  if (!ipaddr.IPv4.isValidFourPartDecimal(text)) return null;
  return ipaddr.IPv4.parse(text).prefixLengthFromSubnetMask();
}

/** Two addresses with a dash between them; `drop-list` is none. */
function isRange(text: string): boolean {
  const dash = text.indexOf('-');
  return dash > 0 && /[.:]/.test(text.slice(0, dash)) && /^[0-9a-f.:]+-[0-9a-f.:]+$/i.test(text);
}

function refused(
  token: Token,
  message: string,
  remedy: string,
  expected: readonly string[] = [],
): Fault {
  return new Fault(token, { message, remedy, expected, code: 'bad-address' });
}

/** Whether a word can only be meant as an address or a prefix. */
export function looksLikeAddress(text: string): boolean {
  return /^\d+\.\d/.test(text) || /^[0-9a-f]*:[0-9a-f:.]*(?:[/%-]|$)/i.test(text);
}
