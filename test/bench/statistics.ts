/** Samples of one thing, one per round. Rounds are interleaved, so round `i` of two series belong together. */
export interface Series {
  readonly name: string;
  readonly unit: string;
  readonly samples: readonly number[];
}

export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** NaN of nothing. */
export function summarize(samples: readonly number[]): Summary {
  const sorted = [...samples].sort((a, b) => a - b);
  const [low, high] = [Math.floor((sorted.length - 1) / 2), Math.ceil((sorted.length - 1) / 2)];
  return {
    median: ((sorted[low] ?? Number.NaN) + (sorted[high] ?? Number.NaN)) / 2,
    min: sorted[0] ?? Number.NaN,
    max: sorted.at(-1) ?? Number.NaN,
  };
}

/** The least that 95 of 100 samples do not exceed. NaN of nothing. */
export function percentile95(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN;
}

/** Round by round, so that a slow moment of the machine is in both. */
export function ratioOf(above: readonly number[], below: readonly number[]): number[] {
  if (above.length !== below.length) throw new Error('the series have different lengths');
  return above.map((sample, round) => sample / (below[round] as number));
}

/** Each less its round's sample of `base`. */
export function netOf(samples: readonly number[], base: readonly number[]): number[] {
  return samples.map((sample, round) => sample - (base[round] as number));
}
