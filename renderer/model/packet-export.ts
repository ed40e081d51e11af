/** Packets of the table as a file: pcapng, CSV or JSON lines. */
import {
  type FileInterface,
  PcapngWriter,
} from '../../electron/contract/capture-file/pcapng-writer.ts';
import {
  type DecidingRule,
  verdictComment,
} from '../../electron/contract/capture-file/verdict-comment.ts';
import { CSV_HEADING, csvOfPacket, packetObject } from '../../electron/contract/packet-object.ts';
import type { PacketRecord } from '../../electron/contract/packet-record.ts';
import type { PacketHistory } from './packet-history.ts';

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
    const writer = format === 'pcapng' ? this.#pcapng(emit) : this.#lines(format, emit);
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

  #lines(format: 'csv' | 'jsonl', emit: (part: string) => void) {
    let text = format === 'csv' ? CSV_HEADING : '';
    return {
      encode: (sequence: number, record: PacketRecord) => {
        const packet = packetObject(record, {
          number: sequence + 1,
          bootTimeMs: this.#source.bootTimeMs(sequence),
          interfaceName: this.#source.interfaceOf(record.ifindex).name,
          rule: this.#source.rule(sequence, record),
        });
        text += format === 'csv' ? csvOfPacket(packet) : `${JSON.stringify(packet)}\n`;
        if (text.length < PART_BYTES) return;
        emit(text);
        text = '';
      },
      flush: () => {
        if (text !== '') emit(text);
        text = '';
      },
    };
  }
}
