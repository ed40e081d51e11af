import type { PacketHistory } from './packet-history.ts';
import { type RowContext, type RowText, rowText } from './row-text.ts';

/** Turns the rows in sight into text, each once for as long as it stays in sight. */
export class RowReader {
  readonly #history: PacketHistory;
  readonly #context: RowContext;
  #rows = new Map<number, RowText>();

  constructor(history: PacketHistory, context: RowContext) {
    this.#history = history;
    this.#context = context;
  }

  /** Rows from sequence `first` up to, not including, `end`, as far as they are kept. */
  readStretch(first: number, end: number): readonly RowText[] {
    const rows = new Map<number, RowText>();
    for (let sequence = first; sequence < end; sequence += 1) {
      const row = this.#rows.get(sequence) ?? this.read(sequence);
      if (row) rows.set(sequence, row);
    }
    this.#rows = rows;
    return [...rows.values()];
  }

  /** One row, in sight or not; `undefined` when it is no longer kept. */
  read(sequence: number): RowText | undefined {
    const known = this.#rows.get(sequence);
    if (known) return known;
    const record = this.#history.read(sequence);
    return record && rowText(sequence, record, this.#context);
  }
}
