import { describe, expect, it } from 'vitest';
import { FRAME_HEADER_BYTES, FrameReader } from '../../../electron/contract/frame-stream.ts';
import type { Frame } from '../../../electron/contract/transport.ts';
import { encodeFrame } from '../../../electron/engine/control-socket/write-frame.ts';

const FRAMES: readonly Frame[] = [
  '{"id":1}',
  '',
  new Uint8Array([0, 255, 1]),
  'grün 𝛌',
  new Uint8Array(),
  // More than a reader's usual memory.
  new Uint8Array(1_500_000).map((_, index) => index * 7),
  'after it',
];

function stream(frames: readonly Frame[]): Buffer {
  return Buffer.concat(frames.map(encodeFrame));
}

function readerOf(maxFrameBytes: number): FrameReader {
  const decoder = new TextDecoder();
  return new FrameReader(maxFrameBytes, (bytes) => decoder.decode(bytes));
}

/** The frames that a piece completes, or `undefined` if the reader refuses it. */
function readAll(reader: FrameReader, piece: Uint8Array): Frame[] | undefined {
  const frames: Frame[] = [];
  const isStream = reader.read(piece, (frame) =>
    frames.push(typeof frame === 'string' ? frame : frame.slice()),
  );
  return isStream ? frames : undefined;
}

it('writes length, kind and content', () => {
  expect([...encodeFrame('hé')]).toEqual([3, 0, 0, 0, 0, 0, 0, 0, 0x68, 0xc3, 0xa9]);
  expect([...encodeFrame(new Uint8Array([7, 8]))]).toEqual([2, 0, 0, 0, 1, 0, 0, 0, 7, 8]);
});

describe('a reader', () => {
  it.each([1, 2, 3, 4, 7, 8, 9, 1000, 600_000, 2_000_000])(
    'reads the same in pieces of %i bytes',
    (pieceBytes) => {
      const frames = pieceBytes < 1000 ? FRAMES.slice(0, 5) : FRAMES;
      const bytes = stream(frames);
      const reader = readerOf(2_000_000);
      const read: Frame[] = [];
      for (let offset = 0; offset < bytes.length; offset += pieceBytes) {
        const more = readAll(reader, bytes.subarray(offset, offset + pieceBytes));
        expect(more).toBeDefined();
        read.push(...(more ?? []));
      }
      expect(read).toEqual(frames);
    },
  );

  it('gives packets where they may be read as words', () => {
    const offsets: number[] = [];
    readerOf(100).read(stream([new Uint8Array(16), new Uint8Array(20)]), (frame) =>
      offsets.push((frame as Uint8Array).byteOffset % 4),
    );
    expect(offsets).toEqual([0, 0]);
  });

  it('gives bytes that are no Buffer, whose slice would not be a copy', () => {
    const [frame] = readAll(readerOf(100), stream([new Uint8Array([1, 2])])) ?? [];
    expect(Buffer.isBuffer(frame)).toBe(false);
    expect(frame).toEqual(new Uint8Array([1, 2]));
  });

  it('takes a frame of the largest size, and refuses a larger one by its header alone', () => {
    expect(readAll(readerOf(10), stream(['0123456789']))).toEqual(['0123456789']);
    const header = stream(['0123456789+']).subarray(0, FRAME_HEADER_BYTES);
    expect(readAll(readerOf(10), header)).toBeUndefined();
    const huge = Buffer.from([255, 255, 255, 255, 0, 0, 0, 0]);
    expect(readAll(readerOf(10), huge)).toBeUndefined();
  });

  it('refuses a kind that it does not know', () => {
    expect(readAll(readerOf(10), Buffer.from([0, 0, 0, 0, 2, 0, 0, 0]))).toBeUndefined();
  });

  it('waits for the rest of a frame, whatever of it is missing', () => {
    const bytes = stream(['hello']);
    for (let size = 0; size < bytes.length; size += 1) {
      const reader = readerOf(10);
      expect(readAll(reader, bytes.subarray(0, size))).toEqual([]);
      expect(readAll(reader, bytes.subarray(size))).toEqual(['hello']);
    }
  });
});
