/**
 * Memory for frames, used again. In fresh memory the kernel has to find a page for every 4 KiB that are
 * written, which takes several times as long as to write them, and far longer in a virtual machine.
 */
import { dropPages } from '../ffi/libc.ts';

/** Smaller frames do without: what the C library gives for them is seldom fresh. */
const SMALLEST_BYTES = 64 * 1024;
/** No stretch of the ring makes a larger frame. */
const LARGEST_BYTES = 2 * 1024 * 1024;
/** As much as one client may be behind, and then gives back at once. */
export const MAX_SPARE_BYTES = 32 * 1024 * 1024;
/** What was not needed for so long is given up. */
export const KEPT_MS = 10_000;

/** Buffers of one size. */
interface Shelf {
  readonly sizeBytes: number;
  /** The last one given back is taken first: it may still be in the processor's cache. */
  readonly spare: ArrayBuffer[];
  /** The fewest that lay here since the last look. */
  unneeded: number;
}

export class FramePool {
  readonly #shelves: readonly Shelf[] = createShelves();
  readonly #lent = new WeakSet<ArrayBuffer>();
  #spareBytes = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** What is kept for frames to come. */
  get spareBytes(): number {
    return this.#spareBytes;
  }

  /** Room for a frame of so many bytes, whatever they are: its taker's alone until it is given back. */
  take(sizeBytes: number): Uint8Array<ArrayBuffer> {
    const shelf = this.#shelfFor(sizeBytes);
    // To fill it with zeroes first would cost as much as to write it.
    if (!shelf) return Buffer.allocUnsafeSlow(sizeBytes);
    const spare = shelf.spare.pop();
    if (spare) this.#spareBytes -= shelf.sizeBytes;
    shelf.unneeded = Math.min(shelf.unneeded, shelf.spare.length);
    const buffer = spare ?? Buffer.allocUnsafeSlow(shelf.sizeBytes).buffer;
    this.#lent.add(buffer);
    return new Uint8Array(buffer, 0, sizeBytes);
  }

  /** Nobody reads this frame any more. Once it was given back, that does nothing. */
  giveBack({ buffer }: Uint8Array<ArrayBuffer>): void {
    if (!this.#lent.delete(buffer)) return;
    const shelf = this.#shelfFor(buffer.byteLength);
    if (!shelf || this.#spareBytes + shelf.sizeBytes > MAX_SPARE_BYTES) {
      free(buffer);
      return;
    }
    shelf.spare.push(buffer);
    this.#spareBytes += shelf.sizeBytes;
    this.#timer ??= this.#lookLater();
  }

  /** The smallest that is large enough, so that a frame never lies in more than twice its size. */
  #shelfFor(sizeBytes: number): Shelf | undefined {
    if (sizeBytes < SMALLEST_BYTES) return undefined;
    return this.#shelves.find((shelf) => sizeBytes <= shelf.sizeBytes);
  }

  /** Nothing waits, and nobody is woken, when there is nothing to give up. */
  #lookLater(): ReturnType<typeof setTimeout> {
    const timer = setTimeout(() => {
      for (const shelf of this.#shelves) this.#giveUp(shelf);
      this.#timer = this.#spareBytes > 0 ? this.#lookLater() : undefined;
    }, KEPT_MS);
    timer.unref();
    return timer;
  }

  /** Those at the bottom are the ones that nobody came for. */
  #giveUp(shelf: Shelf): void {
    const unneeded = shelf.spare.splice(0, shelf.unneeded);
    for (const buffer of unneeded) free(buffer);
    this.#spareBytes -= unneeded.length * shelf.sizeBytes;
    shelf.unneeded = shelf.spare.length;
  }
}

function createShelves(): Shelf[] {
  const shelves: Shelf[] = [];
  for (let sizeBytes = SMALLEST_BYTES; sizeBytes <= LARGEST_BYTES; sizeBytes *= 2) {
    shelves.push({ sizeBytes, spare: [], unneeded: 0 });
  }
  return shelves;
}

/**
 * At once: the collector of garbage does not hurry while nothing happens, and the C library keeps what
 * is free in between what is not.
 */
function free(buffer: ArrayBuffer): void {
  dropPages(new Uint8Array(buffer));
  buffer.transfer(0);
}
