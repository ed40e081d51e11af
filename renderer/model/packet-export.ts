/** Packets of the table as a file: pcapng, CSV or JSON lines. */
import {
  type FileInterface,
  PcapngWriter,
} from '../../electron/contract/capture-file/pcapng-writer.ts';
import {
  type DecidingRule,
  verdictComment,
} from '../../electron/contract/capture-file/verdict-comment.ts';
import { type PacketObject, packetObject } from '../../electron/contract/packet-object.ts';
import type { PacketRecord } from '../../electron/contract/packet-record.ts';
import type { ColumnId } from './columns.ts';
import type { PacketHistory } from './packet-history.ts';
import { csvHeading, csvRow } from './row-in-full.ts';
import type { RowReader } from './row-reader.ts';

export const EXPORT_FORMATS = ['pcapng', 'csv', 'jsonl'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportSource {
  readonly history: Pick<PacketHistory, 'read' | 'packetBytes'>;
  /** Name and version, for the file. */
  readonly application: string;
  /** What the file holds, in words. */
  readonly comment: string;
  bootTimeMs(sequence: number): number;
  rule(sequence: number, record: PacketRecord): DecidingRule | undefined;
  interfaceOf(ifindex: number): FileInterface;
  /** The packets come out of a replay. */
  readonly isReplay: boolean;
  /** Of a CSV file, in their order. */
  readonly columns: readonly ColumnId[];
  readonly rows: Pick<RowReader, 'read'>;
}

/** The whole packet, as programs read it. */
export function objectOf(
  source: Omit<ExportSource, 'history' | 'application' | 'comment' | 'columns' | 'rows'>,
  sequence: number,
  record: PacketRecord,
): PacketObject {
  return packetObject(record, {
    number: sequence + 1,
    bootTimeMs: source.bootTimeMs(sequence),
    interfaceName: source.interfaceOf(record.ifindex).name,
    rule: source.rule(sequence, record),
    isReplay: source.isReplay,
  });
}

/** Handed on as soon as there are so many bytes, so that the browser may put them aside. */
const PART_BYTES = 1024 * 1024;
const NO_BYTES = new Uint8Array(0);

/**
 * Writes packets one by one. `emit` receives the file in parts, which are its own. Packets that the
 * history no longer has are counted, and left out.
 */
export class PacketExport {
  readonly #source: ExportSource;
  readonly #encode: (sequence: number, record: PacketRecord) => void;
  readonly #flush: () => void;
  #written = 0;
  #gone = 0;

  constructor(
    source: ExportSource,
    format: ExportFormat,
    emit: (part: string | Uint8Array<ArrayBuffer>) => void,
  ) {
    this.#source = source;
    const writer = this.#writer(format, emit);
    this.#encode = writer.encode;
    this.#flush = writer.flush;
  }

  get written(): number {
    return this.#written;
  }

  /** Newer packets took the place of so many. */
  get gone(): number {
    return this.#gone;
  }

  /** `undefined`: a packet that is gone. */
  add(sequence: number | undefined): void {
    const record = sequence === undefined ? undefined : this.#source.history.read(sequence);
    if (sequence === undefined || !record) {
      this.#gone += 1;
      return;
    }
    this.#encode(sequence, record);
    this.#written += 1;
  }

  end(): void {
    this.#flush();
  }

  #writer(format: ExportFormat, emit: (part: string | Uint8Array<ArrayBuffer>) => void) {
    switch (format) {
      case 'pcapng':
        return this.#pcapng(emit);
      case 'csv':
        return this.#csv(emit);
      case 'jsonl':
        return this.#lines(
          emit,
          '',
          (sequence, record) => `${JSON.stringify(objectOf(this.#source, sequence, record))}\n`,
        );
    }
  }

  #pcapng(emit: (part: Uint8Array<ArrayBuffer>) => void) {
    const { history, application, comment } = this.#source;
    const writer = new PcapngWriter({ application, comment, snapshotBytes: 0 }, emit);
    return {
      encode: (sequence: number, record: PacketRecord) => {
        const rule = this.#source.rule(sequence, record);
        writer.add(record, history.packetBytes(sequence) ?? NO_BYTES, {
          interface: this.#source.interfaceOf(record.ifindex),
          bootTimeMs: this.#source.bootTimeMs(sequence),
          comment: verdictComment(record, rule),
        });
      },
      flush: () => writer.flush(),
    };
  }

  #csv(emit: (part: string) => void) {
    const { columns, isReplay, rows } = this.#source;
    let previousMs: number | undefined;
    return this.#lines(emit, csvHeading(columns, isReplay), (sequence, record) => {
      const row = rows.read(sequence);
      if (!row) return '';
      const object = objectOf(this.#source, sequence, record);
      const line = csvRow(columns, isReplay, { row, object, previousMs });
      previousMs = row.timeMs;
      return line;
    });
  }

  #lines(
    emit: (part: string) => void,
    heading: string,
    lineOf: (sequence: number, record: PacketRecord) => string,
  ) {
    let text = heading;
    const flush = () => {
      if (text !== '') emit(text);
      text = '';
    };
    return {
      encode: (sequence: number, record: PacketRecord) => {
        text += lineOf(sequence, record);
        if (text.length >= PART_BYTES) flush();
      },
      flush,
    };
  }
}
