import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BatchPacker } from '../../../electron/contract/batch-packer.ts';
import { MAX_SNAPSHOT_BYTES } from '../../../electron/contract/packet-batch.ts';
import { RECORD_BYTES } from '../../../electron/contract/packet-record.ts';
import { MAX_STRETCH_BYTES, strideOf } from '../../../electron/engine/bpf/ring-reader.ts';
import {
  FramePool,
  KEPT_MS,
  MAX_SPARE_BYTES,
  SPARE_BYTES,
} from '../../../electron/engine/capture/frame-pool.ts';
import { Random } from '../../support/random.ts';

const SMALLEST_BYTES = SPARE_BYTES / 4;

let pool: FramePool;
beforeEach(() => {
  vi.useFakeTimers();
  pool = new FramePool();
});
afterEach(() => vi.useRealTimers());

function takeMany(count: number, sizeBytes: number): Uint8Array<ArrayBuffer>[] {
  return Array.from({ length: count }, () => pool.take(sizeBytes));
}

describe('the memory of frames', () => {
  test('is used again, the last given back first', () => {
    const [first, second] = takeMany(2, SPARE_BYTES) as [never, Uint8Array<ArrayBuffer>];
    pool.giveBack(first);
    pool.giveBack(second);
    expect(pool.take(SPARE_BYTES - 5).buffer).toBe(second.buffer);
  });

  test('is never lent to two at once', () => {
    const random = new Random(7);
    const lent = new Map<ArrayBuffer, Uint8Array<ArrayBuffer>>();
    for (let step = 0; step < 5000; step += 1) {
      const frames = [...lent.values()];
      const frame = frames[random.below(Math.max(1, frames.length))];
      if (frame && (frames.length > 20 || random.chance(2))) {
        lent.delete(frame.buffer);
        pool.giveBack(frame);
        if (random.chance(4)) pool.giveBack(frame);
      } else {
        const sizeBytes = 1 + random.below(1.2 * SPARE_BYTES);
        const taken = pool.take(sizeBytes);
        expect(taken.byteLength).toBe(sizeBytes);
        expect(lent.has(taken.buffer)).toBe(false);
        lent.set(taken.buffer, taken);
      }
      if (step % 100 === 0) vi.advanceTimersByTime(KEPT_MS / 3);
    }
    for (const frame of lent.values()) expect(frame.buffer.detached).toBe(false);
  });

  test('is never more than four times what a frame needs, and of a small frame just that', () => {
    for (const sizeBytes of [1, 1000, SMALLEST_BYTES - 1, SPARE_BYTES + 1]) {
      expect(pool.take(sizeBytes).buffer.byteLength).toBe(sizeBytes);
    }
    for (let sizeBytes = SMALLEST_BYTES; sizeBytes <= SPARE_BYTES; sizeBytes += 999) {
      const { buffer } = pool.take(sizeBytes);
      expect(buffer.byteLength).toBeGreaterThanOrEqual(sizeBytes);
      expect(buffer.byteLength).toBeLessThanOrEqual(4 * sizeBytes);
      pool.giveBack(pool.take(sizeBytes));
    }
  });

  test('is enough for whatever one stretch of the ring holds', () => {
    const packer = new BatchPacker();
    const words = new Int32Array((RECORD_BYTES + MAX_SNAPSHOT_BYTES) / 4);
    for (let captured = 0; captured <= MAX_SNAPSHOT_BYTES; captured += 7) {
      const count = Math.floor(MAX_STRETCH_BYTES / strideOf(RECORD_BYTES + captured));
      packer.reserve(count, count * captured);
      for (let record = 0; record < count; record += 1) {
        // Nothing is as it was in the record before.
        packer.add(words.fill(record + 1), 0, captured);
      }
      expect(packer.take().byteLength).toBeLessThanOrEqual(SPARE_BYTES);
    }
  });

  test('that comes back all at once is kept up to a bound, and the rest is freed', () => {
    const frames = takeMany(2 * (MAX_SPARE_BYTES / SPARE_BYTES), SPARE_BYTES);
    for (const frame of frames) pool.giveBack(frame);
    expect(pool.spareBytes).toBe(MAX_SPARE_BYTES);
    expect(frames.filter(({ buffer }) => buffer.detached)).toHaveLength(frames.length / 2);
  });

  test('is freed when nobody comes for it, and nothing wakes up any more', () => {
    const frames = [...takeMany(3, SPARE_BYTES), ...takeMany(3, SMALLEST_BYTES)];
    for (const frame of frames) pool.giveBack(frame);
    expect(pool.spareBytes).toBe(6 * SPARE_BYTES);
    vi.advanceTimersByTime(2 * KEPT_MS);
    expect(pool.spareBytes).toBe(0);
    for (const { buffer } of frames) expect(buffer.detached).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('is kept as far as it is needed, and freed as far as it was only once', () => {
    for (const frame of takeMany(20, SPARE_BYTES)) pool.giveBack(frame);
    const seen = new Set<ArrayBuffer>();
    for (let turn = 0; turn < 40; turn += 1) {
      const frames = takeMany(3, SPARE_BYTES);
      for (const frame of frames) seen.add(frame.buffer);
      for (const frame of frames) pool.giveBack(frame);
      vi.advanceTimersByTime(KEPT_MS / 10);
    }
    expect(seen.size).toBe(3);
    expect(pool.spareBytes).toBe(3 * SPARE_BYTES);
  });

  test('counts as spare only once, and only where it came from here', () => {
    const frame = pool.take(SPARE_BYTES);
    pool.giveBack(frame);
    pool.giveBack(frame);
    pool.giveBack(new Uint8Array(SPARE_BYTES));
    expect(pool.spareBytes).toBe(SPARE_BYTES);
    expect(pool.take(SPARE_BYTES).buffer).not.toBe(pool.take(SPARE_BYTES).buffer);
    expect(pool.spareBytes).toBe(0);
  });
});
