/** What the engine may do, and how it comes to be allowed more. */
import type { Failure } from './failure.ts';

/**
 * `bootstrap`: through the installed helper, for which polkit asks in Portcullis's own words. Whether
 * an answer holds for the next start too is polkit's affair: newer ones may remember it for minutes.
 */
export type UnlockWay = 'bootstrap' | 'pkexec' | 'sudo';

export interface PrivilegesState {
  /** What filtering needs and this process lacks, by the kernel's names. Empty: it may filter. */
  readonly missing: readonly string[];
  /** Who would ask for the password. Absent: nobody can from here, and `whyNot` says why. */
  readonly unlockBy?: UnlockWay;
  readonly whyNot?: Failure;
  /** The question is on the screen. */
  readonly unlocking: boolean;
  /** Of the helper. `outdated`: it is another version's. */
  readonly installation: 'absent' | 'present' | 'outdated';
}

/** `unlocked`: another process with the rights takes over, and the connection changes hands. */
export type UnlockOutcome = 'unlocked' | 'cancelled';

/** One thing that an installation puts on the machine. All of it belongs to root. */
export interface InstallationStep {
  readonly path: string;
  readonly kind: 'directory' | 'file';
  /** Permission bits, as `ls -l` shows them: `-rwxr-xr-x`. */
  readonly mode: string;
  /** What it is for, one sentence. */
  readonly purpose: string;
  /** The whole file, where it is text. */
  readonly text?: string;
}

/** Shown before it happens. */
export interface InstallationPlan {
  readonly steps: readonly InstallationStep[];
}
