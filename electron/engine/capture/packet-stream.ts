/** The packets of one client, and where each of them went. */
import type { Accounting } from '../../contract/accounting.ts';
import type { AcceptBatch } from '../../contract/api.ts';
import type { RecordCounts } from './counter-reader.ts';
import type { PacketPump } from './packet-pump.ts';

export class PacketStream implements Disposable {
  #end: () => void;
  #base: RecordCounts;
  #delivered = 0;
  #lostLink = 0;

  /** `accept` gets every frame. `counts` reads the kernel's record counts. */
  constructor(pump: PacketPump, counts: () => RecordCounts, accept: AcceptBatch) {
    this.#end = pump.watch((frame, records, onSent) => {
      const isTaken = accept(frame, onSent);
      if (isTaken) this.#delivered += records;
      else this.#lostLink += records;
      return isTaken;
    });
    // Watching begins with an empty ring: what was drained before is the base, not what the kernel
    // has recorded, which may be ahead by now.
    this.#base = { ...counts(), recorded: pump.drained };
  }

  account(now: RecordCounts): Accounting {
    const base = this.#base;
    const recorded = now.recorded - base.recorded;
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
