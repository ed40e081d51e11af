/** Whose memory a frame lies in, while several read it. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { KEPT_MS } from '../../../electron/engine/capture/frame-pool.ts';
import { PacketPump } from '../../../electron/engine/capture/packet-pump.ts';
import { FakeReader } from '../../support/fake-reader.ts';
import { FakeRing } from '../../support/fake-ring.ts';

/** Of one frame: enough for its memory to be worth keeping. */
const RECORDS = 1000;
/** Longer than the pump waits between two looks while packets come. */
const TICK_MS = 20;

let ring: FakeRing;
let pump: PacketPump;
beforeEach(() => {
  vi.useFakeTimers();
  ring = new FakeRing();
  pump = new PacketPump(ring);
});
afterEach(() => {
  pump.stop();
  vi.useRealTimers();
});

function produce(frames: number): void {
  for (let frame = 0; frame < frames; frame += 1) {
    ring.produce(RECORDS);
    vi.advanceTimersByTime(TICK_MS);
  }
}

describe('frames of the pump', () => {
  test('lie in the same memory again once all who read them have let go', () => {
    const quick = new FakeReader();
    const slow = new FakeReader();
    pump.watch(quick.watch);
    pump.watch(slow.watch);
    produce(1);
    const first = quick.last;
    expect(slow.last).toBe(first);
    quick.letGo();
    produce(1);
    expect(quick.last).not.toBe(first);
    slow.letGo();
    quick.letGo();
    produce(2);
    expect(quick.frames.slice(-2).map(({ buffer }) => buffer)).toContain(first);
  });

  test('are not overwritten while a slow reader keeps them', () => {
    const quick = new FakeReader();
    const slow = new FakeReader();
    pump.watch(quick.watch);
    pump.watch(slow.watch);
    for (let frame = 0; frame < 12; frame += 1) {
      produce(1);
      quick.letGo();
    }
    const numbers = Array.from({ length: 12 * RECORDS }, (_, index) => index);
    expect(slow.numbers).toEqual(numbers);
  });

  test('are not given up by one reader for another, however often it lets go', () => {
    const twice = new FakeReader();
    const other = new FakeReader();
    pump.watch(twice.watch);
    pump.watch(other.watch);
    produce(1);
    const [onSent] = twice.sent;
    onSent?.();
    onSent?.();
    produce(1);
    expect(twice.last).not.toBe(other.frames[0]?.buffer);
    expect(other.numbers[0]).toBe(0);
  });

  test('are given up by who refuses them, also if it says so later', () => {
    const refusing = new FakeReader();
    const other = new FakeReader();
    refusing.refuses = true;
    pump.watch(refusing.watch);
    pump.watch(other.watch);
    produce(1);
    other.letGo();
    produce(1);
    expect(other.last).toBe(other.frames[0]?.buffer);
    refusing.letGo();
    produce(1);
    expect(other.last).not.toBe(other.frames[0]?.buffer);
  });

  test('of a reader that let go during the call are used again at once, and in order', () => {
    const numbers: number[] = [];
    const buffers = new Set<ArrayBufferLike>();
    pump.watch((frame, _records, onSent) => {
      const reader = new FakeReader();
      reader.watch(frame, RECORDS, onSent);
      numbers.push(...reader.numbers);
      buffers.add(frame.buffer);
      reader.letGo();
      return true;
    });
    produce(6);
    expect(numbers).toEqual(Array.from({ length: 6 * RECORDS }, (_, index) => index));
    expect(buffers.size).toBe(1);
  });

  test('that come back after their reader has left are freed when all is quiet', () => {
    const reader = new FakeReader();
    const leave = pump.watch(reader.watch);
    produce(3);
    leave();
    reader.letGo();
    vi.advanceTimersByTime(2 * KEPT_MS);
    for (const { buffer } of reader.frames) expect(buffer.byteLength).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('while no packet comes', () => {
  test('nothing is done until one does, and then it is there at once', async () => {
    const reader = new FakeReader();
    pump.watch(reader.watch);
    vi.advanceTimersByTime(10_000);
    const drainsUntilThen = ring.drains;
    vi.advanceTimersByTime(10_000);
    expect(ring.drains).toBe(drainsUntilThen);
    expect(vi.getTimerCount()).toBe(0);
    ring.produce(1);
    await vi.advanceTimersByTimeAsync(0);
    expect(reader.numbers).toEqual([0]);
    ring.produce(1);
    vi.advanceTimersByTime(100);
    expect(reader.numbers).toEqual([0, 1]);
  });

  test('those who come and go share one wait', () => {
    for (let turn = 0; turn < 10; turn += 1) {
      const leave = pump.watch(new FakeReader().watch);
      vi.advanceTimersByTime(10_000);
      leave();
    }
    expect(ring.waits).toBe(1);
  });

  test('a ring that cannot be waited for is looked at', async () => {
    const reader = new FakeReader();
    ring.untilReadable = () => Promise.resolve(false);
    pump.watch(reader.watch);
    vi.advanceTimersByTime(10_000);
    await vi.advanceTimersByTimeAsync(1000);
    ring.produce(1);
    await vi.advanceTimersByTimeAsync(100);
    expect(reader.numbers).toEqual([0]);
  });

  test('what wakes a pump that was stopped does nothing', async () => {
    const reader = new FakeReader();
    const leave = pump.watch(reader.watch);
    vi.advanceTimersByTime(10_000);
    leave();
    ring.produce(1);
    await vi.advanceTimersByTimeAsync(0);
    expect(reader.frames).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
