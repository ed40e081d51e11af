/** How often rows are drawn, and how many of them at once. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { RECORD_BYTES } from '../../../electron/contract/packet-record.ts';
import { PacketHistory } from '../../../renderer/model/packet-history.ts';
import { createPacketsStore, type PacketsStore } from '../../../renderer/stores/packets-store.ts';

const FRAME_MS = 16;

let history: PacketHistory;
let packets: PacketsStore;
let waiting: (() => void)[];
/** Frames that were asked for. */
let asked: number;
/** A button of the pointer is down; and what waits until it is not. */
let isDown: boolean;
let held: (() => void)[];
beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  history = new PacketHistory(100_000, 1024);
  waiting = [];
  asked = 0;
  isDown = false;
  held = [];
  const schedule = (commit: () => void) => {
    asked += 1;
    waiting.push(commit);
  };
  const whenFree = (act: () => void) => {
    if (isDown) held.push(act);
    else act();
  };
  packets = createPacketsStore(history, schedule, { whenFree });
});
afterEach(() => vi.useRealTimers());

function arrive(count: number): void {
  history.append({
    count,
    records: new Uint8Array(count * RECORD_BYTES),
    capturedBytes: new Uint16Array(count),
    bytes: new Uint8Array(),
  });
  packets.touch();
}

/** One animation frame. Gives what was drawn in it: a part of so many, or nothing. */
function frame(): string | undefined {
  const before = packets.getState();
  vi.advanceTimersByTime(FRAME_MS);
  for (const commit of waiting.splice(0)) commit();
  const { version, sweep } = packets.getState();
  if (version === before.version && sweep === before.sweep) return undefined;
  return `${sweep.part} of ${sweep.parts}`;
}

function framesOf(count: number, perFrame: number): (string | undefined)[] {
  return Array.from({ length: count }, () => {
    arrive(perFrame);
    return frame();
  });
}

describe('the packets that are shown', () => {
  test('are drawn with every frame while a person could follow', () => {
    expect(framesOf(4, 3)).toEqual(Array(4).fill('0 of 1'));
    expect(frame()).toBeUndefined();
  });

  test('are drawn in parts in a flood, some frames apart', () => {
    framesOf(1, 150);
    const drawn = framesOf(40, 150);
    expect(new Set(drawn)).toEqual(new Set([undefined, '0 of 3', '1 of 3', '2 of 3']));
    const first = drawn.indexOf('0 of 3');
    expect(drawn.slice(first, first + 3)).toEqual(['0 of 3', '1 of 3', '2 of 3']);
    expect(drawn.indexOf('0 of 3', first + 1) - first).toBe(Math.ceil(100 / FRAME_MS));
  });

  test('do not begin to move under a button, and are never left half drawn', () => {
    framesOf(1, 150);
    while (framesOf(1, 150)[0] !== '0 of 3');
    isDown = true;
    expect(framesOf(8, 150)).toEqual(['1 of 3', '2 of 3', ...Array(6).fill(undefined)]);
    expect(held).toHaveLength(1);
    isDown = false;
    for (const act of held) act();
    expect(framesOf(1, 150)).toEqual(['0 of 3']);
  });

  test('are drawn less often when more of them come than anybody can see', () => {
    framesOf(1, 1000);
    const drawn = framesOf(60, 1000);
    const first = drawn.indexOf('0 of 3');
    expect(drawn.indexOf('0 of 3', first + 1) - first).toBe(Math.ceil(200 / FRAME_MS));
  });

  test('are drawn seldom under a pointer, and as usual once it has left', () => {
    framesOf(1, 150);
    packets.hold('pointer');
    const pointed = framesOf(140, 150);
    expect(new Set(pointed)).toEqual(new Set([undefined, '0 of 1']));
    const first = pointed.indexOf('0 of 1');
    expect(pointed.indexOf('0 of 1', first + 1) - first).toBe(Math.ceil(1000 / FRAME_MS));
    packets.release('pointer');
    expect(framesOf(Math.ceil(100 / FRAME_MS) + 1, 150)).toContain('0 of 3');
  });

  test('ask for no frame in which nothing is drawn', () => {
    const drawn = framesOf(60, 150).filter((what) => what !== undefined);
    expect(asked - waiting.length).toBe(drawn.length);
  });

  test('are all drawn in the end, and then nothing wakes up any more', () => {
    arrive(150);
    expect([frame(), frame(), frame(), frame()]).toEqual(['0 of 3', '1 of 3', '2 of 3', undefined]);
    expect(waiting).toHaveLength(0);
  });

  test('that come while a part is drawn are drawn after the last part', () => {
    framesOf(1, 150);
    arrive(1);
    expect([frame(), frame(), frame(), frame()]).toEqual(['1 of 3', '2 of 3', '0 of 1', undefined]);
  });

  test('are drawn again for somebody who needs more than one turn, once a flood is over', () => {
    let turns = 4;
    packets.subscribe((now, before) => {
      if (now.version === before.version || turns === 0) return;
      turns -= 1;
      packets.touch();
    });
    arrive(150);
    for (let passed = 0; passed < 20; passed += 1) frame();
    expect(turns).toBe(0);
    expect(waiting).toHaveLength(0);
  });

  test('are drawn in a flood also when the clock is set back', () => {
    framesOf(1, 150);
    vi.setSystemTime(0);
    expect(new Set(framesOf(20, 150))).toContain('0 of 3');
  });

  test('are drawn at once where the user does something', () => {
    framesOf(1, 150);
    packets.select(3);
    packets.hold('pointer');
    expect(packets.getState().sweep).toEqual({ part: 0, parts: 1 });
    packets.release('pointer');
    packets.pause();
    arrive(5000);
    vi.advanceTimersByTime(1000);
    expect(frame()).toBe('0 of 1');
  });
});
