const STEPS = [1, 2, 2.5, 5, 10];
/** Of a chart that is high enough for more lines. */
const FINE_STEPS = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** The round number at or above the highest bar that becomes the top of a chart; at least 10. */
export function chartScale(most: number): number {
  return roundedUp(Math.max(10, most), STEPS);
}

/** The same for a large chart, which less is left empty of. */
export function fineChartScale(most: number): number {
  return roundedUp(Math.max(10, most * 1.02), FINE_STEPS);
}

function roundedUp(wanted: number, steps: readonly number[]): number {
  const magnitude = 10 ** Math.floor(Math.log10(wanted));
  const step = steps.find((candidate) => candidate * magnitude >= wanted) ?? 10;
  return step * magnitude;
}
