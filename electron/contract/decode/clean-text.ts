import { MAX_TEXT } from './limits.ts';

/**
 * What would steer a terminal, a line or the direction of text instead of being seen: controls,
 * direction marks and overrides, separators, invisible characters, halves of surrogate pairs.
 */
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc]|\p{Cs}/gu;

/** A text from a packet that can be shown anywhere: what is not seen is escaped, what is long is cut. */
export function cleanText(text: string): string {
  const short = text.length > MAX_TEXT * 2 ? text.slice(0, MAX_TEXT * 2) : text;
  const clean = short.replace(UNSEEN, escaped);
  return clean.length > MAX_TEXT ? `${wholeStart(clean, MAX_TEXT - 1)}…` : clean;
}

/** Text of bytes: ASCII, or UTF-8 where they are that; every other byte as `\xc3`. */
export function textOfBytes(bytes: Uint8Array): string {
  const some = bytes.subarray(0, MAX_TEXT * 2);
  let plain = '';
  let encoded = '';
  let isAscii = true;
  for (const byte of some) {
    const isPlain = byte < 0x80;
    isAscii &&= isPlain;
    plain += isPlain ? String.fromCharCode(byte) : `\\x${hexByte(byte)}`;
    encoded += `%${hexByte(byte)}`;
  }
  return cleanText(isAscii ? plain : (decoded(encoded) ?? plain));
}

/** `c8 00 14`, at most the first 64 bytes. */
export function hexText(bytes: Uint8Array): string {
  const shown = Array.from(bytes.subarray(0, 64), hexByte).join(' ');
  return bytes.length > 64 ? `${shown} …` : shown;
}

/** `0x0800` */
export function hexNumber(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`;
}

function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${hexByte(code)}`;
  return `\\u{${code.toString(16)}}`;
}

function decoded(percent: string): string | undefined {
  try {
    return decodeURIComponent(percent);
  } catch {
    return undefined;
  }
}

/** Does not end between the halves of a character. */
function wholeStart(text: string, length: number): string {
  const start = text.slice(0, length);
  return /[\ud800-\udbff]$/.test(start) ? start.slice(0, -1) : start;
}
