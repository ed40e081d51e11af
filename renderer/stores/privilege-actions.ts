import type { PrivilegesState, UnlockOutcome } from '../../electron/contract/privileges.ts';
import { ok, type Result } from '../../electron/contract/result.ts';
import type { Connection } from '../connection/connection.ts';
import { type ActionsStore, runPending } from './actions-store.ts';
import type { Doctor } from './doctor-store.ts';
import type { EngineStore } from './engine-store.ts';
import { beginHandover, endHandover, untilHandoverEnds } from './handover.ts';

export const UNLOCK_KEY = 'unlock';
export const INSTALLATION_KEY = 'installation';

/** The ways to more rights. */
export class PrivilegeActions {
  readonly #connection: Connection;
  readonly #engine: EngineStore;
  readonly #actions: ActionsStore;
  readonly #doctor: Doctor;

  constructor(connection: Connection, engine: EngineStore, actions: ActionsStore, doctor: Doctor) {
    this.#connection = connection;
    this.#engine = engine;
    this.#actions = actions;
    this.#doctor = doctor;
  }

  /** Pending until the process with the rights is there. A declined question leaves no trace. */
  async unlock(): Promise<void> {
    await runPending(this.#actions, UNLOCK_KEY, 'Portcullis was not unlocked', async () => {
      return this.#follow(await this.#connection.call('unlock', {}));
    });
  }

  async install(): Promise<void> {
    const done = await this.#changeInstallation('The helper was not installed', 'install');
    if (done?.ok && done.value.installation === 'present') {
      this.#doctor.hidePlan();
      this.#actions.setState({ announcement: 'The helper is installed' });
    }
  }

  async uninstall(): Promise<void> {
    const done = await this.#changeInstallation('The helper was not removed', 'uninstall');
    if (done?.ok && done.value.installation === 'absent') {
      this.#actions.setState({ announcement: 'The helper is removed' });
    }
  }

  async #follow(answer: Result<UnlockOutcome>): Promise<Result<UnlockOutcome>> {
    // The link may break before the answer to what broke it has come.
    const overtaken =
      !answer.ok && answer.error.code === 'disconnected' && this.#engine.getState().handover;
    if (!overtaken && (!answer.ok || answer.value === 'cancelled')) {
      endHandover(this.#engine);
      return answer;
    }
    beginHandover(this.#engine);
    await untilHandoverEnds(this.#engine);
    return ok('unlocked');
  }

  async #changeInstallation(
    title: string,
    method: 'install' | 'uninstall',
  ): Promise<Result<PrivilegesState> | undefined> {
    const done = await runPending(this.#actions, INSTALLATION_KEY, title, () =>
      this.#connection.call(method, {}),
    );
    if (done?.ok) void this.#doctor.check();
    return done;
  }
}
