import type { Frame, Transport } from './transport.ts';
import { TransportEnd } from './transport-end.ts';

/**
 * Two ends of a pipe inside one process. Frames arrive in a later microtask, as over a real pipe, and
 * in the sender's own memory.
 */
export function createMemoryTransportPair(): [Transport, Transport] {
  const left = new MemoryTransport();
  const right = new MemoryTransport();
  left.peer = right;
  right.peer = left;
  return [left, right];
}

class MemoryTransport extends TransportEnd implements Transport {
  peer!: MemoryTransport;
  #pendingBytes = 0;

  send(frame: Frame, onSent: () => void = () => {}): void {
    if (this.over) {
      onSent();
      return;
    }
    this.#pendingBytes += frame.length;
    void Promise.resolve().then(() =>
      this.peer.deliver(frame, () => {
        this.#pendingBytes -= frame.length;
        onSent();
      }),
    );
  }

  close(): void {
    if (this.end()) void Promise.resolve().then(() => this.peer.close());
  }

  bytesPending(): number {
    return this.#pendingBytes;
  }
}
