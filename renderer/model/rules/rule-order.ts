/**
 * Where a rule goes when it is moved. `gap` counts the places between rules from the top: 0 is in
 * front of the first, `ids.length` behind the last.
 *
 * Answers the rule that it has to stand in front of, null for the end, and `undefined` when it
 * would stay where it is.
 */
export function moveTarget(
  ids: readonly string[],
  from: number,
  gap: number,
): string | null | undefined {
  const wanted = Math.min(ids.length, Math.max(0, gap));
  if (from < 0 || from >= ids.length || wanted === from || wanted === from + 1) return undefined;
  return ids[wanted] ?? null;
}

export const STEPS = ['up', 'down', 'top', 'bottom'] as const;
export type Step = (typeof STEPS)[number];

/** The gap that one step leads to. */
export function stepGap(from: number, count: number, step: Step): number {
  switch (step) {
    case 'up':
      return from - 1;
    case 'down':
      return from + 2;
    case 'top':
      return 0;
    case 'bottom':
      return count;
  }
}

/** The number from 1 that a rule has after it went from index `from` into a gap. */
export function numberAfterMove(from: number, gap: number): number {
  return gap > from ? gap : gap + 1;
}

/** The gap nearest to a height, in pixels from the top of the first rule. */
export function gapAt(y: number, rowHeight: number, count: number): number {
  return Math.min(count, Math.max(0, Math.round(y / rowHeight)));
}
