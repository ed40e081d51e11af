import type { FailedTest } from './failures.ts';
import type { Totals } from './totals.ts';

export interface SuiteOutcome extends Totals {
  /** Those that are known by name: a tool that crashed or was stopped tells none. */
  readonly failures: readonly FailedTest[];
}
