import type { Frame, Transport } from './transport.ts';

/**
 * What every transport's end does alike: it keeps frames until somebody listens, and tells once
 * that it is over. Each transport adds how frames leave.
 */
export class TransportEnd implements Pick<Transport, 'onFrame' | 'onClose'> {
  #over = false;
  #waiting: Frame[] = [];
  #frameListener: ((frame: Frame) => void) | undefined;
  #closeListeners: (() => void)[] = [];

  get over(): boolean {
    return this.#over;
  }

  /** A frame from the other end. Nothing arrives any more once it is over. */
  deliver(frame: Frame): void {
    if (this.#over) return;
    if (this.#frameListener) this.#frameListener(frame);
    else this.#waiting.push(frame);
  }

  /** Answers whether this call was the one that ended it. */
  end(): boolean {
    if (this.#over) return false;
    this.#over = true;
    this.#waiting.length = 0;
    for (const listener of this.#closeListeners.splice(0)) listener();
    return true;
  }

  onFrame(listener: (frame: Frame) => void): void {
    this.#frameListener = listener;
    for (const frame of this.#waiting.splice(0)) listener(frame);
  }

  onClose(listener: () => void): void {
    if (this.#over) listener();
    else this.#closeListeners.push(listener);
  }
}
