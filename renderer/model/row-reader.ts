import type { PacketHistory } from './packet-history.ts';
import type { PacketRows } from './packet-rows.ts';
import { payloadInfo } from './payload-info.ts';
import { type RowContext, type RowText, rowText } from './row-text.ts';

/** A row and its place among those that are shown. */
export interface PlacedRow {
  readonly position: number;
  readonly row: RowText;
}

/** Turns the rows in sight into text, each once for as long as it stays in sight. */
export class RowReader {
  readonly #history: PacketHistory;
  readonly #context: RowContext;
  #rows = new Map<number, RowText>();

  constructor(history: PacketHistory, context: RowContext) {
    this.#history = history;
    this.#context = context;
  }

  /** Rows from position `from` up to, not including, `end`, as far as they are kept and `isDue`. */
  readPlaced(
    shown: PacketRows,
    from: number,
    end: number,
    isDue: (position: number) => boolean = () => true,
  ): readonly PlacedRow[] {
    const known = new Map<number, RowText>();
    const placed: PlacedRow[] = [];
    for (let position = from; position < end; position += 1) {
      if (!isDue(position)) continue;
      const sequence = shown.sequenceAt(position);
      const row = sequence === undefined ? undefined : this.read(sequence);
      if (!row) continue;
      known.set(row.sequence, row);
      placed.push({ position, row });
    }
    this.#rows = known;
    return placed;
  }

  /** One row, in sight or not; `undefined` when it is no longer kept. */
  read(sequence: number): RowText | undefined {
    const known = this.#rows.get(sequence);
    if (known) return known;
    const record = this.#history.read(sequence);
    if (!record) return undefined;
    const row = rowText(sequence, record, this.#context);
    return { ...row, info: payloadInfo(record, this.#history.packetBytes(sequence), row.info) };
  }

  /** When a packet was seen, in milliseconds since 1970. */
  timeMs(sequence: number): number | undefined {
    const record = this.#history.read(sequence);
    return record && this.#context.names.bootTimeMs(sequence) + record.timeBootNs / 1e6;
  }
}
