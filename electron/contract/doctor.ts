/** What the doctor finds: whether this machine, this process and each interface can filter. */

/** What the app itself can do about a finding. Each is a method of the engine. */
export const DOCTOR_ACTIONS = ['unlock', 'install'] as const;
export type DoctorAction = (typeof DOCTOR_ACTIONS)[number];

export interface Finding {
  /** What was looked at, stable for scripts: `kernel`, `libbpf`, `native`. */
  readonly check: string;
  /** The interface it is about; absent: the machine, or this process. */
  readonly interface?: string;
  /** In front of the sentence: `Kernel`, `Native XDP`. */
  readonly subject: string;
  /** `note`: works, and something about it is worth knowing. `fault`: keeps something from working. */
  readonly state: 'good' | 'note' | 'fault';
  /** What was found, one sentence. */
  readonly sentence: string;
  /** What to do about it, one sentence. Every fault has one. */
  readonly remedy?: string;
  /** Does what the remedy says. */
  readonly action?: DoctorAction;
  /** Raw evidence for a report. */
  readonly details?: string;
}

export interface Diagnosis {
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  readonly findings: readonly Finding[];
}
