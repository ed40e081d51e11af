import type { Writable } from 'node:stream';
import { type Failure, failure } from '../contract/failure.ts';

/** What is written, on its way to somebody who may be slow, and may leave. */
export interface Output {
  /** The reader is so far behind that nothing more should be written before it has caught up. */
  readonly isBehind: boolean;
  write(data: string | Uint8Array): void;
  /** Settles when nothing more can be written: with a failure, or because the reader has left. */
  readonly closed: Promise<Failure | undefined>;
  /** Settles when everything written has left, or cannot any more. */
  flush(): Promise<void>;
  /** Instead of {@link flush}, where nothing was written and nothing will be: what was there before stays. */
  discard(): Promise<void>;
}

/** Lines and files for a reader: `portcullis watch eth0 | head`. */
export function createStreamOutput(stream: Writable, maxWaitingBytes: number): Output {
  const closed = new Promise<Failure | undefined>((resolve) => {
    stream.on('close', () => resolve(undefined));
    // EPIPE: the reader left, which ends the work and is no failure.
    stream.on('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code === 'EPIPE' ? undefined : writeFailure('Standard output', error));
    });
  });
  const flush = async (): Promise<void> => {
    const written = new Promise<void>((resolve) => stream.write('', () => resolve()));
    await Promise.race([closed, written]);
  };
  return {
    closed,
    get isBehind() {
      return stream.destroyed || stream.writableLength > maxWaitingBytes;
    },
    write: (data) => {
      if (!stream.destroyed) stream.write(data);
    },
    flush,
    discard: flush,
  };
}

/** `what`: the file, as the user named it. `isBegun`: something of it was written. */
export function writeFailure(what: string, error: NodeJS.ErrnoException, isBegun = true): Failure {
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT') {
    const further = isBegun ? ' any further' : '';
    const left = isBegun
      ? 'What was written so far can be read.'
      : 'What was there before is as it was.';
    return failure(
      'write-failed',
      `${what} cannot be written${further}: the disk is full.`,
      `${left} Make room, or write to another disk.`,
      error.code,
    );
  }
  return failure(
    'write-failed',
    `${what} cannot be written.`,
    'Check its directory, its permissions and the disk.',
    error.code ?? String(error),
  );
}
