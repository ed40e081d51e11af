/** Sets of whole numbers as sorted intervals that neither touch nor overlap. */
export interface Interval {
  readonly low: bigint;
  /** Included. */
  readonly high: bigint;
}
export type IntervalSet = readonly Interval[];

export function intersect(left: IntervalSet, right: IntervalSet): IntervalSet {
  const common: Interval[] = [];
  let [i, j] = [0, 0];
  for (;;) {
    const a = left[i];
    const b = right[j];
    if (!a || !b) return common;
    // Math.max takes no bigints.
    const { low } = a.low > b.low ? a : b;
    const { high } = a.high < b.high ? a : b;
    if (low <= high) common.push({ low, high });
    if (a.high < b.high) i += 1;
    else j += 1;
  }
}

/** What is in `left` and not in `right`. */
export function subtract(left: IntervalSet, right: IntervalSet): IntervalSet {
  const rest: Interval[] = [];
  let j = 0;
  for (const { low: start, high } of left) {
    let low = start;
    for (let cut = right[j]; cut && cut.low <= high; cut = right[j]) {
      if (cut.low > low) rest.push({ low, high: cut.low - 1n });
      if (cut.high >= low) low = cut.high + 1n;
      // It may reach into the next interval of `left` as well.
      if (cut.high > high) break;
      j += 1;
    }
    if (low <= high) rest.push({ low, high });
  }
  return rest;
}
