import { DIRECTION, VERDICT } from '../../../electron/contract/packet-record.ts';
import {
  KEY_WORDS,
  LENGTH_WORD,
  RECORD_WORDS,
  readFlowKey,
  recordWords,
  TIME_LOW_WORD,
  VERDICT_WORD,
} from './flow-key.ts';
import { LeastRecent } from './least-recent.ts';
import { WordIndex } from './word-index.ts';

/** Flows that are told apart; beyond, the ones not seen for longest are added up. */
export const MAX_FLOWS = 65_536;
/** Seconds of which a flow knows how many packets each had; a power of two. */
export const RING_SECONDS = 64;
/** Milliseconds in 2^32 nanoseconds. */
const HIGH_WORD_MS = 4294.967296;

/** Places of what is kept of a flow, side by side, so that they share a line of the cache. */
const STATS = {
  packets: 0,
  bytes: 1,
  drops: 2,
  firstMs: 3,
  lastMs: 4,
  secondEndMs: 5,
  out: 6,
  born: 7,
};
const STATS_STRIDE = 8;
/** Of each second of the ring: packets, then drops. */
const RING_STRIDE = RING_SECONDS * 2;

/** Packets of flows that had to make room. */
export interface OtherFlows {
  readonly flows: number;
  readonly packets: number;
  readonly bytes: number;
  readonly drops: number;
}

/**
 * Who talks to whom, from the records that reach the window. A flow is one direction of a
 * conversation: a record is counted where it lies, without looking which end comes first, senders and
 * receivers are told apart, and the two directions are joined once a second where they are shown.
 * One hash lookup and a few typed-array writes per record, no object.
 */
export class FlowTable {
  readonly index: WordIndex;
  readonly #stats: Float64Array;
  /** Whole seconds, written as they end; the one that goes on is what was added since its beginning. */
  readonly #ring: Uint32Array;
  /** Packets, then drops of a flow as its newest second began. */
  readonly #before: Float64Array;
  readonly #order: LeastRecent;
  readonly #key = new Uint32Array(KEY_WORDS);
  #count = 0;
  #born = 0;
  #other: { -readonly [K in keyof OtherFlows]: OtherFlows[K] } = noFlows();

  /** `capacity` in flows. */
  constructor(capacity: number = MAX_FLOWS) {
    this.index = new WordIndex(capacity, KEY_WORDS);
    this.#order = new LeastRecent(capacity);
    this.#stats = new Float64Array(capacity * STATS_STRIDE);
    this.#ring = new Uint32Array(capacity * RING_STRIDE);
    this.#before = new Float64Array(capacity * 2);
  }

  /** Flows told apart, numbered from 0 up to, not including, this. */
  get count(): number {
    return this.#count;
  }

  get other(): OtherFlows {
    return this.#other;
  }

  /** Counts whole records; `bootTimeMs` makes their times milliseconds since 1970. */
  add(records: Uint8Array, bootTimeMs: number): void {
    const words = recordWords(records);
    const stats = this.#stats;
    const key = this.#key;
    for (let at = 0; at < words.length; at += RECORD_WORDS) {
      readFlowKey(words, at, key);
      const timeMs =
        bootTimeMs +
        (words[at + TIME_LOW_WORD + 1] as number) * HIGH_WORD_MS +
        (words[at + TIME_LOW_WORD] as number) / 1e6;
      const found = this.index.find(key);
      const flow = found < 0 ? this.#begin(key, timeMs) : found;
      const start = flow * STATS_STRIDE;
      // A packet that comes late counts in its flow's newest second.
      if (timeMs >= (stats[start + STATS.secondEndMs] as number)) this.#turnTo(flow, timeMs);
      const verdict = words[at + VERDICT_WORD] as number;
      const dropped = (verdict & 0xff) === VERDICT.drop ? 1 : 0;
      stats[start] = (stats[start] as number) + 1;
      stats[start + STATS.bytes] =
        (stats[start + STATS.bytes] as number) + (words[at + LENGTH_WORD] as number);
      stats[start + STATS.drops] = (stats[start + STATS.drops] as number) + dropped;
      stats[start + STATS.out] = ((verdict >>> 16) & 0xff) === DIRECTION.out ? 1 : 0;
      if (timeMs > (stats[start + STATS.lastMs] as number)) stats[start + STATS.lastMs] = timeMs;
    }
  }

