/** What a bench has found: what was measured, and what follows from it. */
import { type Series, summarize } from './statistics.ts';

export interface Finding {
  /** The key in JSON. */
  readonly key: string;
  /** One per round. */
  readonly samples: readonly number[];
  /** What it is meant to reach, if anything. */
  readonly goal?: { readonly atLeast: number } | { readonly atMost: number };
}

export interface Measurements {
  readonly series: readonly Series[];
  readonly findings: readonly Finding[];
}

export function printMeasurements(title: string, { series, findings }: Measurements): void {
  console.log(`\n${title}`);
  const rows = [
    ...series.map(({ name, unit, samples }) => ({ name, samples, note: unit })),
    ...findings.map(({ key, samples, goal }) => ({ name: key, samples, note: words(goal) })),
  ];
  const width = Math.max(...rows.map(({ name }) => name.length));
  console.log(`${''.padEnd(width)}${['median', 'min', 'max'].map(column).join('')}`);
  for (const { name, samples, note } of rows) {
    const { median, min, max } = summarize(samples);
    const figures = [median, min, max].map((value) => column(value.toFixed(3))).join('');
    console.log(`${name.padEnd(width)}${figures}  ${note}`.trimEnd());
  }
}

/** Medians by key. */
export function valuesOf(findings: readonly Finding[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    findings.map(({ key, samples }) => [key, Number(summarize(samples).median.toPrecision(6))]),
  );
}

function column(text: string): string {
  return text.padStart(12);
}

function words(goal: Finding['goal']): string {
  if (!goal) return '';
  return 'atLeast' in goal ? `at least ${goal.atLeast}` : `at most ${goal.atMost}`;
}
