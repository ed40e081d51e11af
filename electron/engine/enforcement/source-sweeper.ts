/**
 * Forgets sources of limits whose bucket is full again: they are as if they had never come, and their
 * place is wanted by those who do.
 */
import { setImmediate } from 'node:timers/promises';
import type { BpfMap } from '../bpf/bpf-map.ts';
import { bootTimeNs } from '../ffi/libc.ts';

/** `struct source_key` in bpf/maps.h. */
const KEY_BYTES = 24;
const SWEEP_MS = 5_000;
/** About a millisecond's work. */
const SLICE_KEYS = 200;
/** Buckets are in 1/16 ns of CLOCK_BOOTTIME. */
const TICKS_PER_NS = 16n;

export class SourceSweeper implements Disposable {
  readonly #map: BpfMap;
  readonly #nowNs: () => bigint;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  /** `nowNs`: the clock of the programs. */
  constructor(map: BpfMap, nowNs: () => bigint = bootTimeNs) {
    this.#map = map;
    this.#nowNs = nowNs;
  }

  /** Whether there are limits that tell sources apart. What is left of them is swept once more. */
  setNeeded(isNeeded: boolean): void {
    if (isNeeded === (this.#timer !== undefined)) return;
    clearInterval(this.#timer);
    this.#timer = isNeeded ? setInterval(() => void this.sweep(), SWEEP_MS) : undefined;
    if (!isNeeded) void this.sweep();
  }

  /** Gives how many were forgotten. */
  async sweep(): Promise<number> {
    let forgotten = 0;
    let looked = 0;
    const value = new Uint8Array(8);
    const view = new DataView(value.buffer);
    // The next key is asked for before its neighbour is removed, or the walk would begin anew.
    let key = this.#map.nextKey(null, KEY_BYTES);
    while (key) {
      const next = this.#map.nextKey(key, KEY_BYTES);
      const nowTicks = this.#nowNs() * TICKS_PER_NS;
      if (this.#map.lookup(key, value) && view.getBigUint64(0, true) <= nowTicks) {
        if (this.#map.delete(key).ok) forgotten += 1;
      }
      key = next;
      looked += 1;
      if (looked % SLICE_KEYS === 0) await setImmediate();
      // The map may be closed by now, and its descriptor be another one's.
      if (this.#isOver) break;
    }
    return forgotten;
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    clearInterval(this.#timer);
  }
}
