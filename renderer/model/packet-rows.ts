import type { PacketHistory } from './packet-history.ts';

/**
 * What a table of packets shows, in order: all that are kept, or those that a filter lets through.
 * A row has a position, which only rises while it is shown, and the sequence of its packet.
 */
export interface PacketRows {
  /** Position of the oldest row. */
  readonly first: number;
  /** One past the newest. */
  readonly end: number;
  /** `undefined` outside of first to end. */
  sequenceAt(position: number): number | undefined;
  /** Where this packet stands; where it is not shown, the next newer one that is, or `end`. */
  positionOf(sequence: number): number;
}

/** Every packet that is kept, or held. */
export class AllRows implements PacketRows {
  readonly #history: Pick<PacketHistory, 'range'>;

  constructor(history: Pick<PacketHistory, 'range'>) {
    this.#history = history;
  }

  get first(): number {
    return this.#history.range.first;
  }

  get end(): number {
    return this.#history.range.end;
  }

  sequenceAt(position: number): number | undefined {
    const { first, end } = this.#history.range;
    return position >= first && position < end ? position : undefined;
  }

  positionOf(sequence: number): number {
    const { first, end } = this.#history.range;
    return Math.min(end, Math.max(first, sequence));
  }
}
