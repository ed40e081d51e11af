import { createStore, type StoreApi } from 'zustand/vanilla';
import type { TableSettings, TimeForm } from '../../electron/contract/table-settings.ts';
import type { Connection } from '../connection/connection.ts';
import { type Marks, toggleMark } from '../model/marks.ts';
import { readLayout, type TableLayout, USUAL_LAYOUT } from '../model/table-layout.ts';
import { type ActionsStore, runPending } from './actions-store.ts';
import type { EngineStore } from './engine-store.ts';

/** Where relative times begin. */
export interface TimeReference {
  /** Of the row it was set on. */
  readonly sequence: number;
  readonly timeMs: number;
}

export interface TableState {
  readonly layout: TableLayout;
  readonly time: TimeForm;
  readonly colours: boolean;
  readonly marks: Marks;
  readonly reference: TimeReference | undefined;
  /** When the first packet was seen, in milliseconds since 1970. */
  readonly firstMs: number | undefined;
}

/** How long after a change it is saved, in milliseconds: a column is pulled in many small steps. */
const SAVE_AFTER_MS = 400;

/** How the table of packets looks, which is remembered, and what is marked in it, which is not. */
export class Table {
  readonly store: StoreApi<TableState>;
  readonly #connection: Connection;
  readonly #actions: ActionsStore;
  #saving: ReturnType<typeof setTimeout> | undefined;

  constructor(connection: Connection, engine: EngineStore, actions: ActionsStore) {
    this.#connection = connection;
    this.#actions = actions;
    this.store = createStore<TableState>(() => ({
      layout: USUAL_LAYOUT,
      time: 'absolute',
      colours: true,
      marks: [],
      reference: undefined,
      firstMs: undefined,
    }));
    let last = '';
    const adopt = (saved: TableSettings) => {
      const text = JSON.stringify(saved);
      if (text === last || this.#saving !== undefined) return;
      last = text;
      const { time, colours } = saved;
      this.store.setState({ layout: readLayout(saved.columns), time, colours });
    };
    adopt(engine.getState().settings.table);
    engine.subscribe(({ settings }, before) => {
      if (settings !== before.settings) adopt(settings.table);
    });
  }

  /** Changes the columns. */
  arrange(change: (layout: TableLayout) => TableLayout): void {
    const { layout } = this.store.getState();
    const changed = change(layout);
    if (changed === layout) return;
    this.store.setState({ layout: changed });
    this.#saveSoon();
  }

  setTime(time: TimeForm): void {
    this.store.setState({ time });
    this.#saveSoon();
  }

  setColours(colours: boolean): void {
    this.store.setState({ colours });
    this.#saveSoon();
  }

  /** Marks a packet, or takes its mark away. */
  mark(sequence: number): void {
    this.store.setState(({ marks }) => ({ marks: toggleMark(marks, sequence) }));
  }

  clearMarks(): void {
    this.store.setState({ marks: [] });
  }

  /** Counts times from this row on, and shows them so; on the same row once more, no longer. */
  toggleReference(sequence: number, timeMs: number): void {
    const { reference, time } = this.store.getState();
    if (reference?.sequence === sequence) {
      this.store.setState({ reference: undefined });
      return;
    }
    this.store.setState({ reference: { sequence, timeMs } });
    if (time !== 'relative') this.setTime('relative');
  }

  /** The first packet there is; later ones change nothing. */
  begin(firstMs: number): void {
    if (this.store.getState().firstMs === undefined) this.store.setState({ firstMs });
  }

  /** The packets that were marked are no more. */
  forget(): void {
    this.store.setState({ marks: [], reference: undefined, firstMs: undefined });
  }

  #saveSoon(): void {
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => void this.#save(), SAVE_AFTER_MS);
  }

  async #save(): Promise<void> {
    const timer = this.#saving;
    const { layout, time, colours } = this.store.getState();
    const table = { columns: layout.map((column) => ({ ...column })), time, colours };
    const done = await runPending(this.#actions, 'table', 'The columns were not remembered', () =>
      this.#connection.call('updateSettings', { table }),
    );
    if (this.#saving !== timer) return;
    this.#saving = undefined;
    // Another save was under way.
    if (done === undefined) this.#saveSoon();
  }
}
