import { expect, it } from 'vitest';
import type { Frame } from '../../../electron/contract/transport.ts';
import {
  encodeFrame,
  FRAME_HEADER_BYTES,
  FrameReader,
} from '../../../electron/engine/control-socket/frame-reader.ts';

const FRAMES: readonly Frame[] = [
  '{"id":1}',
  '',
  new Uint8Array([0, 255, 1]),
  'grün 𝛌',
  new Uint8Array(),
];

function stream(frames: readonly Frame[]): Buffer {
  return Buffer.concat(frames.map(encodeFrame));
}

it('writes length, kind and content', () => {
  expect([...encodeFrame('hé')]).toEqual([3, 0, 0, 0, 0, 0x68, 0xc3, 0xa9]);
  expect([...encodeFrame(new Uint8Array([7, 8]))]).toEqual([2, 0, 0, 0, 1, 7, 8]);
});

it.each([1, 2, 3, 4, 5, 7, 1000])('reads the same in pieces of %i bytes', (pieceBytes) => {
  const bytes = stream(FRAMES);
  const reader = new FrameReader(100);
  const read: Frame[] = [];
  for (let offset = 0; offset < bytes.length; offset += pieceBytes) {
    const frames = reader.read(bytes.subarray(offset, offset + pieceBytes));
    expect(frames).toBeDefined();
    read.push(...(frames ?? []));
  }
  expect(read).toEqual(FRAMES);
});

it('gives bytes that are no Buffer, whose slice would not be a copy', () => {
  const [frame] = new FrameReader(100).read(Buffer.from(encodeFrame(new Uint8Array([1, 2])))) ?? [];
  expect(Buffer.isBuffer(frame)).toBe(false);
  expect(frame).toEqual(new Uint8Array([1, 2]));
});

it('takes a frame of the largest size, and refuses a larger one by its header alone', () => {
  expect(new FrameReader(10).read(stream(['0123456789']))).toEqual(['0123456789']);
  const header = Buffer.from(encodeFrame('0123456789+')).subarray(0, FRAME_HEADER_BYTES);
  expect(new FrameReader(10).read(header)).toBeUndefined();
  expect(new FrameReader(10).read(Buffer.from([255, 255, 255, 255, 0]))).toBeUndefined();
});

it('refuses a kind that it does not know', () => {
  expect(new FrameReader(10).read(Buffer.from([0, 0, 0, 0, 2]))).toBeUndefined();
});

it('waits for the rest of a frame, whatever of it is missing', () => {
  const bytes = stream(['hello']);
  for (let size = 0; size < bytes.length; size += 1) {
    const reader = new FrameReader(10);
    expect(reader.read(bytes.subarray(0, size))).toEqual([]);
    expect(reader.read(bytes.subarray(size))).toEqual(['hello']);
  }
});
