/** Reads a list from a file of this machine. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { err, fail, ok, type Result } from '../../contract/result.ts';
import {
  type Consume,
  LOAD_LIMITS,
  type Loaded,
  type LoadLimits,
  tooLarge,
  type Validators,
} from './load-limits.ts';
import { Patience } from './patience.ts';

export interface FileRequest {
  readonly path: string;
  readonly validators?: Validators;
  readonly limits?: LoadLimits;
  readonly signal?: AbortSignal;
}

const PIECE_BYTES = 65_536;
/** A pipe with nobody at its other end must not hold up the opening, nor a terminal become ours. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

/**
 * Hands the text of a regular file to `consume`. Nothing is to be done with it unless this succeeds.
 * Fails with `bad-list`, `list-unreachable`, or as `consume` did.
 */
export async function readListFile(
  { path, validators, limits = LOAD_LIMITS, signal }: FileRequest,
  consume: Consume,
): Promise<Result<Loaded>> {
  using patience = new Patience(path, limits, signal);
  try {
    await using file = await open(path, OPEN_FLAGS);
    const status = await file.stat({ bigint: true });
    if (!status.isFile()) {
      return fail('bad-list', `${path} is not a regular file.`, 'Give the path of a text file.');
    }
    const etag = `${status.dev}-${status.ino}-${status.size}-${status.mtimeNs}`;
    if (validators?.etag === etag) return ok({ kind: 'unchanged' });
    if (status.size > limits.bodyBytes) return tooLarge(path, limits.bodyBytes);
    let bytes = 0;
    for (;;) {
      // A new one each time: the reader may keep what it was given.
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(PIECE_BYTES));
      if (bytesRead === 0) return ok({ kind: 'read', validators: { etag } });
      patience.renew();
      bytes += bytesRead;
      if (bytes > limits.bodyBytes) return tooLarge(path, limits.bodyBytes);
      const consumed = await consume(buffer.subarray(0, bytesRead));
      if (!consumed.ok) return consumed;
      if (patience.failure) return err(patience.failure);
    }
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    return fail('list-unreachable', `${path} ${REASONS[code] ?? 'cannot be read'}.`, REMEDY, code);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'may not be read by Portcullis',
  EISDIR: 'is a directory',
};
const REMEDY = 'Check the path and the permissions of the file and of the directories above it.';
