/**
 * Moves packet records from the kernel's ring to whoever watches: on a clock while packets come, woken
 * by the kernel when none did, in whole stretches, packed into one frame for all watchers.
 */
import { BatchPacker } from '../../contract/batch-packer.ts';
import {
  LIVE_STREAM,
  MAX_BATCH_PACKET_BYTES,
  MAX_BATCH_RECORDS,
} from '../../contract/packet-batch.ts';
import { RING_BYTES } from '../bpf/layout.ts';
import { MAX_STRETCH_BYTES, type RingReader } from '../bpf/ring-reader.ts';
import type { PumpLoad } from './budget-governor.ts';
import { FramePool } from './frame-pool.ts';
import { watchBehind } from './late-watcher.ts';

/** About one animation frame. */
const BUSY_TICK_MS = 16;
/** Between two looks at a ring that nobody wakes us for: well below what a person notices. */
const IDLE_TICK_MS = 50;
/** While nothing comes the kernel wakes us. Who stops meanwhile is waited for no longer than this. */
const IDLE_WAIT_MS = 500;
const TICKS_UNTIL_IDLE = 30;
/**
 * After so long the host's thread is let go, and the rest of a flood is drained right behind what
 * else there is to do. A frame, of which one may just have begun, takes about two more.
 */
const SLICE_MS = 2.5;
/** Enough for one message; what a stretch adds to it comes on top. */
const FULL_FRAME_BYTES = 112 * 1024;
/** What came while the rest was drained waits for the next tick, or a flood would make tiny frames. */
const WORTH_A_FRAME_BYTES = 256 * 1024;

/**
 * Receives a frame of `records` records, and answers whether it took it. One that it took it may read
 * until it calls `onSent`; then the memory is used for other packets. One that it did not take it must
 * not read any more.
 */
export type Watcher = (frame: Uint8Array, records: number, onSent: () => void) => boolean;

/** One that cannot be waited for is looked at. */
export type WatchedRing = Pick<RingReader, 'drain' | 'waitingBytes'> &
  Partial<Pick<RingReader, 'untilReadable'>>;

export class PacketPump {
  readonly #ring: WatchedRing;
  readonly #onTick: (load: PumpLoad) => void;
  readonly #watchers = new Set<Watcher>();
  readonly #frames = new FramePool();
  readonly #packer = new BatchPacker();
  #cancel: (() => void) | undefined;
  #drained = 0;
  #quietTicks = 0;
  #wait: Promise<boolean> | undefined;
  #isRefused = false;

  /** `onTick` is told of every tick while somebody watches. */
  constructor(ring: WatchedRing, onTick: (load: PumpLoad) => void = () => {}) {
    this.#ring = ring;
    this.#onTick = onTick;
  }

  /** Records taken from the ring since the start, watched or not. */
  get drained(): number {
    return this.#drained;
  }

  /**
   * The watcher sees every record that is made from now on. What is in the ring belongs to those who
   * were watching when it came, and is drained in its own time; a full ring in one go would hold the
   * thread up. `onBegin` is told when all of it has left, at the latest before the watcher's first
   * record: how many records were drained before that one. Gives the function that ends it.
   */
  watch(watcher: Watcher, onBegin: (drainedBefore: number) => void = () => {}): () => void {
    const { waitingBytes } = this.#ring;
    if (waitingBytes === 0) onBegin(this.#drained);
    const own = watchBehind(waitingBytes, watcher, (records) => onBegin(this.#drained - records));
    this.#watchers.add(own);
    this.#quietTicks = 0;
    if (!this.#cancel) this.#schedule(0);
    return () => {
      this.#watchers.delete(own);
      if (this.#watchers.size === 0) this.stop();
    };
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #tick(): void {
    const startMs = performance.now();
    const ringShare = this.#ring.waitingBytes / RING_BYTES;
    let records = 0;
    let isMore = true;
    this.#isRefused = false;
    while (isMore && performance.now() - startMs < SLICE_MS) {
      const drained = this.#drainFrame();
      records += drained;
      isMore = drained > 0 && this.#ring.waitingBytes > WORTH_A_FRAME_BYTES;
    }
    // The last watcher may have left while it was handed a frame.
    if (this.#watchers.size === 0) return;
    this.#onTick({ records, ringShare, isRefused: this.#isRefused });
    this.#quietTicks = records === 0 ? this.#quietTicks + 1 : 0;
    if (isMore) this.#goOn();
    else if (this.#quietTicks <= TICKS_UNTIL_IDLE) this.#schedule(BUSY_TICK_MS);
    else this.#rest();
  }

  #schedule(delayMs: number): void {
    const timer = setTimeout(() => this.#tick(), delayMs);
    this.#cancel = () => clearTimeout(timer);
  }

  /** Until a packet comes. */
  #rest(): void {
    const wait = this.#untilReadable();
    if (!wait) {
      this.#schedule(IDLE_TICK_MS);
      return;
    }
    let isOver = false;
    this.#cancel = () => {
      isOver = true;
    };
    void wait.then((couldWait) => {
      if (isOver) return;
      if (couldWait) this.#tick();
      else this.#schedule(IDLE_TICK_MS);
    });
  }

  /** One wait at a time, also for those who come and go: each takes a thread until it is over. */
  #untilReadable(): Promise<boolean> | undefined {
    this.#wait ??= this.#ring.untilReadable?.(IDLE_WAIT_MS).finally(() => {
      this.#wait = undefined;
    });
    return this.#wait;
  }

  /** Behind whatever else waits for this thread. */
  #goOn(): void {
    const immediate = setImmediate(() => this.#tick());
    this.#cancel = () => clearImmediate(immediate);
  }

  /** Gives how many records it took: 0 when there are none. */
  #drainFrame(): number {
    const packer = this.#packer;
    while (hasRoom(packer)) {
      if (this.#ring.drain(MAX_BATCH_RECORDS - packer.count, packer) === 0) break;
    }
    const records = packer.count;
    if (records === 0) return 0;
    this.#drained += records;
    const frame = packer.take(LIVE_STREAM, (sizeBytes) => this.#frames.take(sizeBytes));
    this.#handOut(frame, records);
    return records;
  }

  /** All watchers read the same frame, which is given back by the last of them. */
  #handOut(frame: Uint8Array<ArrayBuffer>, records: number): void {
    let isTaken = this.#watchers.size === 0;
    let readers = 1;
    const leave = (): void => {
      readers -= 1;
      if (readers === 0) this.#frames.giveBack(frame);
    };
    for (const watcher of this.#watchers) {
      readers += 1;
      const onSent = once(leave);
      if (watcher(frame, records, onSent)) isTaken = true;
      else onSent();
    }
    leave();
    if (!isTaken) this.#isRefused = true;
  }
}

/** For one more stretch of the ring. */
function hasRoom({ count, sizeBytes, packetBytes }: BatchPacker): boolean {
  return (
    count < MAX_BATCH_RECORDS &&
    sizeBytes < FULL_FRAME_BYTES &&
    packetBytes + MAX_STRETCH_BYTES <= MAX_BATCH_PACKET_BYTES
  );
}

/** Who tells it twice must not take the frame away from another. */
function once(act: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    act();
  };
}
