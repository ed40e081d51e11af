/** Looks at the machine, this process and every interface. */
import type { Diagnosis } from '../../contract/doctor.ts';

export interface DoctorSurroundings {
  /** Holds bpf/ and, in a package, lib/. */
  readonly resourcesDirectory: string;
}

/** Changes nothing and needs no privileges; what it may not look at it says. */
export async function diagnose(_at: DoctorSurroundings): Promise<Diagnosis> {
  return { timeMs: Date.now(), findings: [] };
}
