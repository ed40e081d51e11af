import { type InvalidLine, MAX_LIST_PREFIXES } from '../../contract/list.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { NOTED_BYTES, noEntries } from './content-note.ts';
import { InvalidLines } from './invalid-lines.ts';
import { tooManyPrefixes } from './list-refusals.ts';
import { mergePrefixes, mergeRanges, prefixesOf, rangesOf } from './merge.ts';
import { countPrefixes, type ParsedList, wordMask } from './parsed-list.ts';
import { RowCollector } from './row-collector.ts';
import { LineScanner } from './scan-line.ts';
import type { Sliced } from './slices.ts';
import { splitRange } from './v6-range.ts';

/** What was read, and what was not. */
export interface ListReading {
  readonly list: ParsedList;
  readonly invalidLines: number;
  /** At most 20. */
  readonly firstInvalid: readonly InvalidLine[];
}

const MAX_LINE_BYTES = 4096;
const NEWLINE = 0x0a;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
/** An IPv6 range takes up to 254 prefixes. */
const MAX_ROWS_PER_LINE = 256;
/** Between two yields: lines, or what is as slow as one. */
const MAX_STEPS = 1024;
const V6_STEPS = 8;
const RANGE_STEPS = 512;

/** Reads a list as it arrives, in pieces of any size. Memory is bounded whatever comes. */
export class ListParser {
  readonly #maxPrefixes: number;
  readonly #scanner = new LineScanner();
  readonly #invalid = new InvalidLines();
  readonly #ranges: RowCollector;
  readonly #prefixes: RowCollector;
  /** The beginning of a line whose end has not come yet. */
  readonly #carried = Buffer.alloc(MAX_LINE_BYTES + 1);
  #carriedBytes = 0;
  #line = 0;
  readonly #noted = Buffer.alloc(NOTED_BYTES);
  #notedBytes = 0;

  constructor(maxPrefixes = MAX_LIST_PREFIXES) {
    this.#maxPrefixes = maxPrefixes;
    // Half of it is free again after merging, or there are too many.
    const maxRows = 2 * (maxPrefixes + MAX_ROWS_PER_LINE);
    this.#ranges = new RowCollector(2, maxRows, mergeRanges);
    this.#prefixes = new RowCollector(5, maxRows, mergePrefixes);
  }

  /** Fails with `too-many-prefixes` as soon as that is certain. */
  *push(chunk: Uint8Array): Sliced<Result<null>> {
    this.#note(chunk);
    let at = 0;
    while (at < chunk.length) {
      if (!(yield* this.#makeRoom())) return tooManyPrefixes();
      at = this.#scanSome(chunk, at);
      yield;
    }
    return ok(null);
  }

  /** Nothing more will come. Fails with `bad-list` if there was no entry at all, or `too-many-prefixes`. */
  *finish(): Sliced<Result<ListReading>> {
    if (!(yield* this.#makeRoom())) return tooManyPrefixes();
    if (this.#carriedBytes > 0) this.#takeCarried();
    const v4 = rangesOf(yield* this.#ranges.merged());
    const v6 = prefixesOf(yield* this.#prefixes.merged());
    const prefixes = { v4: yield* countPrefixes(v4), v6: v6.bits.length };
    if (prefixes.v4 + prefixes.v6 > this.#maxPrefixes) return tooManyPrefixes();
    const { count, first } = this.#invalid;
    if (prefixes.v4 + prefixes.v6 === 0) {
      return err(noEntries(this.#noted.subarray(0, this.#notedBytes), count));
    }
    return ok({ list: { v4, v6, prefixes }, invalidLines: count, firstInvalid: first });
  }

  *#makeRoom(): Sliced<boolean> {
    for (const rows of [this.#ranges, this.#prefixes]) {
      while (!rows.hasRoomFor(MAX_ROWS_PER_LINE)) if (!(yield* rows.makeRoom())) return false;
    }
    return true;
  }

  /** Up to some steps on, or until there may be no room. Answers how far it came. */
  #scanSome(chunk: Uint8Array, from: number): number {
    let at = from;
    let steps = 0;
    while (at < chunk.length && steps < MAX_STEPS && this.#hasRoom()) {
      const end = endOfLine(chunk, at);
      if (end === chunk.length) {
        this.#carry(chunk.subarray(at));
        return end;
      }
      if (this.#carriedBytes > 0) {
        this.#carry(chunk.subarray(at, end));
        steps += this.#takeCarried();
      } else {
        steps += this.#takeLine(chunk, at, end);
      }
      at = end + 1;
    }
    return at;
  }

  #hasRoom(): boolean {
    return (
      this.#ranges.hasRoomFor(MAX_ROWS_PER_LINE) && this.#prefixes.hasRoomFor(MAX_ROWS_PER_LINE)
    );
  }

  #carry(piece: Uint8Array): void {
    const room = this.#carried.length - this.#carriedBytes;
    this.#carried.set(piece.length > room ? piece.subarray(0, room) : piece, this.#carriedBytes);
    this.#carriedBytes += Math.min(piece.length, room);
  }

  #takeCarried(): number {
    const steps = this.#takeLine(this.#carried, 0, this.#carriedBytes);
    this.#carriedBytes = 0;
    return steps;
  }

  /** Answers how many steps that was. */
  #takeLine(bytes: Uint8Array, start: number, end: number): number {
    this.#line += 1;
    if (end - start > MAX_LINE_BYTES) {
      this.#invalid.add(this.#line, bytes.subarray(start, end), 'too-long');
      return 1;
    }
    const scanner = this.#scanner;
    const kind = scanner.scan(bytes, this.#line === 1 ? behindMark(bytes, start) : start, end);
    switch (kind) {
      case 'blank':
        return 1;
      case 'v4':
        this.#addRange(scanner.v4Start, scanner.v4End);
        return 1;
      case 'v6-prefix':
        this.#addPrefix(scanner.v6Start, scanner.v6Bits);
        return V6_STEPS;
      case 'v6-range':
        for (const { words, bits } of splitRange(scanner.v6Start, scanner.v6End)) {
          this.#addPrefix(words, bits);
        }
        return RANGE_STEPS;
      default:
        this.#invalid.add(this.#line, bytes.subarray(start, end), kind);
        return V6_STEPS;
    }
  }

  #addRange(start: number, end: number): void {
    const rows = this.#ranges;
    const [starts, ends] = rows.columns as [Uint32Array, Uint32Array];
    starts[rows.count] = start;
    ends[rows.count] = end;
    rows.count += 1;
  }

  #addPrefix(words: Uint32Array, bits: number): void {
    const rows = this.#prefixes;
    for (let index = 0; index < 4; index++) {
      const column = rows.columns[index] as Uint32Array;
      column[rows.count] = (words[index] as number) & wordMask(bits, index);
    }
    (rows.columns[4] as Uint32Array)[rows.count] = bits;
    rows.count += 1;
  }

  #note(chunk: Uint8Array): void {
    const room = NOTED_BYTES - this.#notedBytes;
    if (room === 0) return;
    const piece = chunk.subarray(0, room);
    this.#noted.set(piece, this.#notedBytes);
    this.#notedBytes += piece.length;
  }
}

function endOfLine(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== NEWLINE) at += 1;
  return at;
}

/** Some editors begin a file with a mark. */
function behindMark(bytes: Uint8Array, start: number): number {
  const isMarked = BYTE_ORDER_MARK.every((byte, index) => bytes[start + index] === byte);
  return isMarked ? start + BYTE_ORDER_MARK.length : start;
}
