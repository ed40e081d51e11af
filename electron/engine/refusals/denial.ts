/** What the kernel's "no" means: EPERM has many reasons, and most can be seen from here. */
import { readFileSync, readlinkSync } from 'node:fs';
import { release } from 'node:os';
import type { Failure } from '../../contract/failure.ts';
import { missingPrivileges } from '../privileges/capabilities.ts';
import { DENIED, INSIDE_USER_NAMESPACE, kernelTooOld, LOCKED_DOWN } from './sentences.ts';

/** Of the first user namespace, the only one whose capabilities count for BPF. <linux/nsfs.h> */
const FIRST_USER_NAMESPACE = 'user:[4026531837]';

export type Lockdown = 'none' | 'integrity' | 'confidentiality';

/** `undefined` where the kernel has no lockdown, or does not show it. */
export function readLockdown(): Lockdown | undefined {
  try {
    const text = readFileSync('/sys/kernel/security/lockdown', 'utf8');
    const [, chosen] = /\[(none|integrity|confidentiality)\]/.exec(text) ?? [];
    return chosen as Lockdown | undefined;
  } catch {
    return undefined;
  }
}

export function isInsideUserNamespace(): boolean {
  try {
    return readlinkSync('/proc/self/ns/user') !== FIRST_USER_NAMESPACE;
  } catch {
    // A kernel without user namespaces.
    return false;
  }
}

/** What keeps this process from filtering, as far as its rights are concerned. */
export function missingRights(): Failure | undefined {
  return missingPrivileges() ?? (isInsideUserNamespace() ? INSIDE_USER_NAMESPACE : undefined);
}

/** What a denial is explained by. */
export interface Circumstances {
  readonly rights: Failure | undefined;
  readonly lockdown: Lockdown | undefined;
}

/** Why the kernel denied (EPERM, EACCES), the likeliest reason first. `details` is the evidence. */
export function explainDenial(
  details: string,
  { rights, lockdown }: Circumstances = { rights: missingRights(), lockdown: readLockdown() },
): Failure {
  const reason = rights ?? (lockdown === 'confidentiality' ? LOCKED_DOWN : DENIED);
  return { ...reason, details };
}

/** Why the kernel refused a program that it has the right to run, if its age is the reason. */
export function explainAge(details: string): Failure | undefined {
  const old = kernelTooOld(release());
  return old && { ...old, details: `${old.details}\n${details}`.trim() };
}
