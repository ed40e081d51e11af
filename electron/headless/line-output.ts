import type { Writable } from 'node:stream';

/** Lines on their way to a reader that may be slow, and may leave. */
export interface LineOutput {
  /** Answers false, and writes nothing, while the reader is too far behind. */
  write(text: string): boolean;
  /** Settles when the reader has left: `portcullis watch eth0 | head`. */
  readonly closed: Promise<void>;
  /** Settles when everything written has left, or cannot any more. */
  flush(): Promise<void>;
}

export function createLineOutput(stream: Writable, maxWaitingBytes: number): LineOutput {
  const closed = new Promise<void>((resolve) => {
    stream.on('close', resolve);
    // EPIPE: the reader left, which ends the work and is no failure. Any other error ends it too.
    stream.on('error', () => resolve());
  });
  return {
    closed,
    write: (text) => {
      if (stream.destroyed || stream.writableLength > maxWaitingBytes) return false;
      stream.write(text);
      return true;
    },
    flush: () =>
      Promise.race([closed, new Promise<void>((resolve) => stream.write('', () => resolve()))]),
  };
}
