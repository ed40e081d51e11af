/** The helper that root keeps for us: put in place, looked at, taken away. */
import type { InstallationPlan, PrivilegesState } from '../../contract/privileges.ts';
import { fail, type Result } from '../../contract/result.ts';

export type InstallationOutcome = 'done' | 'cancelled';

/** `resourcesDirectory` holds bootstrap/ with what is put in place. */
export async function planInstallation(_resourcesDirectory: string): Promise<InstallationPlan> {
  return { steps: [] };
}

export async function readInstallation(
  _resourcesDirectory: string,
): Promise<PrivilegesState['installation']> {
  return 'absent';
}

export async function install(_resourcesDirectory: string): Promise<Result<InstallationOutcome>> {
  return fail('installation-failed', 'There is nothing to install yet.', 'Wait.');
}

export async function uninstall(_resourcesDirectory: string): Promise<Result<InstallationOutcome>> {
  return fail('installation-failed', 'There is nothing to remove yet.', 'Wait.');
}
