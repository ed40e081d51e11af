/**
 * Moves packet records from the kernel's ring to whoever watches: on a clock while somebody does,
 * in whole stretches, one frame per tick and watcher. Nothing here looks into a record.
 */
import { type BlankBatch, blankBatch, MAX_BATCH_RECORDS } from '../../contract/packet-batch.ts';
import { RECORD_BYTES } from '../../contract/packet-record.ts';
import { RING_BYTES } from '../bpf/layout.ts';
import type { RingReader } from '../bpf/ring-reader.ts';

/** About one animation frame. */
const BUSY_TICK_MS = 16;
/** While nothing comes: still well below what a person notices. */
const IDLE_TICK_MS = 50;
const TICKS_UNTIL_IDLE = 30;
/** Frames per tick, so that a flood cannot keep the host's thread for more than a few milliseconds. */
const MAX_FRAMES_PER_TICK = 4;

/** A full ring's worth. */
const FRAMES_IN_RING = Math.ceil(RING_BYTES / (RECORD_BYTES * MAX_BATCH_RECORDS));

/** Receives a frame of `records` records. The frame is not used again: it may be kept. */
export type Watcher = (frame: Uint8Array, records: number) => void;

export class PacketPump {
  #ring: Pick<RingReader, 'drain'>;
  #watchers = new Set<Watcher>();
  #timer: NodeJS.Timeout | undefined;
  #drained = 0;
  #quietTicks = 0;

  constructor(ring: Pick<RingReader, 'drain'>) {
    this.#ring = ring;
  }

  /** Records taken from the ring since the start, watched or not. */
  get drained(): number {
    return this.#drained;
  }

  /** The watcher sees every record from now on. Gives the function that ends it. */
  watch(watcher: Watcher): () => void {
    // What is in the ring belongs to those who were watching when it came.
    this.drainAll();
    this.#watchers.add(watcher);
    if (!this.#timer) this.#schedule(0);
    return () => {
      this.#watchers.delete(watcher);
      if (this.#watchers.size === 0) this.stop();
    };
  }

  /** Takes what is in the ring now, at most the whole ring. */
  drainAll(): void {
    for (let frames = 0; frames < FRAMES_IN_RING && this.#drainFrame() > 0; frames += 1);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #tick(): void {
    let records = 0;
    for (let frame = 0; frame < MAX_FRAMES_PER_TICK; frame += 1) {
      const drained = this.#drainFrame();
      records += drained;
      if (drained < MAX_BATCH_RECORDS) break;
    }
    // The last watcher may have left while it was handed a frame.
    if (this.#watchers.size === 0) return;
    this.#quietTicks = records === 0 ? this.#quietTicks + 1 : 0;
    this.#schedule(this.#quietTicks > TICKS_UNTIL_IDLE ? IDLE_TICK_MS : BUSY_TICK_MS);
  }

  #schedule(delayMs: number): void {
    this.#timer = setTimeout(() => this.#tick(), delayMs);
  }

  #drainFrame(): number {
    let batch: BlankBatch | undefined;
    const records = this.#ring.drain(MAX_BATCH_RECORDS, (count, packetBytes) => {
      batch = blankBatch(count, packetBytes);
      return batch;
    });
    if (!batch) return 0;
    this.#drained += records;
    for (const watcher of this.#watchers) watcher(batch.frame, records);
    return records;
  }
}
