import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Diagnosis } from '../../electron/contract/doctor.ts';
import type { Failure } from '../../electron/contract/failure.ts';
import type { InstallationPlan } from '../../electron/contract/privileges.ts';
import type { Connection } from '../connection/connection.ts';

export interface DoctorState {
  /** The last one, also while the next is under way. */
  readonly diagnosis: Diagnosis | undefined;
  readonly checking: boolean;
  /** Why the last check came to nothing. */
  readonly failure: Failure | undefined;
  /** Whether what an installation puts where is to be seen. */
  readonly planShown: boolean;
  readonly plan: InstallationPlan | undefined;
  readonly planFailure: Failure | undefined;
}

const NOTHING_KNOWN = { diagnosis: undefined, failure: undefined, plan: undefined } as const;

/** What the doctor found, and what an installation would do. Both are asked for, never pushed. */
export class Doctor {
  readonly store: StoreApi<DoctorState>;
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.store = createStore<DoctorState>(() => ({
      ...NOTHING_KNOWN,
      checking: false,
      planShown: false,
      planFailure: undefined,
    }));
  }

  /** Looks at everything again. One check at a time. */
  async check(): Promise<void> {
    if (this.store.getState().checking) return;
    this.store.setState({ checking: true });
    const answer = await this.#connection.call('diagnose', {});
    // What was found before is no longer certain, but it is still the best there is.
    if (answer.ok) this.store.setState({ diagnosis: answer.value, failure: undefined });
    else this.store.setState({ failure: answer.error });
    this.store.setState({ checking: false });
  }

  /** Shows what an installation would put where, as of now. */
  async showPlan(): Promise<void> {
    this.store.setState({ planShown: true, plan: undefined, planFailure: undefined });
    const answer = await this.#connection.call('planInstallation', {});
    if (answer.ok) this.store.setState({ plan: answer.value });
    else this.store.setState({ planFailure: answer.error });
  }

  hidePlan(): void {
    this.store.setState({ planShown: false });
  }

  /** Another engine has come: what was found of the last one says nothing about it. */
  forget(): void {
    this.store.setState(NOTHING_KNOWN);
  }
}
