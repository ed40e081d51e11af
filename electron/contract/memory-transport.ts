import type { Frame, Transport } from './transport.ts';

/** Two ends of a pipe inside one process. Frames arrive in a later microtask, as over a real pipe. */
export function createMemoryTransportPair(): [Transport, Transport] {
  const left = new MemoryTransport();
  const right = new MemoryTransport();
  left.peer = right;
  right.peer = left;
  return [left, right];
}

class MemoryTransport implements Transport {
  peer!: MemoryTransport;
  #closed = false;
  #pendingBytes = 0;
  #waiting: Frame[] = [];
  #frameListener: ((frame: Frame) => void) | undefined;
  #closeListeners: (() => void)[] = [];

  send(frame: Frame): void {
    if (this.#closed) return;
    this.#pendingBytes += frame.length;
    void Promise.resolve().then(() => {
      this.#pendingBytes -= frame.length;
      this.peer.#deliver(frame);
    });
  }

  onFrame(listener: (frame: Frame) => void): void {
    this.#frameListener = listener;
    for (const frame of this.#waiting.splice(0)) listener(frame);
  }

  onClose(listener: () => void): void {
    if (this.#closed) listener();
    else this.#closeListeners.push(listener);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const listener of this.#closeListeners.splice(0)) listener();
    void Promise.resolve().then(() => this.peer.close());
  }

  bytesPending(): number {
    return this.#pendingBytes;
  }

  #deliver(frame: Frame): void {
    if (this.#closed) return;
    if (this.#frameListener) this.#frameListener(frame);
    else this.#waiting.push(frame);
  }
}
