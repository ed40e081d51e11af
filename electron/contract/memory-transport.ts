import type { Frame, Transport } from './transport.ts';
import { TransportEnd } from './transport-end.ts';

/** Two ends of a pipe inside one process. Frames arrive in a later microtask, as over a real pipe. */
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

  send(frame: Frame): void {
    if (this.over) return;
    this.#pendingBytes += frame.length;
    void Promise.resolve().then(() => {
      this.#pendingBytes -= frame.length;
      this.peer.deliver(frame);
    });
  }

  close(): void {
    if (this.end()) void Promise.resolve().then(() => this.peer.close());
  }

  bytesPending(): number {
    return this.#pendingBytes;
  }
}
