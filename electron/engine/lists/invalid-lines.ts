import type { InvalidLine } from '../../contract/list.ts';
import { INVALID, type InvalidKind } from './scan-line.ts';

const MAX_KEPT = 20;
const MAX_TEXT = 80;
/** A character is at most four bytes. */
const MAX_TEXT_BYTES = 4 * MAX_TEXT;

/** Counts lines that are skipped, and keeps the first of them for the user to see. */
export class InvalidLines {
  count = 0;
  readonly first: InvalidLine[] = [];

  add(line: number, bytes: Uint8Array, kind: InvalidKind): void {
    this.count += 1;
    if (this.first.length >= MAX_KEPT) return;
    const text = readableText(bytes.subarray(0, MAX_TEXT_BYTES));
    const why = INVALID[kind];
    this.first.push(why ? { line, text, why } : { line, text });
  }
}

/** What could move a cursor, reverse text or hide has a sign in its place. */
function readableText(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes).trimEnd();
  return [...text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd')].slice(0, MAX_TEXT).join('');
}