  packets(flow: number): number {
    return this.#stats[flow * STATS_STRIDE + STATS.packets] as number;
  }
  /** On the wire. */
  bytes(flow: number): number {
    return this.#stats[flow * STATS_STRIDE + STATS.bytes] as number;
  }
  drops(flow: number): number {
    return this.#stats[flow * STATS_STRIDE + STATS.drops] as number;
  }
  /** Milliseconds since 1970. */
  firstMs(flow: number): number {
    return this.#stats[flow * STATS_STRIDE + STATS.firstMs] as number;
  }
  lastMs(flow: number): number {
    return this.#stats[flow * STATS_STRIDE + STATS.lastMs] as number;
  }
  /** Whether its newest packet went out. */
  isOut(flow: number): boolean {
    return this.#stats[flow * STATS_STRIDE + STATS.out] === 1;
  }
  /** Another one for each flow that ever had this number: what is remembered of one holds for it alone. */
  born(flow: number): number {
    return this.#stats[flow * STATS_STRIDE + STATS.born] as number;
  }

  /** Packets of a flow in a second since 1970; 0 for seconds that are not kept. */
  packetsIn(flow: number, second: number): number {
    return this.#inSecond(flow, second, 0, this.packets(flow));
  }
  dropsIn(flow: number, second: number): number {
    return this.#inSecond(flow, second, 1, this.drops(flow));
  }

  /** Forgets everything. */
  clear(): void {
    this.index.clear();
    this.#order.clear();
    this.#count = 0;
    this.#other = noFlows();
  }

  #begin(key: Uint32Array, timeMs: number): number {
    const isFull = this.#count === this.index.capacity;
    const flow = isFull ? this.#giveUpOldest() : this.#count;
    if (!isFull) this.#count += 1;
    this.index.put(key, flow);
    this.#order.add(flow);
    this.#born += 1;
    const start = flow * STATS_STRIDE;
    this.#stats.fill(0, start, start + STATS_STRIDE);
    this.#stats[start + STATS.firstMs] = timeMs;
    this.#stats[start + STATS.lastMs] = timeMs;
    this.#stats[start + STATS.secondEndMs] = (Math.floor(timeMs / 1000) + 1) * 1000;
    this.#stats[start + STATS.born] = this.#born;
    this.#before.fill(0, flow * 2, flow * 2 + 2);
    return flow;
  }

  #giveUpOldest(): number {
    const flow = this.#order.takeOldest();
    this.#other.flows += 1;
    this.#other.packets += this.packets(flow);
    this.#other.bytes += this.bytes(flow);
    this.#other.drops += this.drops(flow);
    this.index.remove(flow);
    return flow;
  }

  /** A flow's first packet of a later second: the seconds since its last one had none. */
  #turnTo(flow: number, timeMs: number): void {
    // Within a second nobody asks who was seen later, so the order is kept once a second.
    this.#order.touch(flow);
    const ended = this.#newestSecond(flow);
    const second = Math.floor(timeMs / 1000);
    const cell = cellOf(flow, ended);
    this.#ring[cell] = this.#inSecond(flow, ended, 0, this.packets(flow));
    this.#ring[cell + 1] = this.#inSecond(flow, ended, 1, this.drops(flow));
    const silent = Math.min(second - ended - 1, RING_SECONDS);
    for (let ago = 1; ago <= silent; ago += 1) {
      const silentCell = cellOf(flow, second - ago);
      this.#ring[silentCell] = 0;
      this.#ring[silentCell + 1] = 0;
    }
    this.#before[flow * 2] = this.packets(flow);
    this.#before[flow * 2 + 1] = this.drops(flow);
    this.#stats[flow * STATS_STRIDE + STATS.secondEndMs] = (second + 1) * 1000;
  }

  #newestSecond(flow: number): number {
    return (this.#stats[flow * STATS_STRIDE + STATS.secondEndMs] as number) / 1000 - 1;
  }

  #inSecond(flow: number, second: number, column: 0 | 1, total: number): number {
    const newest = this.#newestSecond(flow);
    if (second === newest) return total - (this.#before[flow * 2 + column] as number);
    const isKept = second < newest && newest - second < RING_SECONDS;
    if (!isKept || second < Math.floor(this.firstMs(flow) / 1000)) return 0;
    return this.#ring[cellOf(flow, second) + column] as number;
  }
}

function cellOf(flow: number, second: number): number {
  return flow * RING_STRIDE + (second & (RING_SECONDS - 1)) * 2;
}

function noFlows(): OtherFlows {
  return { flows: 0, packets: 0, bytes: 0, drops: 0 };
}
