import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ListSource, ListState } from '../../electron/contract/list.ts';
import { ok, type Result } from '../../electron/contract/result.ts';
import type { Connection } from '../connection/connection.ts';
import { type ActionsStore, pushUndo, runPending } from './actions-store.ts';

/** Key under which a change of a list is pending. */
export function listKey(name: string): string {
  return `list ${name}`;
}

/** Of a file that is sent. No byte becomes more than one character, of which a call takes 500,000. */
const PIECE_BYTES = 400_000;

export interface ListsViewState {
  /** The list that was added last, until it is used or set aside. */
  readonly offered: string | undefined;
  /** While a file is sent: its share that is there, from 0 to 1. */
  readonly sent: number | undefined;
}

/** What a list is read from, before a file of this machine has been sent. */
export type NewListSource = Exclude<ListSource, { upload: string }> | { readonly file: File };

/** Changes of the lists of prefixes. */
export class ListActions {
  readonly store: StoreApi<ListsViewState>;
  readonly #connection: Connection;
  readonly #actions: ActionsStore;

  constructor(connection: Connection, actions: ActionsStore) {
    this.#connection = connection;
    this.#actions = actions;
    this.store = createStore<ListsViewState>(() => ({ offered: undefined, sent: undefined }));
  }

  /** Resolves to success. The prefixes may come later: the list's state tells. */
  async add(name: string, from: NewListSource, refreshSeconds: number | null): Promise<boolean> {
    const title = `The list ${name} was not added`;
    const done = await runPending(this.#actions, listKey(name), title, async () => {
      const source = await this.#sourceOf(from);
      if (!source.ok) return source;
      return this.#connection.call('addList', { name, source: source.value, refreshSeconds });
    });
    // Asked twice: the first is still under way.
    if (!done) return false;
    this.store.setState({ sent: undefined });
    if (done.ok) this.store.setState({ offered: name });
    return done.ok;
  }

  async refresh(name: string): Promise<void> {
    await runPending(this.#actions, listKey(name), `The list ${name} was not refreshed`, () =>
      this.#connection.call('refreshList', { name }),
    );
  }

  async setRefresh(name: string, refreshSeconds: number | null): Promise<void> {
    await runPending(this.#actions, listKey(name), `The list ${name} was not changed`, () =>
      this.#connection.call('updateList', { name, refreshSeconds }),
    );
  }

  /** What was read from a file that was sent cannot come back, so there is no undo for it. */
  async remove({ name, source, refreshSeconds }: ListState): Promise<void> {
    const title = `The list ${name} was not removed`;
    const done = await runPending(this.#actions, listKey(name), title, () =>
      this.#connection.call('removeList', { name }),
    );
    if (!done?.ok) return;
    if (this.store.getState().offered === name) this.store.setState({ offered: undefined });
    if ('upload' in source) return;
    pushUndo(this.#actions, {
      verb: 'Removed',
      before: 'list',
      value: name,
      after: '',
      undo: () => this.#connection.call('addList', { name, source, refreshSeconds }),
    });
  }

  /** The rule for the list that was added last has been written, or is not wanted. */
  dismissOffer(): void {
    this.store.setState({ offered: undefined });
  }

  async #sourceOf(from: NewListSource): Promise<Result<ListSource>> {
    if (!('file' in from)) return ok(from);
    const upload = await this.#send(from.file);
    return upload.ok
      ? ok({ upload: upload.value, fileName: from.file.name.slice(0, 255) })
      : upload;
  }

  /** Sends a file piece by piece, never all of it in memory. Gives the upload's id. */
  async #send(file: File): Promise<Result<string>> {
    let upload: string | undefined;
    let read = 0;
    for await (const piece of piecesOf(file)) {
      const answer = await this.#connection.call('uploadList', {
        piece,
        ...(upload === undefined ? {} : { upload }),
      });
      if (!answer.ok) return answer;
      upload = answer.value.upload;
      read += piece.length;
      // Lists are ASCII, so characters and bytes are the same number.
      this.store.setState({ sent: Math.min(1, read / Math.max(1, file.size)) });
    }
    return ok(upload ?? '');
  }
}

/** At least one piece, which of an empty file is empty. */
async function* piecesOf(file: File): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let start = 0;
  do {
    const bytes = await file.slice(start, start + PIECE_BYTES).arrayBuffer();
    start += PIECE_BYTES;
    yield decoder.decode(bytes, { stream: start < file.size });
  } while (start < file.size);
}
