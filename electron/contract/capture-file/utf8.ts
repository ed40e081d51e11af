/** UTF-8 (RFC 3629), for a layer that has neither Node's nor the browser's coders. */

const REPLACEMENT = 0xfffd;

/** Halves of a pair that stand alone become replacement characters. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const point = code >= 0xd800 && code <= 0xdfff ? REPLACEMENT : code;
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), continuation(point, 0));
    else if (point < 0x1_0000) {
      bytes.push(0xe0 | (point >> 12), continuation(point, 6), continuation(point, 0));
    } else {
      bytes.push(
        0xf0 | (point >> 18),
        continuation(point, 12),
        continuation(point, 6),
        continuation(point, 0),
      );
    }
  }
  return Uint8Array.from(bytes);
}

/** Bytes that are no UTF-8 become replacement characters. */
export function decodeUtf8(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; ) {
    const { point, size } = readPoint(bytes, index);
    text += String.fromCodePoint(point);
    index += size;
  }
  return text;
}

function continuation(point: number, shift: number): number {
  return 0x80 | ((point >> shift) & 0x3f);
}

function readPoint(bytes: Uint8Array, index: number): { point: number; size: number } {
  const invalid = { point: REPLACEMENT, size: 1 };
  const first = bytes[index] as number;
  if (first < 0x80) return { point: first, size: 1 };
  const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || index + size > bytes.length) return invalid;
  let point = first & (0x7f >> size);
  for (let next = index + 1; next < index + size; next += 1) {
    const byte = bytes[next] as number;
    if ((byte & 0xc0) !== 0x80) return invalid;
    point = (point << 6) | (byte & 0x3f);
  }
  const smallest = size === 4 ? 0x1_0000 : size === 3 ? 0x800 : 0x80;
  const isSurrogate = point >= 0xd800 && point <= 0xdfff;
  return point < smallest || point > 0x10_ffff || isSurrogate ? invalid : { point, size };
}
