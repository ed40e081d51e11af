import { MAX_FILTER_TEXT, MAX_RECENT_FILTERS } from '../../electron/contract/settings.ts';
import type { Connection } from '../connection/connection.ts';
import type { EngineStore } from './engine-store.ts';

/** How long after a change it is saved, in milliseconds: several clicks may make one filter. */
const SAVE_AFTER_MS = 400;

/**
 * What was asked for, the newest first, each once. The engine keeps it with the other settings, so it
 * lasts beyond the window and is the same in all of them.
 */
export class RecentFilters {
  readonly #connection: Connection;
  readonly #onChange: (recent: readonly string[]) => void;
  #recent: readonly string[];
  #saving: ReturnType<typeof setTimeout> | undefined;

  /** `onChange`: others are remembered now. */
  constructor(
    connection: Connection,
    engine: EngineStore,
    onChange: (recent: readonly string[]) => void,
  ) {
    this.#connection = connection;
    this.#onChange = onChange;
    this.#recent = engine.getState().settings.recentFilters;
    engine.subscribe(({ settings }, before) => {
      // What is on its way to the engine is newer than what comes from it.
      if (settings === before.settings || this.#saving !== undefined) return;
      if (settings.recentFilters.join('\n') === this.#recent.join('\n')) return;
      this.#recent = settings.recentFilters;
      onChange(this.#recent);
    });
  }

  get all(): readonly string[] {
    return this.#recent;
  }

  add(text: string): void {
    if (text === '' || text.length > MAX_FILTER_TEXT || text === this.#recent[0]) return;
    const others = this.#recent.filter((other) => other !== text);
    this.#change([text, ...others].slice(0, MAX_RECENT_FILTERS));
  }

  remove(text: string): void {
    this.#change(this.#recent.filter((other) => other !== text));
  }

  #change(recent: readonly string[]): void {
    this.#recent = recent;
    this.#onChange(recent);
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => void this.#save(), SAVE_AFTER_MS);
  }

  async #save(): Promise<void> {
    const timer = this.#saving;
    // Where that fails they last as long as the window, which is no reason to interrupt anybody.
    await this.#connection.call('updateSettings', { recentFilters: [...this.#recent] });
    if (this.#saving === timer) this.#saving = undefined;
  }
}
