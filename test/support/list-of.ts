import { ListParser } from '../../electron/engine/lists/parse-list.ts';
import type { ParsedList } from '../../electron/engine/lists/parsed-list.ts';
import { atOnce } from '../../electron/engine/lists/slices.ts';
import { expectOk } from './expect-ok.ts';

/** What a file of these lines holds. */
export function listOf(lines: readonly string[]): ParsedList {
  const parser = new ListParser();
  expectOk(atOnce(parser.push(Buffer.from(lines.join('\n')))));
  return expectOk(atOnce(parser.finish())).list;
}
