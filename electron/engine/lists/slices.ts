/**
 * Work that would hold up the host's thread, cut into slices: a generator that yields often, run a
 * few milliseconds at a time.
 */
import { setImmediate } from 'node:timers/promises';

/** Yields at least every millisecond. */
export type Sliced<T> = Generator<void, T, void>;

const STRETCH_ROWS = 16_384;
const SLICE_MS = 2;

/**
 * Does a simple task for rows 0 up to `rows`, a stretch at a time. The task is a plain loop over
 * [from, to): those are compiled to faster code than loops in a generator.
 */
export function* overRows(rows: number, task: (from: number, to: number) => void): Sliced<void> {
  for (let from = 0; from < rows; from += STRETCH_ROWS) {
    task(from, Math.min(from + STRETCH_ROWS, rows));
    yield;
  }
}

/** Runs the work to its end, with everything else of this thread in between. */
export async function inSlices<T>(work: Sliced<T>): Promise<T> {
  for (;;) {
    const endMs = performance.now() + SLICE_MS;
    do {
      const step = work.next();
      if (step.done) return step.value;
    } while (performance.now() < endMs);
    await setImmediate();
  }
}

/** Runs the work to its end in one go. For small work, and where nobody waits. */
export function atOnce<T>(work: Sliced<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}
