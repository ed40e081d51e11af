const STEPS = [1, 2, 2.5, 5, 10];

/** The round number at or above the highest bar that becomes the top of a chart; at least 10. */
export function chartScale(most: number): number {
  const wanted = Math.max(10, most);
  const magnitude = 10 ** Math.floor(Math.log10(wanted));
  const step = STEPS.find((candidate) => candidate * magnitude >= wanted) ?? 10;
  return step * magnitude;
}
