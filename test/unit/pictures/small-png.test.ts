import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { pngChunk, smallPng } from '../../pictures/small-png.ts';

const SIGNATURE = '89504e470d0a1a0a';

/** Chunks of a PNG in their order, each with a checksum that holds. */
function chunksOf(png: Buffer): ReadonlyMap<string, Buffer> {
  expect(png.toString('hex', 0, 8)).toBe(SIGNATURE);
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const body = png.subarray(at + 4, at + 8 + length);
    expect(png.readUInt32BE(at + 8 + length)).toBe(crc32(body));
    chunks.set(body.toString('latin1', 0, 4), body.subarray(4));
    at += 12 + length;
  }
  return chunks;
}

/** A picture as browsers write it: `rows` with the number of their filter in front. */
function picture(
  width: number,
  rows: readonly (readonly number[])[],
  { depth = 8, colourType = 2, interlaced = 0 } = {},
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(rows.length, 4);
  header.set([depth, colourType, 0, 0, interlaced], 8);
  const data = deflateSync(Buffer.from(rows.flat()));
  // Browsers cut it where they like.
  return Buffer.concat([
    Buffer.from(SIGNATURE, 'hex'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', data.subarray(0, 5)),
    pngChunk('IDAT', data.subarray(5)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** What a picture with a palette shows, row by row, as `rrggbb`. */
function shown(png: Buffer): readonly (readonly string[])[] {
  const chunks = chunksOf(png);
  const header = chunks.get('IHDR') ?? Buffer.alloc(0);
  const palette = chunks.get('PLTE') ?? Buffer.alloc(0);
  const rows = inflateSync(chunks.get('IDAT') ?? Buffer.alloc(0));
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  expect([...header.subarray(8)]).toEqual([8, 3, 0, 0, 0]);
  return Array.from({ length: height }, (_, row) => {
    const line = rows.subarray(row * (width + 1), (row + 1) * (width + 1));
    expect(line[0]).toBe(0);
    return [...line.subarray(1)].map((place) => palette.toString('hex', 3 * place, 3 * place + 3));
  });
}

describe('a picture in few colours', () => {
  it('shows the same where there are few, also without their alpha', () => {
    const red = [0xff, 0, 0];
    const blue = [0, 0, 0xff];
    const expected = [
      ['ff0000', '0000ff'],
      ['0000ff', '0000ff'],
    ];
    const plain = picture(2, [
      [0, ...red, ...blue],
      [0, ...blue, ...blue],
    ]);
    expect(shown(smallPng(plain))).toEqual(expected);
    const withAlpha = picture(
      2,
      [
        [0, ...red, 0xff, ...blue, 0xff],
        [0, ...blue, 0xff, ...blue, 0xff],
      ],
      { colourType: 6 },
    );
    expect(shown(smallPng(withAlpha))).toEqual(expected);
  });

  it('reads every filter that rows may have', () => {
    const rows = [
      // As it is.
      [0, 10, 20, 30, 40, 50, 60],
      // From the left.
      [1, 10, 20, 30, 30, 30, 30],
      // From above.
      [2, 0, 0, 0, 0, 0, 0],
      // From the mean of both.
      [3, 5, 10, 15, 15, 15, 15],
      // From the one that is nearest to left + up - upper left (PNG 9.4).
      [4, 0, 0, 0, 0, 0, 0],
    ];
    expect(shown(smallPng(picture(2, rows)))).toEqual(
      Array.from({ length: 5 }, () => ['0a141e', '28323c']),
    );
  });

  it('takes the nearest where there are too many, and keeps what is frequent', () => {
    // 400 greys and near-greys once each, and one colour that fills most of the picture.
    const once = Array.from({ length: 400 }, (_, at) => [at & 0xff, at & 0xff, at >> 1]);
    const often = Array.from({ length: 1200 }, () => [0x20, 0x40, 0x60]);
    const small = smallPng(picture(1600, [[0, ...[...once, ...often].flat()]]));
    const palette = chunksOf(small).get('PLTE')?.length ?? 0;
    expect(palette).toBeLessThanOrEqual(3 * 256);
    const [row = []] = shown(small);
    expect(row.slice(400)).toEqual(Array.from({ length: 1200 }, () => '204060'));
    for (const [at, colour] of row.slice(0, 400).entries()) {
      const channels = [0, 2, 4].map((from) => Number.parseInt(colour.slice(from, from + 2), 16));
      const off = channels.map((value, channel) => Math.abs(value - (once[at]?.[channel] ?? 0)));
      expect(Math.max(...off)).toBeLessThanOrEqual(8);
    }
  });

  it('is the same for the same picture', () => {
    const of = () => smallPng(picture(1, [[0, 1, 2, 3]]));
    expect(of().equals(of())).toBe(true);
  });

  it.each([
    ['of another depth', { depth: 16 }],
    ['that is interlaced', { interlaced: 1 }],
    ['with a palette', { colourType: 3 }],
  ])('is not made of one %s', (_, options) => {
    expect(() => smallPng(picture(1, [[0, 1, 2, 3]], options))).toThrow(/no picture as a browser/);
  });
});
