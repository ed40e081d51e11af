/** Packets on their way into a file, in slices, so that the window stays as quick as it is. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { failure } from '../../electron/contract/failure.ts';
import type { PacketObject } from '../../electron/contract/packet-object.ts';
import { dayText, quantityText } from '../model/number-text.ts';
import { type ExportFormat, objectOf, PacketExport } from '../model/packet-export.ts';
import { type ActionsStore, showNotice } from './actions-store.ts';
import { ExportFacts } from './export-facts.ts';
import { type ExportParts, exportSource } from './export-source.ts';
import { saveFile } from './save-file.ts';

export interface ExportProgress {
  readonly done: number;
  readonly total: number;
}

export interface ExporterState {
  readonly running: ExportProgress | undefined;
}

/** Which packets, in order. */
export interface Selection {
  readonly count: number;
  /** `undefined`: no longer shown. */
  sequenceAt(index: number): number | undefined;
  /** `412 packets shown, of ...`: what stands in the file. */
  readonly comment: string;
}

export interface ExporterParts extends ExportParts {
  readonly actions: ActionsStore;
}

/** Gives a file to the user. */
export type Save = (name: string, file: Blob) => void;

/** Leaves time for a frame between two. */
const SLICE_MS = 8;
/** Between looks at the clock; what is looked up for them is asked in one question. */
const ROWS_AT_ONCE = 100;
/** Parts of a file become one that the browser may keep on disk. */
const BLOB_BYTES = 4 * 1024 * 1024;

export class Exporter {
  readonly store: StoreApi<ExporterState> = createStore(() => ({ running: undefined }));
  readonly #parts: ExporterParts;
  readonly #save: Save;
  #isCancelled = false;

  constructor(parts: ExporterParts, save: Save = saveFile) {
    this.#parts = parts;
    this.#save = save;
  }

  cancel(): void {
    this.#isCancelled = true;
  }

  /** One packet as programs read it; `undefined` if it is gone. */
  objectOf(sequence: number): PacketObject | undefined {
    const record = this.#parts.history.read(sequence);
    return record && objectOf(exportSource(this.#parts, ''), sequence, record);
  }

  /** One at a time. Says when it is done, and what went wrong. */
  async run(format: ExportFormat, selection: Selection): Promise<void> {
    if (this.store.getState().running) return;
    const { actions } = this.#parts;
    this.#isCancelled = false;
    this.#show({ done: 0, total: selection.count });
    try {
      const file = new FileParts();
      const source = exportSource(this.#parts, selection.comment);
      const facts = new ExportFacts(
        this.#parts.history,
        this.#parts.hosts,
        format === 'csv' ? source.columns : [],
      );
      const exported = new PacketExport(source, format, (part) => file.add(part));
      const isWhole = await this.#writeAll(exported, selection, facts);
      if (!isWhole) return;
      exported.end();
      const whole = file.whole();
      await readBack(whole);
      this.#save(fileName(format, new Date()), whole);
      showNotice(actions, doneText(exported, facts));
    } catch (error) {
      // The browser has no room for it: on disk, mostly.
      const failed = failure(
        'write-failed',
        'The browser could not keep the file.',
        'Make room on the disk, or narrow the packets down with a filter.',
        String(error),
      );
      actions.setState({ failed: { title: 'The packets were not exported', failure: failed } });
    } finally {
      this.#show(undefined);
    }
  }

  /** Answers false if it was cancelled. */
  async #writeAll(
    exported: PacketExport,
    { count, sequenceAt }: Selection,
    facts: ExportFacts,
  ): Promise<boolean> {
    let index = 0;
    while (index < count) {
      const startedAtMs = performance.now();
      while (index < count && performance.now() - startedAtMs < SLICE_MS) {
        const rows = Math.min(ROWS_AT_ONCE, count - index);
        const first = index;
        const sequences = Array.from({ length: rows }, (_, row) => sequenceAt(first + row));
        if (facts.areWanted) await facts.learn(sequences);
        for (const sequence of sequences) exported.add(sequence);
        index += rows;
      }
      this.#show({ done: index, total: count });
      await nextTurn();
      if (this.#isCancelled) return false;
    }
    return true;
  }

  #show(running: ExportProgress | undefined): void {
    this.store.setState({ running });
  }
}

/** A file that grows. */
class FileParts {
  readonly #blobs: Blob[] = [];
  #parts: (string | Uint8Array<ArrayBuffer>)[] = [];
  #bytes = 0;

  add(part: string | Uint8Array<ArrayBuffer>): void {
    this.#parts.push(part);
    this.#bytes += part.length;
    if (this.#bytes >= BLOB_BYTES) this.#close();
  }

  whole(): Blob {
    this.#close();
    return new Blob(this.#blobs, { type: 'application/octet-stream' });
  }

  #close(): void {
    this.#blobs.push(new Blob(this.#parts));
    this.#parts = [];
    this.#bytes = 0;
  }
}

/** A browser tells only whoever reads a file that it had no room for it. */
async function readBack(file: Blob): Promise<void> {
  await file.slice(-1).arrayBuffer();
}

function doneText({ written, gone }: PacketExport, { isWhole }: ExportFacts): string {
  const parts = [`${quantityText(written, 'packet')} exported`];
  if (gone > 0) parts.push(`newer ones took the place of ${quantityText(gone, 'other')}`);
  if (!isWhole) parts.push('not every country and maker was answered, and some cells are empty');
  return parts.join('; ');
}

/** `portcullis-2026-03-01-120000.pcapng`, in local time. */
export function fileName(format: ExportFormat, now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join('');
  return `portcullis-${dayText(now.getTime())}-${time}.${format}`;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
