import type { ByteRange } from '../../../electron/contract/decode/decoded-packet.ts';

export const LINE_BYTES = 16;

/** One line of a hex dump. */
export interface HexLine {
  /** `0010` */
  readonly offset: string;
  readonly start: number;
  readonly bytes: Uint8Array;
}

export function hexLines(bytes: Uint8Array): readonly HexLine[] {
  const lines: HexLine[] = [];
  for (let start = 0; start < bytes.length; start += LINE_BYTES) {
    const offset = start.toString(16).padStart(4, '0');
    lines.push({ offset, start, bytes: bytes.subarray(start, start + LINE_BYTES) });
  }
  return lines;
}

export function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

/** What a byte is as text; a dot in the middle where nothing can be seen of it. */
export function byteCharacter(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·';
}

/** Bytes of a line that are in a range, counted from its start; `undefined` when none is. */
export function rangeInLine(
  range: ByteRange | undefined,
  { start, bytes }: HexLine,
): ByteRange | undefined {
  if (!range) return undefined;
  const from = Math.max(0, range.start - start);
  const to = Math.min(bytes.length, range.end - start);
  return from < to ? { start: from, end: to } : undefined;
}

/** For the clipboard, as `xxd` and Wireshark's import read it: offset, bytes, text. */
export function hexDump(bytes: Uint8Array): string {
  return hexLines(bytes)
    .map(({ offset, bytes: line }) => {
      const hex = Array.from(line, hexByte)
        .join(' ')
        .padEnd(LINE_BYTES * 3 - 1);
      return `${offset}  ${hex}  ${Array.from(line, byteCharacter).join('')}`;
    })
    .join('\n');
}

/** `36`, `36–37`: counted from 0, both included. */
export function rangeText({ start, end }: ByteRange): string {
  return end - start <= 1 ? String(start) : `${start}–${end - 1}`;
}
