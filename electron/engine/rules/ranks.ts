/**
 * Ranks: order labels with gaps, so that a rule is put between two others, or moved, without touching
 * any rule but itself.
 */

/** Between neighbours that were ranked one after the other; a place takes 18 insertions. */
const GAP = 2 ** 18;
/** Ranks of rules that people made are below. */
export const FIRST_BUILT_IN_RANK = 2 ** 31;

/**
 * Ranks that rise along the list, from those that its rules have (`undefined`: none yet). As many as
 * possible stay as they are; only where a gap is used up all are ranked afresh.
 */
export function rankAlong(ranks: readonly (number | undefined)[]): number[] {
  const kept = longestRise(ranks);
  const result: number[] = [];
  let low = 0;
  for (const index of [...kept, ranks.length]) {
    const missing = index - result.length;
    const isEnd = index === ranks.length;
    const high = isEnd ? FIRST_BUILT_IN_RANK : (ranks[index] as number);
    const even = Math.floor((high - low) / (missing + 1));
    const step = isEnd ? Math.min(GAP, even) : even;
    if (missing > 0 && step === 0) return ranks.map((_, place) => (place + 1) * GAP);
    for (let place = 1; place <= missing; place += 1) result.push(low + place * step);
    if (!isEnd) result.push(high);
    low = high;
  }
  return result;
}

/** Rank of the built-in rule with this place among them. */
export function builtInRank(place: number): number {
  return FIRST_BUILT_IN_RANK + place * GAP;
}

/** Indices of a longest strictly rising subsequence, by patience sorting; `undefined` is left out. */
function longestRise(values: readonly (number | undefined)[]): number[] {
  /** By length less one: the index that ends a rise of that length with the smallest value. */
  const ends: number[] = [];
  const previous: (number | undefined)[] = [];
  for (const [index, value] of values.entries()) {
    if (value === undefined) continue;
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[ends[middle] as number] as number) < value) low = middle + 1;
      else high = middle;
    }
    previous[index] = ends[low - 1];
    ends[low] = index;
  }
  const rise: number[] = [];
  for (let index = ends.at(-1); index !== undefined; index = previous[index]) rise.push(index);
  return rise.reverse();
}
