/** Several clients of one ring: each gets its own packets, and its own account of them. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { inFlight } from '../../../electron/contract/accounting.ts';
import { readBatch } from '../../../electron/contract/batch-reader.ts';
import { RING_BYTES } from '../../../electron/engine/bpf/layout.ts';
import type { PumpLoad } from '../../../electron/engine/capture/budget-governor.ts';
import { PacketPump } from '../../../electron/engine/capture/packet-pump.ts';
import { PacketStream } from '../../../electron/engine/capture/packet-stream.ts';
import { FakeReader } from '../../support/fake-reader.ts';
import { FakeRing } from '../../support/fake-ring.ts';

/** Enough for what is in the ring, and not yet so long that the pump rests. */
const SOME_TICKS_MS = 200;

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

function open(client: FakeReader): PacketStream {
  return new PacketStream(pump, () => ({ ...ring.counts }), client.accept);
}

describe('packet streams', () => {
  test('a client that joins in a flood gets what comes from then on, and an account of just that', () => {
    const early = new FakeReader();
    const late = new FakeReader();
    const first = open(early);
    ring.produce(100, { sampledOut: 7, ringFull: 3 });
    vi.advanceTimersByTime(20);
    ring.produce(50, { notAskedFor: 5 });
    const second = open(late);
    ring.produce(25, { sampledOut: 2, ringFull: 1, notAskedFor: 4 });
    vi.advanceTimersByTime(20);

    expect(early.numbers).toEqual(Array.from({ length: 175 }, (_, index) => index));
    expect(late.numbers).toEqual(Array.from({ length: 25 }, (_, index) => 150 + index));
    expect(first.account(ring.counts)).toEqual({
      seen: 197,
      delivered: 175,
      notAskedFor: 9,
      sampledOut: 9,
      lostRing: 4,
      lostEngine: 0,
      lostLink: 0,
    });
    const account = second.account(ring.counts);
    expect(account).toMatchObject({ seen: 32, delivered: 25, lostRing: 1, sampledOut: 2 });
    expect(inFlight(account)).toBe(0);
  });

  test('who joins while the ring is full of what others are waiting for does not hold up the thread', () => {
    const early = new FakeReader();
    const late = new FakeReader();
    const first = open(early);
    vi.advanceTimersByTime(20);
    ring.produce(80_003, { sampledOut: 11 });
    const { drains } = ring;
    const second = open(late);
    expect(ring.drains).toBe(drains);
    // Nothing that is in the ring is its own, and what is said of it meanwhile adds up.
    expect(second.account(ring.counts)).toMatchObject({ seen: 0, sampledOut: 0 });
    ring.produce(5, { ringFull: 2 });
    const counts = { ...ring.counts };
    vi.advanceTimersByTime(SOME_TICKS_MS);
    expect(early.numbers).toEqual(Array.from({ length: 80_008 }, (_, index) => index));
    expect(late.numbers).toEqual([80_003, 80_004, 80_005, 80_006, 80_007]);
    expect(second.account(counts)).toMatchObject({ seen: 7, delivered: 5, lostRing: 2 });
    expect(inFlight(second.account(counts))).toBe(0);
    expect(inFlight(first.account(counts))).toBe(0);
  });

  test.each([1, 9, 16_384, 20_001])(
    'who joins behind %i records gets the next one first, and whole',
    (behind) => {
      const client = new FakeReader();
      open(new FakeReader());
      ring.produce(behind);
      const stream = open(client);
      ring.produce(12);
      vi.advanceTimersByTime(SOME_TICKS_MS);
      ring.produce(30);
      vi.advanceTimersByTime(SOME_TICKS_MS);
      const numbers = Array.from({ length: 42 }, (_, index) => behind + index);
      expect(client.numbers).toEqual(numbers);
      const captured = client.frames.flatMap((frame) =>
        Array.from(readBatch(frame)?.capturedBytes ?? []),
      );
      expect(captured).toEqual(numbers.map((number) => number % 10));
      expect(stream.account(ring.counts)).toMatchObject({ seen: 42, delivered: 42 });
    },
  );

  test('what is left of a flood that nobody watches any more is nobody’s', () => {
    open(new FakeReader())[Symbol.dispose]();
    ring.produce(40_000);
    const client = new FakeReader();
    const stream = open(client);
    vi.advanceTimersByTime(SOME_TICKS_MS);
    expect(client.numbers).toEqual([]);
    expect(stream.account(ring.counts)).toMatchObject({ seen: 0 });
    ring.produce(1);
    vi.advanceTimersByTime(SOME_TICKS_MS);
    expect(client.numbers).toEqual([40_000]);
    expect(inFlight(stream.account(ring.counts))).toBe(0);
  });

  test('who joins and refuses what comes behind loses that on its link, and nothing of others', () => {
    const refusing = new FakeReader();
    open(new FakeReader());
    ring.produce(7);
    refusing.refuses = true;
    const stream = open(refusing);
    ring.produce(6);
    vi.advanceTimersByTime(SOME_TICKS_MS);
    expect(stream.account(ring.counts)).toMatchObject({ seen: 6, delivered: 0, lostLink: 6 });
  });

  test('what a slow client gives up is lost on its link, and on no other', () => {
    const slow = new FakeReader();
    const quick = new FakeReader();
    const slowStream = open(slow);
    const quickStream = open(quick);
    slow.refuses = true;
    ring.produce(40);
    vi.advanceTimersByTime(20);
    slow.refuses = false;
    ring.produce(2);
    vi.advanceTimersByTime(20);
    expect(slowStream.account(ring.counts)).toMatchObject({ seen: 42, delivered: 2, lostLink: 40 });
    expect(quickStream.account(ring.counts)).toMatchObject({
      seen: 42,
      delivered: 42,
      lostLink: 0,
    });
  });

  test('a tick tells how full the ring was, and whether nobody took what came', () => {
    const loads: PumpLoad[] = [];
    pump = new PacketPump(ring, (load) => loads.push(load));
    const slow = new FakeReader();
    const quick = new FakeReader();
    slow.refuses = true;
    let ringShare = 0;
    const tick = (records: number): PumpLoad | undefined => {
      ring.produce(records);
      ringShare = ring.waitingBytes / RING_BYTES;
      vi.advanceTimersByTime(20);
      return (
        loads.find((load) => load.records > 0) && loads.splice(0).find(({ records }) => records)
      );
    };
    open(slow);
    expect(tick(1000)).toEqual({ records: 1000, ringShare, isRefused: true });
    open(quick);
    expect(tick(1000)).toMatchObject({ records: 1000, isRefused: false });
    quick.refuses = true;
    expect(tick(1000)).toMatchObject({ records: 1000, isRefused: true });
  });

  test('a full ring is drained in slices, and between two of them other work has its turn', () => {
    const client = new FakeReader();
    open(client);
    vi.advanceTimersByTime(20);
    vi.spyOn(performance, 'now').mockImplementation(() => client.numbers.length / 10_000);
    ring.produce(80_000);
    const turns: number[] = [];
    const work = setInterval(() => turns.push(client.numbers.length), 1);
    vi.advanceTimersByTime(40);
    clearInterval(work);
    vi.restoreAllMocks();
    expect(turns.some((received) => received > 0 && received < ring.counts.recorded)).toBe(true);
    expect(client.numbers.length).toBe(ring.counts.recorded);
  });

  test('what is still in the ring is in flight', () => {
    const stream = open(new FakeReader());
    ring.produce(9);
    expect(inFlight(stream.account(ring.counts))).toBe(9);
    vi.advanceTimersByTime(20);
    expect(inFlight(stream.account(ring.counts))).toBe(0);
  });

  test('nothing is drained any more when the last client has left, also from within a batch', () => {
    const stream: PacketStream = new PacketStream(
      pump,
      () => ring.counts,
      () => {
        stream[Symbol.dispose]();
        return true;
      },
    );
    ring.produce(1);
    vi.advanceTimersByTime(20);
    const { drains } = ring;
    ring.produce(1);
    vi.advanceTimersByTime(2000);
    expect(ring.drains).toBe(drains);
  });

  test('more than fits into one tick is taken in the next ones, in order', () => {
    const client = new FakeReader();
    open(client);
    ring.produce(100_000);
    vi.advanceTimersByTime(200);
    expect(client.numbers.length).toBe(100_000);
    expect(client.numbers.every((number, index) => number === index)).toBe(true);
  });
});
