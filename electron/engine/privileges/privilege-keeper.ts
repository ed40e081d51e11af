/** What the engine may do, and the ways to more: unlocking, and the installed helper. */

import { type Failure, failure } from '../../contract/failure.ts';
import type {
  InstallationPlan,
  PrivilegesState,
  UnlockOutcome,
} from '../../contract/privileges.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { SerialQueue } from '../serial-queue.ts';
import { missingCapabilities } from './capabilities.ts';
import { findElevation } from './elevation.ts';
import {
  type InstallationOutcome,
  install,
  planInstallation,
  readInstallation,
  uninstall,
} from './installation.ts';
import { startSuccessor } from './start-successor.ts';
import type { Succession } from './succession.ts';

export interface PrivilegeKeeperOptions {
  readonly resourcesDirectory: string;
  readonly runtimeDirectory: string;
  /** Absent: this host cannot be succeeded. */
  readonly succession: Succession | undefined;
  readonly onChange: (state: PrivilegesState) => void;
}

export class PrivilegeKeeper {
  readonly #options: PrivilegeKeeperOptions;
  readonly #queue = new SerialQueue();
  readonly #missing = missingCapabilities();
  #unlocking = false;
  #installation: PrivilegesState['installation'];

  private constructor(
    options: PrivilegeKeeperOptions,
    installation: PrivilegesState['installation'],
  ) {
    this.#options = options;
    this.#installation = installation;
  }

  static async open(options: PrivilegeKeeperOptions): Promise<PrivilegeKeeper> {
    return new PrivilegeKeeper(options, await readInstallation(options.resourcesDirectory));
  }

  get state(): PrivilegesState {
    const able = this.#ableToUnlock();
    return {
      missing: this.#missing,
      ...(able.ok ? { unlockBy: able.value.way } : { whyNot: able.error }),
      unlocking: this.#unlocking,
      installation: this.#installation,
    };
  }

  /** One question at a time: who asks again joins the queue behind the first, and is answered by it. */
  async unlock(): Promise<Result<UnlockOutcome>> {
    if (this.#missing.length === 0) return ok('unlocked');
    if (this.#unlocking) return ok('cancelled');
    const able = this.#ableToUnlock();
    if (!able.ok) return able;
    const { elevation, succession } = able.value;
    this.#setUnlocking(true);
    try {
      return await startSuccessor(elevation, succession, this.#options.runtimeDirectory);
    } finally {
      this.#setUnlocking(false);
    }
  }

  plan(): Promise<InstallationPlan> {
    return planInstallation(this.#options.resourcesDirectory);
  }

  install(): Promise<Result<PrivilegesState>> {
    return this.#change(install);
  }

  uninstall(): Promise<Result<PrivilegesState>> {
    return this.#change(uninstall);
  }

  #change(
    change: (resourcesDirectory: string) => Promise<Result<InstallationOutcome>>,
  ): Promise<Result<PrivilegesState>> {
    const { resourcesDirectory, onChange } = this.#options;
    return this.#queue.run(async () => {
      const changed = await change(resourcesDirectory);
      this.#installation = await readInstallation(resourcesDirectory);
      onChange(this.state);
      return changed.ok ? ok(this.state) : changed;
    });
  }

  #setUnlocking(unlocking: boolean): void {
    this.#unlocking = unlocking;
    this.#options.onChange(this.state);
  }

  #ableToUnlock(): Result<{
    readonly way: NonNullable<PrivilegesState['unlockBy']>;
    readonly elevation: NonNullable<ReturnType<typeof findElevation>>;
    readonly succession: Succession;
  }> {
    const { succession } = this.#options;
    const elevation = findElevation();
    if (!succession || !elevation || process.getuid?.() === 0) return err(cannotUnlock());
    return ok({ way: elevation.way, elevation, succession });
  }
}

function cannotUnlock(): Failure {
  return failure(
    'unlock-refused',
    'Portcullis cannot ask for more rights from here.',
    'Install pkexec (of polkit) or sudo, and start Portcullis again.',
  );
}
