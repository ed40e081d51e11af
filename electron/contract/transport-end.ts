import type { Frame, Transport } from './transport.ts';

/**
 * What every transport's end does alike: it keeps frames until somebody listens, and tells once
 * that it is over. Each transport adds how frames leave.
 */
export class TransportEnd implements Pick<Transport, 'onFrame' | 'onClose'> {
  #over = false;
  #waiting: { readonly frame: Frame; readonly onTaken: () => void }[] = [];
  #frameListener: ((frame: Frame) => void) | undefined;
  #closeListeners: (() => void)[] = [];

  get over(): boolean {
    return this.#over;
  }

  /**
   * A frame from the other end. Nothing arrives any more once it is over. `onTaken` is called once, when
   * nobody here reads the frame any more.
   */
  deliver(frame: Frame, onTaken: () => void = () => {}): void {
    if (!this.#over && !this.#frameListener) {
      this.#waiting.push({ frame, onTaken });
      return;
    }
    if (!this.#over) this.#frameListener?.(frame);
    onTaken();
  }

  /** As {@link deliver}, where the frame's bytes are the sender's again after the call. */
  deliverLent(frame: Frame): void {
    const isHeard = this.#over || this.#frameListener !== undefined;
    this.deliver(isHeard || typeof frame === 'string' ? frame : frame.slice());
  }

  /** Answers whether this call was the one that ended it. */
  end(): boolean {
    if (this.#over) return false;
    this.#over = true;
    for (const { onTaken } of this.#waiting.splice(0)) onTaken();
    for (const listener of this.#closeListeners.splice(0)) listener();
    return true;
  }

  onFrame(listener: (frame: Frame) => void): void {
    this.#frameListener = listener;
    for (const { frame, onTaken } of this.#waiting.splice(0)) {
      listener(frame);
      onTaken();
    }
  }

  onClose(listener: () => void): void {
    if (this.#over) listener();
    else this.#closeListeners.push(listener);
  }
}
