/** Listens for names in the packets that arrive. */

import { hostName } from '../../../electron/contract/names/host-name.ts';
import type { PacketBatch } from '../../../electron/contract/packet-batch.ts';
import type { HeardName, LearnedNames, NameOrigin } from './learned-names.ts';
import { nameCarrier } from './name-carrier.ts';

/** A packet that may say something about names. */
export interface Carrier {
  readonly origin: NameOrigin;
  readonly records: Uint8Array;
  /** Of its record. */
  readonly index: number;
  /** What was captured of it. */
  readonly bytes: Uint8Array;
}

/** The names in a packet. Throws for none, whatever the packet says. */
export type ReadNames = (carrier: Carrier) => readonly HeardName[];

/** So many packets are read in so long: a flood of answers must not become a flood of work. */
const WINDOW_MS = 100;
const MAX_IN_WINDOW = 20;
const MAX_NAMES_OF_PACKET = 32;

export class NameLearner {
  readonly #names: LearnedNames;
  readonly #read: ReadNames;
  #window = 0;
  #readInWindow = 0;
  #skipped = 0;

  constructor(names: LearnedNames, read: ReadNames) {
    this.#names = names;
    this.#read = read;
  }

  /** Packets that may have said something and were not read, as there were too many. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Answers whether anything new was learned. Nothing is made for packets that carry no names. */
  listen({ count, records, capturedBytes, bytes }: PacketBatch, nowMs: number): boolean {
    if (bytes.length === 0) return false;
    let learned = false;
    let start = 0;
    for (let index = 0; index < count; index += 1) {
      const length = capturedBytes[index] as number;
      const origin = length > 0 ? nameCarrier(records, index) : undefined;
      if (origin && this.#mayRead(nowMs)) {
        const packet = bytes.subarray(start, start + length);
        learned = this.#learn({ origin, records, index, bytes: packet }, nowMs) || learned;
      }
      start += length;
    }
    return learned;
  }

  #learn(carrier: Carrier, nowMs: number): boolean {
    let learned = false;
    for (const heard of this.#read(carrier).slice(0, MAX_NAMES_OF_PACKET)) {
      const name = hostName(heard.name);
      if (name && this.#names.learn({ ...heard, name }, nowMs)) learned = true;
    }
    return learned;
  }

  #mayRead(nowMs: number): boolean {
    const window = Math.floor(nowMs / WINDOW_MS);
    if (window !== this.#window) {
      this.#window = window;
      this.#readInWindow = 0;
    }
    if (this.#readInWindow >= MAX_IN_WINDOW) {
      this.#skipped += 1;
      return false;
    }
    this.#readInWindow += 1;
    return true;
  }
}
