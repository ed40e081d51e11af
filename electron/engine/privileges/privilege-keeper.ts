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
import { type Elevation, findElevation } from './elevation.ts';
import {
  type InstallationOutcome,
  install,
  planInstallation,
  readInstallation,
  uninstall,
} from './helper/installation.ts';
import { startSuccessor } from './succession/start-successor.ts';
import type { Succession } from './succession/succession.ts';

export interface PrivilegeKeeperOptions {
  readonly resourcesDirectory: string;
  readonly runtimeDirectory: string;
  /** Absent: this host cannot be succeeded. */
  readonly succession: Succession | undefined;
  readonly onChange: (state: PrivilegesState) => void;
}

interface Unlockable {
  readonly elevation: Elevation;
  readonly succession: Succession;
}

export class PrivilegeKeeper {
  readonly #options: PrivilegeKeeperOptions;
  readonly #queue = new SerialQueue();
  readonly #missing = missingCapabilities();
  /** Under way, or done: the successor is there, and this process about to go. */
  #unlock: Promise<Result<UnlockOutcome>> | undefined;
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
      ...(able.ok ? { unlockBy: able.value.elevation.way } : { whyNot: able.error }),
      unlocking: this.#unlock !== undefined,
      installation: this.#installation,
    };
  }

  /** One question and one successor at a time: who asks meanwhile gets the same answer. */
  async unlock(): Promise<Result<UnlockOutcome>> {
    if (this.#missing.length === 0) return ok('unlocked');
    const able = this.#ableToUnlock();
    if (!able.ok) return able;
    this.#unlock ??= this.#startSuccessor(able.value);
    return this.#unlock;
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

  async #startSuccessor({ elevation, succession }: Unlockable): Promise<Result<UnlockOutcome>> {
    const { runtimeDirectory, onChange } = this.#options;
    // Told once it is under way, which it is when this function has first waited.
    queueMicrotask(() => onChange(this.state));
    const outcome = await startSuccessor(elevation, succession, runtimeDirectory);
    if (outcome.ok && outcome.value === 'unlocked') return outcome;
    this.#unlock = undefined;
    onChange(this.state);
    return outcome;
  }

  #ableToUnlock(): Result<Unlockable> {
    const { succession } = this.#options;
    const elevation = findUnlock();
    if (!succession || !elevation || process.getuid?.() === 0) return err(cannotUnlock());
    return ok({ elevation, succession });
  }
}

function cannotUnlock(): Failure {
  return failure(
    'unlock-refused',
    'Portcullis cannot ask for more rights from here.',
    'Install pkexec (of polkit) or sudo, and start Portcullis again.',
  );
}

/** The desktop's own question, or else sudo's, in the terminal that this host was started in. */
function findUnlock(): Elevation | undefined {
  const elevation = findElevation();
  if (!elevation?.staysBehind || !process.stdin.isTTY) return elevation;
  return findElevation(undefined, { terminal: true });
}
