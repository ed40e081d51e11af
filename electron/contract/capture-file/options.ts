/** Options at the end of pcapng blocks. */
import { OPTION, paddedBytes } from './format.ts';
import { decodeUtf8 } from './utf8.ts';

export interface Option {
  readonly code: number;
  readonly value: DataView;
}

const HEAD_BYTES = 4;

/**
 * Options one after the other, until their end or until one does not fit, as nothing after it could
 * be told apart.
 */
export function* readOptions(bytes: DataView, isLittleEndian: boolean): Generator<Option> {
  let offset = 0;
  while (offset + HEAD_BYTES <= bytes.byteLength) {
    const code = bytes.getUint16(offset, isLittleEndian);
    const length = bytes.getUint16(offset + 2, isLittleEndian);
    const start = offset + HEAD_BYTES;
    if (code === OPTION.end || start + length > bytes.byteLength) return;
    yield { code, value: new DataView(bytes.buffer, bytes.byteOffset + start, length) };
    offset = start + paddedBytes(length);
  }
}

/**
 * Bytes that are no UTF-8 become replacement characters; a zero ends a text, as C would have it. What
 * is longer than `maxBytes` is cut.
 */
export function readText(value: DataView, maxBytes = value.byteLength): string {
  const length = Math.min(value.byteLength, maxBytes);
  const bytes = new Uint8Array(value.buffer, value.byteOffset, length);
  const end = bytes.indexOf(0);
  return decodeUtf8(end < 0 ? bytes : bytes.subarray(0, end));
}
