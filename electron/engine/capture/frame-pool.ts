/**
 * Memory for frames, used again. In fresh memory the kernel has to find a page for every 4 KiB that are
 * written, which takes several times as long as to write them, and far longer in a virtual machine.
 */
import { MAX_STRETCH_BYTES } from '../bpf/ring-reader.ts';
import { dropPages } from '../ffi/libc.ts';

/** A stretch of which nothing repeats, with its masks, and what most frames of a flood take. */
export const SPARE_BYTES = MAX_STRETCH_BYTES + 16 * 1024;
/** Smaller frames do without: what the C library gives for them is seldom fresh. */
const SMALLEST_BYTES = SPARE_BYTES / 4;
/** As much as one client may be behind, and then gives back at once. */
export const MAX_SPARE_BYTES = 224 * SPARE_BYTES;
const MAX_SPARE = MAX_SPARE_BYTES / SPARE_BYTES;
/** What was not needed for so long is given up. */
export const KEPT_MS = 10_000;

export class FramePool {
  /** The last one given back is taken first: it may still be in the processor's cache. */
  readonly #spare: ArrayBuffer[] = [];
  readonly #lent = new WeakSet<ArrayBuffer>();
  /** The fewest that were spare since the last look. */
  #unneeded = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** What is kept for frames to come. */
  get spareBytes(): number {
    return this.#spare.length * SPARE_BYTES;
  }

  /** Room for a frame of so many bytes, whatever they are: its taker's alone until it is given back. */
  take(sizeBytes: number): Uint8Array<ArrayBuffer> {
    // To fill it with zeroes first would cost as much as to write it.
    if (sizeBytes < SMALLEST_BYTES || sizeBytes > SPARE_BYTES) {
      return Buffer.allocUnsafeSlow(sizeBytes);
    }
    const buffer = this.#spare.pop() ?? Buffer.allocUnsafeSlow(SPARE_BYTES).buffer;
    this.#unneeded = Math.min(this.#unneeded, this.#spare.length);
    this.#lent.add(buffer);
    return new Uint8Array(buffer, 0, sizeBytes);
  }

  /** Nobody reads this frame any more. Once it was given back, that does nothing. */
  giveBack({ buffer }: Uint8Array<ArrayBuffer>): void {
    if (!this.#lent.delete(buffer)) return;
    if (this.#spare.length === MAX_SPARE) {
      free(buffer);
      return;
    }
    this.#spare.push(buffer);
    this.#timer ??= this.#lookLater();
  }

  /** Nothing waits, and nobody is woken, when there is nothing to give up. */
  #lookLater(): ReturnType<typeof setTimeout> {
    const timer = setTimeout(() => {
      this.#giveUp();
      this.#timer = this.#spare.length > 0 ? this.#lookLater() : undefined;
    }, KEPT_MS);
    timer.unref();
    return timer;
  }

  /** Those at the bottom are the ones that nobody came for. */
  #giveUp(): void {
    for (const buffer of this.#spare.splice(0, this.#unneeded)) free(buffer);
    this.#unneeded = this.#spare.length;
  }
}

/**
 * At once: the collector of garbage does not hurry while nothing happens, and the C library keeps what
 * is free in between what is not.
 */
function free(buffer: ArrayBuffer): void {
  dropPages(new Uint8Array(buffer));
  buffer.transfer(0);
}
