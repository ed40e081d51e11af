import type { Connection } from '../connection/connection.ts';
import { type ActionsStore, runPending } from './actions-store.ts';

/** Key under which the end of a trial, one way or the other, is pending. */
export const TRIAL_KEY = 'trial';

/** The two ways to end a trial before the engine does. */
export class TrialActions {
  readonly #connection: Connection;
  readonly #actions: ActionsStore;

  constructor(connection: Connection, actions: ActionsStore) {
    this.#connection = connection;
    this.#actions = actions;
  }

  async keep(): Promise<void> {
    const done = await runPending(this.#actions, TRIAL_KEY, 'The change was not kept', () =>
      this.#connection.call('confirmTrial', {}),
    );
    if (done?.ok) this.#actions.setState({ announcement: 'The change is kept' });
  }

  async takeBack(): Promise<void> {
    const done = await runPending(this.#actions, TRIAL_KEY, 'The change was not taken back', () =>
      this.#connection.call('revertTrial', {}),
    );
    if (done?.ok) this.#actions.setState({ announcement: 'The change is taken back' });
  }
}
