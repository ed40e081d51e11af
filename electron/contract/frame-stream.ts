/**
 * Frames on a byte stream: 4 bytes of length, little-endian, of what follows the header; 4 bytes for the
 * kind, 0 text in UTF-8, 1 binary; then the frame's bytes.
 */
import type { Frame } from './transport.ts';

/** A multiple of four, so that packets may be read where they lie. */
export const FRAME_HEADER_BYTES = 8;
const TEXT = 0;
const BINARY = 1;
/** Holds any frame of packets, and is not larger than what a stream gives in one go. */
const USUAL_MEMORY_BYTES = 512 * 1024;

/** What stands in front of a frame of so many bytes. */
export function encodeHeader(sizeBytes: number, isText: boolean): Uint8Array {
  const bytes = new Uint8Array(FRAME_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, sizeBytes, true);
  view.setUint32(4, isText ? TEXT : BINARY, true);
  return bytes;
}

/**
 * Puts frames together from the pieces in which they arrive, always in the same memory. Holds at most
 * one unfinished frame.
 */
export class FrameReader {
  readonly #maxFrameBytes: number;
  readonly #decodeText: (bytes: Uint8Array) => string;
  #memory = new Uint8Array(USUAL_MEMORY_BYTES);
  /** Bytes of the memory that wait for the rest of their frame. */
  #heldBytes = 0;

  /**
   * A frame that announces more than `maxFrameBytes` is refused before its bytes are kept. `decodeText`
   * reads UTF-8 as the surroundings do it best.
   */
  constructor(maxFrameBytes: number, decodeText: (bytes: Uint8Array) => string) {
    this.#maxFrameBytes = maxFrameBytes;
    this.#decodeText = decodeText;
  }

  /**
   * Takes the next piece of the stream, and hands over the frames that it completes, whose bytes are valid
   * during the call only. `false`: it is no stream of frames, and nothing after this can be understood.
   */
  read(piece: Uint8Array, onFrame: (frame: Frame) => void): boolean {
    for (let at = 0; at < piece.length; ) {
      const part = piece.subarray(at, at + this.#memory.length - this.#heldBytes);
      this.#memory.set(part, this.#heldBytes);
      if (!this.#handOver(this.#heldBytes + part.length, onFrame)) return false;
      at += part.length;
    }
    return true;
  }

  #handOver(endBytes: number, onFrame: (frame: Frame) => void): boolean {
    const view = new DataView(this.#memory.buffer);
    let at = 0;
    let neededBytes = FRAME_HEADER_BYTES;
    while (endBytes - at >= FRAME_HEADER_BYTES) {
      const sizeBytes = view.getUint32(at, true);
      const kind = view.getUint32(at + 4, true);
      if (sizeBytes > this.#maxFrameBytes || (kind !== TEXT && kind !== BINARY)) return false;
      neededBytes = FRAME_HEADER_BYTES + sizeBytes;
      if (at + neededBytes > endBytes) break;
      const content = this.#memory.subarray(at + FRAME_HEADER_BYTES, at + neededBytes);
      onFrame(kind === TEXT ? this.#decodeText(content) : content);
      at += neededBytes;
      neededBytes = FRAME_HEADER_BYTES;
    }
    this.#keep(at, endBytes, neededBytes);
    return true;
  }

  /** Makes sure that what is left and the rest of its frame have room, in no more memory than that takes. */
  #keep(from: number, to: number, neededBytes: number): void {
    this.#heldBytes = to - from;
    const memoryBytes = Math.max(USUAL_MEMORY_BYTES, neededBytes);
    if (this.#memory.length === memoryBytes) {
      if (from > 0) this.#memory.copyWithin(0, from, to);
      return;
    }
    const memory = new Uint8Array(memoryBytes);
    memory.set(this.#memory.subarray(from, to));
    this.#memory = memory;
  }
}
