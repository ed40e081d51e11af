import type { Series } from './statistics.ts';

export interface Case {
  readonly name: string;
  readonly unit: string;
  run(): number | Promise<number>;
}

/** Between two measurements: what was held up meanwhile gets its turn. */
const PAUSE_MS = 20;

/** Each case once per round, in turn, so that a slow moment of the machine hits all of them. */
export async function interleaved(rounds: number, cases: readonly Case[]): Promise<Series[]> {
  const series = cases.map(({ name, unit }) => ({ name, unit, samples: [] as number[] }));
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, { run }] of cases.entries()) {
      series[index]?.samples.push(await run());
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
  return series;
}
