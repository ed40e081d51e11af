import type { DefaultVerdict, Direction } from './language/statement.ts';

/** One rule's answer about a packet. */
export interface ExplanationStep {
  readonly ruleId: string;
  /**
   * `no`: it does not match. `decides`. `steps-on`: it matches, and lets the next rules decide (count,
   * or a limit under its rate). `off`, `expired`, `other-direction`: it was not asked.
   */
  readonly outcome: 'no' | 'decides' | 'steps-on' | 'off' | 'expired' | 'other-direction';
  /** In words: `the source 198.51.100.23 is not in 203.0.113.0/24`. */
  readonly why: string;
}

/** Which rule decides about a packet, and why. */
export interface Explanation {
  /** The packet in the rules' own words. */
  readonly packet: string;
  readonly direction: Direction;
  /** Of the rules up to the one that decides. */
  readonly steps: readonly ExplanationStep[];
  readonly verdict: DefaultVerdict;
  /** Absent: the default did. */
  readonly decidedBy?: string;
  /** Names of the lists that hold the source and the destination. */
  readonly lists: { readonly source: readonly string[]; readonly destination: readonly string[] };
}
