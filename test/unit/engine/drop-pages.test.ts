import { expect, test } from 'vitest';
import { dropPages, PAGE_BYTES } from '../../../electron/engine/ffi/libc.ts';

const PAGES = 8;

test.each([
  ['some bytes in the middle', 100, PAGES * PAGE_BYTES],
  ['less than a page', 5000, PAGE_BYTES - 1],
  ['nothing', 300, 0],
])(
  'of %s whole pages are given back, and nothing around them is touched',
  (_what, start, length) => {
    const bytes = new Uint8Array((PAGES + 2) * PAGE_BYTES).fill(7);
    dropPages(bytes.subarray(start, start + length));
    const zeroes = bytes.filter((byte) => byte === 0).length;
    const first = bytes.indexOf(0);
    const last = bytes.lastIndexOf(0);
    expect(zeroes % PAGE_BYTES).toBe(0);
    expect(zeroes).toBeLessThanOrEqual(length);
    expect(zeroes).toBeGreaterThan(length - 2 * PAGE_BYTES);
    if (zeroes === 0) return;
    expect(last - first + 1).toBe(zeroes);
    expect(first).toBeGreaterThanOrEqual(start);
    expect(last).toBeLessThan(start + length);
  },
);
