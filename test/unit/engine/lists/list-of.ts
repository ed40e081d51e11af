import type { Result } from '../../../../electron/contract/result.ts';
import { ListParser, type ListReading } from '../../../../electron/engine/lists/parse-list.ts';
import type { ParsedList } from '../../../../electron/engine/lists/parsed-list.ts';
import { atOnce } from '../../../../electron/engine/lists/slices.ts';
import { expectOk } from '../../../support/expect-ok.ts';

/** What a parser makes of a text or bytes that come in pieces of `pieceBytes`. */
export function parse(
  content: string | Uint8Array,
  { pieceBytes = 65_536, maxPrefixes }: { pieceBytes?: number; maxPrefixes?: number } = {},
): Result<ListReading> {
  const bytes = Buffer.from(content);
  const parser = new ListParser(maxPrefixes);
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const pushed = atOnce(parser.push(bytes.subarray(at, at + pieceBytes)));
    if (!pushed.ok) return pushed;
  }
  return atOnce(parser.finish());
}

export function listOf(...lines: readonly string[]): ParsedList {
  return expectOk(parse(lines.join('\n'))).list;
}

/** In words: `1.2.3.0-1.2.3.255`, `2001:db8:0:0/32`. */
export function entriesOf({ v4, v6 }: ParsedList): string[] {
  const ranges = [...v4.starts].map((start, row) => {
    const end = v4.ends[row] as number;
    return start === end ? dotted(start) : `${dotted(start)}-${dotted(end)}`;
  });
  const prefixes = [...v6.bits].map((bits, row) => {
    const words = v6.words.map((column) => (column[row] as number).toString(16));
    return `${words.join(':')}/${bits}`;
  });
  return [...ranges, ...prefixes];
}

export function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
}
