/** Of one text that packets are searched for. */
export const MAX_TEXT_CHARACTERS = 200;

export interface TextPattern {
  readonly bytes: Uint8Array;
  /** The same with the case of ASCII letters turned; equal where there is no other case. */
  readonly other: Uint8Array;
}

/**
 * The bytes that a text between quotation marks stands for: UTF-8, ASCII letters in either case.
 * `\xNN` is one byte as it is, `\n`, `\r` and `\t` as usual, and a backslash before anything else
 * stands for what follows it. `undefined` if a `\x` lacks its two digits, or there is nothing.
 */
export function textPattern(text: string): TextPattern | undefined {
  const bytes: number[] = [];
  const other: number[] = [];
  const put = (byte: number, hasCase: boolean) => {
    bytes.push(byte);
    other.push(hasCase && isLetter(byte) ? byte ^ 0x20 : byte);
  };
  for (const [piece] of text.matchAll(/\\x[0-9a-f]{2}|\\.|[^\\]+/giu)) {
    if (/^\\x/i.test(piece)) {
      if (piece.length !== 4) return undefined;
      put(Number.parseInt(piece.slice(2), 16), false);
    } else if (piece.startsWith('\\') && 'nrt'.includes(piece[1] as string)) {
      put({ n: 10, r: 13, t: 9 }[piece[1] as 'n' | 'r' | 't'], false);
    } else {
      const plain = piece.startsWith('\\') ? piece.slice(1) : piece;
      for (const byte of utf8(plain)) put(byte, true);
    }
  }
  if (bytes.length === 0) return undefined;
  return { bytes: Uint8Array.from(bytes), other: Uint8Array.from(other) };
}

/** Whether bytes hold a pattern anywhere. */
export function hasText({ bytes, other }: TextPattern, packet: Uint8Array): boolean {
  const last = packet.length - bytes.length;
  const [first, otherFirst] = [bytes[0], other[0]];
  for (let start = 0; start <= last; start += 1) {
    if (packet[start] !== first && packet[start] !== otherFirst) continue;
    let at = 1;
    while (at < bytes.length && isAt(packet[start + at], bytes[at], other[at])) at += 1;
    if (at === bytes.length) return true;
  }
  return false;
}

function isAt(found: number | undefined, byte: number | undefined, other: number | undefined) {
  return found === byte || found === other;
}

function isLetter(byte: number): boolean {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

/** There is no TextEncoder in a pure layer. A lone surrogate becomes U+FFFD. */
function utf8(text: string): readonly number[] {
  return [...text].flatMap((character) => {
    const code = character.codePointAt(0) as number;
    const point = code >= 0xd800 && code <= 0xdfff ? 0xfffd : code;
    if (point < 0x80) return [point];
    const tail = (shift: number) => 0x80 | ((point >> shift) & 0x3f);
    if (point < 0x800) return [0xc0 | (point >> 6), tail(0)];
    if (point < 0x10000) return [0xe0 | (point >> 12), tail(6), tail(0)];
    return [0xf0 | (point >> 18), tail(12), tail(6), tail(0)];
  });
}
