/** Longer words are not compared: nobody mistypes by that much. */
const MAX_COMPARED = 24;

/** The candidates in their order, but those first that may have been meant by what was typed. */
export function byLikeness(typed: string, candidates: readonly string[]): readonly string[] {
  if (typed === '' || typed.length > MAX_COMPARED) return candidates;
  return candidates
    .map((word) => ({ word, distance: distanceTo(typed, word) }))
    .sort((left, right) =>
      left.distance < right.distance ? -1 : Number(left.distance > right.distance),
    )
    .map(({ word }) => word);
}

/** How many typing errors lie between two words; Infinity where they are another word each. */
function distanceTo(typed: string, word: string): number {
  if (word.startsWith(typed)) return 1;
  const distance = editDistance(typed, word);
  return distance <= Math.max(1, Math.floor(word.length / 2)) ? distance : Number.POSITIVE_INFINITY;
}

/** Insertions, deletions, changes and swaps of neighbours (optimal string alignment). */
function editDistance(left: string, right: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const same = left[i - 1] === right[j - 1];
      let best = Math.min(
        (previous[j] as number) + 1,
        (current[j - 1] as number) + 1,
        (previous[j - 1] as number) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) {
        best = Math.min(best, (beforePrevious[j - 2] as number) + 1);
      }
      current.push(best);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[right.length] as number;
}
