/** The packets of one client, and where each of them went. */
import type { Accounting } from '../../contract/accounting.ts';
import type { AcceptBatch } from '../../contract/api.ts';
import type { RecordCounts } from './counter-reader.ts';
import type { PacketPump, Watcher } from './packet-pump.ts';

export class PacketStream implements Disposable {
  #end: () => void;
  #base: RecordCounts;
  /** Records that were made before its first one. Unknown while others' are still in the ring. */
  #recordedBefore: number | undefined;
  #delivered = 0;
  #lostLink = 0;

  /** `accept` gets every frame. `counts` reads the kernel's record counts. */
  constructor(pump: PacketPump, counts: () => RecordCounts, accept: AcceptBatch) {
    this.#base = counts();
    const watcher: Watcher = (frame, records, onSent) => {
      const isTaken = accept(frame, onSent);
      if (isTaken) this.#delivered += records;
      else this.#lostLink += records;
      return isTaken;
    };
    // Its place in the ring is the base, not what the kernel has recorded, which is counted after a
    // record has its place.
    this.#end = pump.watch(watcher, (drainedBefore) => {
      this.#recordedBefore = drainedBefore;
    });
  }

  account(now: RecordCounts): Accounting {
    const base = this.#base;
    // Until its place is reached nothing of what is in the ring is said to be its own.
    const recorded = now.recorded - (this.#recordedBefore ?? now.recorded);
    const notAskedFor = now.notAskedFor - base.notAskedFor;
    const sampledOut = now.sampledOut - base.sampledOut;
    const lostRing = now.ringFull - base.ringFull;
    return {
      seen: recorded + notAskedFor + sampledOut + lostRing,
      delivered: this.#delivered,
      notAskedFor,
      sampledOut,
      lostRing,
      // Whatever leaves the ring is offered to every client.
      lostEngine: 0,
      lostLink: this.#lostLink,
    };
  }

  [Symbol.dispose](): void {
    this.#end();
  }
}
