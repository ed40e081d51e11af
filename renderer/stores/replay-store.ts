/** A capture file that is run through the rules, and its packets in a table of their own. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { type Failure, failure } from '../../electron/contract/failure.ts';
import type { PacketBatch } from '../../electron/contract/packet-batch.ts';
import {
  MAX_REPLAY_PACKETS,
  REPLAY_PIECE_BYTES,
  type ReplayState as Summary,
} from '../../electron/contract/replay.ts';
import { err, ok, type Result } from '../../electron/contract/result.ts';
import type { Connection } from '../connection/connection.ts';
import { PacketHistory } from '../model/packet-history.ts';
import { RuleNames } from '../model/rule-names.ts';
import type { EngineStore } from './engine-store.ts';
import { createPacketsStore, type PacketsStore } from './packets-store.ts';

export interface ReplayFileState {
  readonly phase: 'none' | 'running' | 'over';
  readonly fileName: string;
  readonly fileBytes: number;
  /** Of the file, that were run. */
  readonly doneBytes: number;
  readonly summary: Summary | undefined;
  /** Of the rules it was run through. */
  readonly revision: number;
  /** Why it ended before the file did. */
  readonly failed: Failure | undefined;
  /** Only packets that fare otherwise than their file says. */
  readonly onlyFlips: boolean;
}

const NONE: ReplayFileState = {
  phase: 'none',
  fileName: '',
  fileBytes: 0,
  doneBytes: 0,
  summary: undefined,
  revision: 0,
  failed: undefined,
  onlyFlips: false,
};

const HISTORY_BYTES = 32 * 1024 * 1024;
/** Arguments of one call. */
const CODES_AT_ONCE = 8192;

export class ReplayFile {
  readonly store: StoreApi<ReplayFileState> = createStore(() => NONE);
  readonly history = new PacketHistory(MAX_REPLAY_PACKETS, HISTORY_BYTES);
  readonly names = new RuleNames();
  readonly packets: PacketsStore;
  readonly #connection: Connection;
  readonly #engine: EngineStore;
  #isCancelled = false;
  #file: File | undefined;

  constructor(connection: Connection, engine: EngineStore, schedule: (commit: () => void) => void) {
    this.#connection = connection;
    this.#engine = engine;
    this.packets = createPacketsStore(this.history, schedule, { isFile: true });
  }

  /** A batch of packets that are not live ones. */
  take(batch: PacketBatch): void {
    if (batch.stream !== this.store.getState().summary?.replay) return;
    this.history.append(batch);
  }

  /** Runs a file, in the place of the one before. */
  async open(file: File): Promise<void> {
    if (this.store.getState().phase === 'running') return;
    this.#begin(file);
    const ran = await this.#run(file);
    this.#show({ phase: 'over', failed: ran.ok ? undefined : ran.error });
  }

  /** Runs it once more, through the rules as they are now. */
  async again(): Promise<void> {
    if (this.#file) await this.open(this.#file);
  }

  cancel(): void {
    this.#isCancelled = true;
  }

  showOnlyFlips(onlyFlips: boolean): void {
    this.#show({ onlyFlips });
  }

  #begin(file: File): void {
    const { name, size } = file;
    const { revision } = this.#engine.getState().rules;
    this.#file = file;
    this.#isCancelled = false;
    this.history.clear();
    this.packets.beginAfresh();
    this.store.setState({ ...NONE, phase: 'running', fileName: name, fileBytes: size, revision });
  }

  async #run(file: File): Promise<Result<null>> {
    const begun = await this.#connection.call('beginReplay', {});
    if (!begun.ok) return begun;
    const { replay } = begun.value;
    this.#show({ summary: begun.value });
    for (let start = 0; start < file.size && !this.#isCancelled; start += REPLAY_PIECE_BYTES) {
      const bytes = await readPiece(file, start);
      if (!bytes.ok) {
        // The engine keeps few of them, and would wait for the rest of this one.
        await this.#connection.call('endReplay', { replay });
        return bytes;
      }
      const piece = base64(bytes.value);
      const fed = await this.#connection.call('feedReplay', { replay, piece });
      if (!fed.ok) return fed;
      this.#progress(fed.value, start + bytes.value.length);
      // It is over then; what was run before stays.
      if (fed.value.failed) return err(fed.value.failed);
    }
    const ended = await this.#connection.call('endReplay', { replay });
    if (!ended.ok) return ended;
    const { failed } = ended.value;
    return failed && !this.#isCancelled ? err(failed) : ok(null);
  }

  #progress(summary: Summary, doneBytes: number): void {
    if (this.store.getState().summary?.packets === 0) {
      // Now its clock is known. Its records carry the slots of the rules that filter.
      this.names.begin(0, summary.bootTimeMs);
      this.names.learn(this.#engine.getState().rules);
    }
    this.#show({ summary, doneBytes });
    this.packets.touch();
  }

  #show(patch: Partial<ReplayFileState>): void {
    this.store.setState(patch);
  }
}

async function readPiece(file: File, start: number): Promise<Result<Uint8Array>> {
  try {
    return ok(new Uint8Array(await file.slice(start, start + REPLAY_PIECE_BYTES).arrayBuffer()));
  } catch (error) {
    return err(
      failure(
        'storage-failed',
        `${file.name} cannot be read.`,
        'Check that it is still there, and open it again.',
        String(error),
      ),
    );
  }
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += CODES_AT_ONCE) {
    text += String.fromCharCode(...bytes.subarray(start, start + CODES_AT_ONCE));
  }
  return btoa(text);
}
