/** For the user who gave an address or a file that is no list: what it is instead. */
import { type Failure, failure } from '../../contract/failure.ts';

/** The first bytes are enough to know what something is. */
export const NOTED_BYTES = 512;

const SIGNATURES: readonly (readonly [string, string])[] = [
  ['\x1f\x8b', 'a gzip archive'],
  ['PK\x03\x04', 'a zip archive'],
  ['\xfd7zXZ', 'an archive'],
  ['7z\xbc\xaf', 'an archive'],
  ['BZh', 'an archive'],
  ['\x28\xb5\x2f\xfd', 'an archive'],
  ['\xff\xfe', 'text in UTF-16'],
  ['\xfe\xff', 'text in UTF-16'],
];

const BEGINNINGS: readonly (readonly [RegExp, string])[] = [
  [/^<(?:!doctype html|html)/i, 'a web page'],
  [/^<\?xml/i, 'an XML document'],
  [/^[[{]/, 'JSON without a prefix per line'],
];

/** `first`: up to {@link NOTED_BYTES}. Lines that were empty or comments are not among the invalid. */
export function noEntries(first: Uint8Array, invalidLines: number): Failure {
  if (first.length === 0) return badList('It is empty.');
  const kind = kindOf(Buffer.from(first).toString('latin1'));
  if (kind) return badList(`It is ${kind}, and has no address in it that could be read.`);
  if (invalidLines === 0) return badList('It has nothing but comments and empty lines.');
  const lines = invalidLines.toLocaleString('en');
  return badList(`No line of it is an address, a prefix or a range; ${lines} could not be read.`);
}

function kindOf(text: string): string | undefined {
  const signature = SIGNATURES.find(([bytes]) => text.startsWith(bytes));
  if (signature) return signature[1];
  const trimmed = text.replace(/^\xef\xbb\xbf/, '').trimStart();
  const beginning = BEGINNINGS.find(([pattern]) => pattern.test(trimmed));
  return beginning?.[1] ?? (text.includes('\0') ? 'a binary file' : undefined);
}

function badList(message: string): Failure {
  return failure(
    'bad-list',
    message,
    'Give a plain text file with one IPv4 or IPv6 address, prefix or range per line.',
  );
}
