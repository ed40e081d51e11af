import type { Writable } from 'node:stream';
import { encodeHeader } from '../../contract/frame-stream.ts';
import type { Frame } from '../../contract/transport.ts';

/** The frame with its header, as it goes into the stream. */
export function encodeFrame(frame: Frame): Uint8Array {
  const isText = typeof frame === 'string';
  const content = isText ? Buffer.from(frame) : frame;
  return Buffer.concat([encodeHeader(content.byteLength, isText), content]);
}

/** Bytes are written from where they are; `onWritten` is called once, also if they never leave. */
export function writeFrame(stream: Writable, frame: Frame, onWritten: () => void): void {
  if (typeof frame === 'string') {
    stream.write(encodeFrame(frame), onWritten);
    return;
  }
  stream.cork();
  stream.write(encodeHeader(frame.byteLength, false));
  stream.write(frame, onWritten);
  stream.uncork();
}
