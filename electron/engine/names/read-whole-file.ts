import { open } from 'node:fs/promises';

const PIECE_BYTES = 1024 * 1024;

/**
 * A file's bytes, read piece by piece into one buffer, so that no turn of the thread is long. Throws
 * what the system says, and a RangeError for more than `maxBytes`.
 */
export async function readWholeFile(path: string, maxBytes: number): Promise<Buffer> {
  await using file = await open(path, 'r');
  const { size } = await file.stat();
  if (size > maxBytes) throw new RangeError(`${path} has ${size} bytes`);
  // Of its own: the pool for small buffers is no place for what stays.
  const whole = Buffer.allocUnsafeSlow(size);
  let filled = 0;
  while (filled < size) {
    const { bytesRead } = await file.read(
      whole,
      filled,
      Math.min(PIECE_BYTES, size - filled),
      filled,
    );
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return whole.subarray(0, filled);
}
