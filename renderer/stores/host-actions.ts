import type { Settings } from '../../electron/contract/settings.ts';
import type { Connection } from '../connection/connection.ts';
import { type ActionsStore, runPending } from './actions-store.ts';
import type { EngineStore } from './engine-store.ts';

/** Key under which an interface's attach or detach is pending. */
export function interfaceKey(name: string): string {
  return `interface ${name}`;
}

export const PLAYGROUND_KEY = 'playground';
export const ENFORCING_KEY = 'enforcing';

/** Everything that changes what is watched and how, apart from rules. */
export class HostActions {
  readonly #connection: Connection;
  readonly #engine: EngineStore;
  readonly #actions: ActionsStore;
  #settingsChanges = 0;

  constructor(connection: Connection, engine: EngineStore, actions: ActionsStore) {
    this.#connection = connection;
    this.#engine = engine;
    this.#actions = actions;
  }

  async attach(name: string): Promise<boolean> {
    const done = await runPending(
      this.#actions,
      interfaceKey(name),
      `${name} is not being watched`,
      () => this.#connection.call('attach', { interface: name }),
    );
    return done?.ok === true;
  }

  async detach(name: string): Promise<void> {
    await runPending(this.#actions, interfaceKey(name), `${name} was not detached`, () =>
      this.#connection.call('detach', { interface: name }),
    );
  }

  async startPlayground(): Promise<boolean> {
    const done = await runPending(
      this.#actions,
      PLAYGROUND_KEY,
      'The playground did not start',
      () => this.#connection.call('startPlayground', {}),
    );
    return done?.ok === true;
  }

  async stopPlayground(): Promise<void> {
    await runPending(this.#actions, PLAYGROUND_KEY, 'The playground did not stop', () =>
      this.#connection.call('stopPlayground', {}),
    );
  }

  /** false is panic: everything passes until it is true again. */
  async setEnforcing(enforcing: boolean): Promise<void> {
    const title = enforcing ? 'Filtering did not begin again' : 'Filtering was not stopped';
    await runPending(this.#actions, ENFORCING_KEY, title, () =>
      this.#connection.call('setEnforcing', { enforcing }),
    );
  }

  async updateSettings(patch: Partial<Settings>): Promise<void> {
    // A key of its own: a change is never left out because another is still under way.
    this.#settingsChanges += 1;
    const key = `settings ${this.#settingsChanges}`;
    await runPending(this.#actions, key, 'The setting was not changed', () =>
      this.#connection.call('updateSettings', patch),
    );
  }

  async dismissNotice(id: number): Promise<void> {
    await runPending(this.#actions, `notice ${id}`, 'The notice could not be dismissed', () =>
      this.#connection.call('dismissNotice', { id }),
    );
  }

  /** The user knows which rules apply on what is watched. */
  acceptRules(): void {
    this.#engine.setState({ fresh: [] });
  }

  dismissFailure(): void {
    this.#actions.setState({ failed: undefined });
  }
}
