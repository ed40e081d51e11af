/**
 * A list as a file: a sign, the length of the head, the head (JSON), the columns of what the list
 * holds, and a SHA-256 of all of that. Numbers are little-endian.
 */
import { createHash, type Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import * as v from 'valibot';
import { listSourceSchema, MAX_LIST_PREFIXES } from '../../contract/list.ts';
import { VALIDATOR } from './load-limits.ts';
import type { ParsedList } from './parsed-list.ts';

const SIGN = Buffer.from('PCLIST1\n', 'latin1');
const PREAMBLE_BYTES = SIGN.length + 4;
const DIGEST = 'sha256';
const DIGEST_BYTES = 32;
const MAX_HEAD_BYTES = 65_536;
/** Hashed and copied at once. */
const PIECE_BYTES = 262_144;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const rowCount = v.pipe(count, v.maxValue(MAX_LIST_PREFIXES));
const validator = v.exactOptional(v.pipe(v.string(), v.regex(VALIDATOR)));

const headSchema = v.strictObject({
  source: listSourceSchema,
  /** Milliseconds since 1970. */
  refreshedAt: count,
  validators: v.strictObject({ etag: validator, lastModified: validator }),
  invalidLines: count,
  firstInvalid: v.array(
    v.strictObject({ line: count, text: v.string(), why: v.exactOptional(v.string()) }),
  ),
  prefixes: v.strictObject({ v4: rowCount, v6: rowCount }),
  /** How many rows the columns have. */
  v4Ranges: rowCount,
});
type Head = v.InferOutput<typeof headSchema>;

/** What was read last from a source, and when. */
export type CachedList = Omit<Head, 'v4Ranges' | 'prefixes'> & { readonly list: ParsedList };

export async function writeCached(file: FileHandle, cached: CachedList): Promise<void> {
  const { list, ...rest } = cached;
  const head: Head = { ...rest, prefixes: list.prefixes, v4Ranges: list.v4.starts.length };
  const text = Buffer.from(JSON.stringify(head));
  const preamble = Buffer.alloc(PREAMBLE_BYTES);
  preamble.set(SIGN);
  preamble.writeUInt32LE(text.length, SIGN.length);
  const hash = createHash(DIGEST);
  for (const part of [preamble, text, ...columnsOf(list)]) {
    for (const piece of pieces(part)) {
      hash.update(piece);
      await file.writeFile(piece);
    }
  }
  await file.writeFile(hash.digest());
}

/** Nothing if the file is not as it was written. */
export async function readCached(file: FileHandle): Promise<CachedList | undefined> {
  const hash = createHash(DIGEST);
  const preamble = Buffer.alloc(PREAMBLE_BYTES);
  if (!(await fill(file, preamble, hash)) || !preamble.subarray(0, SIGN.length).equals(SIGN)) {
    return undefined;
  }
  const headBytes = preamble.readUInt32LE(SIGN.length);
  if (headBytes > MAX_HEAD_BYTES) return undefined;
  const text = Buffer.alloc(headBytes);
  if (!(await fill(file, text, hash))) return undefined;
  const head = parseHead(text.toString());
  if (!head) return undefined;
  const { v4Ranges, prefixes, ...rest } = head;
  const list = emptyList(v4Ranges, prefixes);
  for (const column of columnsOf(list)) if (!(await fill(file, column, hash))) return undefined;
  const digest = Buffer.alloc(DIGEST_BYTES);
  if (!(await fill(file, digest)) || !digest.equals(hash.digest())) return undefined;
  return { ...rest, list };
}

function parseHead(text: string): Head | undefined {
  try {
    const parsed = v.safeParse(headSchema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

function emptyList(v4Ranges: number, prefixes: ParsedList['prefixes']): ParsedList {
  const column = () => new Uint32Array(prefixes.v6);
  return {
    v4: { starts: new Uint32Array(v4Ranges), ends: new Uint32Array(v4Ranges) },
    v6: { words: [column(), column(), column(), column()], bits: column() },
    prefixes,
  };
}

/** The memory of the columns itself, in the order of the file. */
function columnsOf({ v4, v6 }: ParsedList): Buffer[] {
  return [v4.starts, v4.ends, ...v6.words, v6.bits].map((column) =>
    Buffer.from(column.buffer, column.byteOffset, column.byteLength),
  );
}

function* pieces(part: Buffer): Generator<Buffer> {
  for (let at = 0; at < part.length; at += PIECE_BYTES) yield part.subarray(at, at + PIECE_BYTES);
}

/** Whether there was as much as that. */
async function fill(file: FileHandle, part: Buffer, hash?: Hash): Promise<boolean> {
  for (const piece of pieces(part)) {
    for (let at = 0; at < piece.length; ) {
      const { bytesRead } = await file.read(piece, at, piece.length - at);
      if (bytesRead === 0) return false;
      at += bytesRead;
    }
    hash?.update(piece);
  }
  return true;
}
