import type { Libbpf } from '../../../electron/engine/ffi/libbpf.ts';
import type { Measurements } from '../report.ts';
import type { Series } from '../statistics.ts';
import type { LiveGenerator } from './live-generator.ts';

export interface Bench {
  readonly libbpf: Libbpf;
  readonly generator: LiveGenerator;
  readonly rounds: number;
  /** Of one measurement of a rate. */
  readonly durationMs: number;
}

export type Experiment = (bench: Bench) => Promise<Measurements>;

/** The samples of the series with this name. */
export function samplesOf(series: readonly Series[], name: string): readonly number[] {
  const found = series.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`there is no series "${name}"`);
  return found.samples;
}
