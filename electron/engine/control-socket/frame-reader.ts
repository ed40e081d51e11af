/**
 * Frames on a byte stream: 4 bytes of length, little-endian, of what follows the header; 1 byte for the
 * kind, 0 text in UTF-8, 1 binary; then the frame's bytes.
 */
import type { Frame } from '../../contract/transport.ts';

export const FRAME_HEADER_BYTES = 5;
const TEXT = 0;
const BINARY = 1;

/** The frame with its header, as it goes into the stream. */
export function encodeFrame(frame: Frame): Uint8Array {
  const isText = typeof frame === 'string';
  const sizeBytes = isText ? Buffer.byteLength(frame) : frame.byteLength;
  const bytes = Buffer.allocUnsafe(FRAME_HEADER_BYTES + sizeBytes);
  bytes.set(encodeHeader(sizeBytes, isText));
  if (isText) bytes.write(frame, FRAME_HEADER_BYTES, 'utf8');
  else bytes.set(frame, FRAME_HEADER_BYTES);
  return bytes;
}

/** What stands in front of a frame of so many bytes. */
export function encodeHeader(sizeBytes: number, isText: boolean): Uint8Array {
  const bytes = Buffer.allocUnsafe(FRAME_HEADER_BYTES);
  bytes.writeUInt32LE(sizeBytes, 0);
  bytes[4] = isText ? TEXT : BINARY;
  return bytes;
}

/** Puts frames together from the pieces in which they arrive. Holds at most one unfinished frame. */
export class FrameReader {
  readonly #maxFrameBytes: number;
  #pieces: Buffer[] = [];
  #waitingBytes = 0;
  /** Bytes that have to be there before there is anything to do. */
  #neededBytes = FRAME_HEADER_BYTES;

  /** A frame that announces more than `maxFrameBytes` is refused before its bytes are kept. */
  constructor(maxFrameBytes: number) {
    this.#maxFrameBytes = maxFrameBytes;
  }

  /**
   * Takes the next piece of the stream and answers the frames that it completes. `undefined`: it is
   * no stream of frames, and nothing after this can be understood.
   */
  read(piece: Buffer): readonly Frame[] | undefined {
    this.#pieces.push(piece);
    this.#waitingBytes += piece.byteLength;
    if (this.#waitingBytes < this.#neededBytes) return [];
    const bytes = Buffer.concat(this.#pieces);
    const frames: Frame[] = [];
    let offset = 0;
    this.#neededBytes = FRAME_HEADER_BYTES;
    while (bytes.byteLength - offset >= FRAME_HEADER_BYTES) {
      const sizeBytes = bytes.readUInt32LE(offset);
      const kind = bytes[offset + 4];
      if (sizeBytes > this.#maxFrameBytes || (kind !== TEXT && kind !== BINARY)) return undefined;
      const endOffset = offset + FRAME_HEADER_BYTES + sizeBytes;
      if (endOffset > bytes.byteLength) {
        this.#neededBytes = FRAME_HEADER_BYTES + sizeBytes;
        break;
      }
      const content = bytes.subarray(offset + FRAME_HEADER_BYTES, endOffset);
      frames.push(kind === TEXT ? content.toString('utf8') : plainBytes(content));
      offset = endOffset;
    }
    const rest = bytes.subarray(offset);
    this.#pieces = rest.byteLength > 0 ? [rest] : [];
    this.#waitingBytes = rest.byteLength;
    return frames;
  }
}

/** A Buffer differs from what it extends: its `slice` does not copy. */
function plainBytes({ buffer, byteOffset, byteLength }: Buffer): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
