import { CaptureReader } from '../../electron/contract/capture-file/capture-reader.ts';
import type { CapturedFrame } from '../../electron/contract/capture-file/captured-frame.ts';
import type { Failure } from '../../electron/contract/failure.ts';

export interface CaptureContent {
  readonly frames: readonly CapturedFrame[];
  readonly error: Failure | undefined;
}

/** All of a capture file, which arrives in chunks of this size. */
export function readCapture(file: Uint8Array, chunkBytes = file.length || 1): CaptureContent {
  const frames: CapturedFrame[] = [];
  const reader = new CaptureReader((frame) => {
    frames.push({ ...frame, bytes: frame.bytes.slice() });
  });
  for (let start = 0; start < file.length; start += chunkBytes) {
    const pushed = reader.push(file.slice(start, start + chunkBytes));
    if (!pushed.ok) return { frames, error: pushed.error };
  }
  const ended = reader.end();
  return { frames, error: ended.ok ? undefined : ended.error };
}
