/**
 * Sets of whole numbers as the sorted values at which membership changes, beginning outside:
 * [2, 5, 9, 10] holds 2, 3, 4 and 9. Nothing is ever added to a value, so the same code serves
 * numbers (IPv4) and bigints (IPv6).
 */
export type IntervalSet<T extends number | bigint> = readonly T[];

/** From `start` up to, not including, `end`. */
export interface Interval<T extends number | bigint> {
  readonly start: T;
  readonly end: T;
}

/** A single number. */
export function one(value: number): Interval<number> {
  return { start: value, end: value + 1 };
}

/** The values in any of the intervals, which may overlap and come in any order. */
export function unionOf<T extends number | bigint>(
  intervals: readonly Interval<T>[],
): IntervalSet<T> {
  const changes: T[] = [];
  for (const { start, end } of intervals.toSorted((a, b) => compare(a.start, b.start))) {
    const last = changes.at(-1);
    if (last === undefined || start > last) changes.push(start, end);
    else if (end > last) changes[changes.length - 1] = end;
  }
  return changes;
}

/** The values of `domain` that are not in the set, which lies within it. */
export function complement<T extends number | bigint>(
  set: IntervalSet<T>,
  domain: Interval<T>,
): IntervalSet<T> {
  const changes = set[0] === domain.start ? set.slice(1) : [domain.start, ...set];
  if (changes.at(-1) === domain.end) changes.pop();
  else changes.push(domain.end);
  return changes;
}

export function intersect<T extends number | bigint>(
  a: IntervalSet<T>,
  b: IntervalSet<T>,
): IntervalSet<T> {
  const changes: T[] = [];
  let inA = 0;
  let inB = 0;
  // Behind the end of either nothing is in both.
  while (inA < a.length && inB < b.length) {
    const nextA = a[inA] as T;
    const nextB = b[inB] as T;
    const next = compare(nextA, nextB) < 0 ? nextA : nextB;
    const wasInside = inA % 2 === 1 && inB % 2 === 1;
    if (nextA === next) inA += 1;
    if (nextB === next) inB += 1;
    const isInside = inA % 2 === 1 && inB % 2 === 1;
    if (wasInside !== isInside) changes.push(next);
  }
  return changes;
}

/** Whether every value of `inner` is in `outer`. */
export function includes<T extends number | bigint>(
  outer: IntervalSet<T>,
  inner: IntervalSet<T>,
): boolean {
  let at = 0;
  for (let index = 0; index < inner.length; index += 2) {
    // Intervals of a set never touch, so each of these lies in a single one of those or in none.
    while (at < outer.length && (outer[at + 1] as T) < (inner[index + 1] as T)) at += 2;
    if (at >= outer.length || (outer[at] as T) > (inner[index] as T)) return false;
  }
  return true;
}

export function compare<T extends number | bigint>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
