/** Splits a field's values into classes that no box tells apart, and gives each class its vector. */
import type { Interval, IntervalSet } from './interval-set.ts';
import { changeLine, type Line, valueLine } from './lines.ts';
import type { VectorStore } from './vector-store.ts';

/** Class i begins at starts[i] and ends before starts[i + 1], the last one with the domain. */
export interface Classes<T extends number | bigint> {
  readonly starts: readonly T[];
  /** By class: index of its vector. */
  readonly vectors: readonly number[];
}

/** By position: the values that its box accepts; undefined for all of them. */
export type Sets<T extends number | bigint> = readonly (IntervalSet<T> | undefined)[];

/** Classes of a field with so few values that each can have a place of its own on the way. */
export function classesOfFew(
  sets: Sets<number>,
  domain: Interval<number>,
  vectors: VectorStore,
): Classes<number> {
  return classesAlong(valueLine(domain), sets, vectors);
}

/** Classes of a field of any size. */
export function classesOf<T extends number | bigint>(
  sets: Sets<T>,
  domain: Interval<T>,
  vectors: VectorStore,
): Classes<T> {
  return classesAlong(changeLine(sets, domain), sets, vectors);
}

/**
 * One walk from the lowest value to the highest, on which each box flips its bit wherever its set
 * begins or ends.
 */
function classesAlong<T extends number | bigint>(
  line: Line<T>,
  sets: Sets<T>,
  vectors: VectorStore,
): Classes<T> {
  const { positions, ends } = flipsAlong(line, sets);
  const starts: T[] = [];
  const indexes: number[] = [];
  vectors.clear();
  for (const [position, set] of sets.entries()) if (!set) vectors.flip(position);
  let at = 0;
  for (let place = 0; place < line.length; place += 1) {
    const end = ends[place] as number;
    if (at === end && place > 0) continue;
    for (; at < end; at += 1) vectors.flip(positions[at] as number);
    starts.push(line.valueAt(place));
    indexes.push(vectors.keep());
  }
  return { starts, vectors: indexes };
}

/** Positions to flip at place i of the line: from ends[i - 1], or 0, up to ends[i]. */
function flipsAlong<T extends number | bigint>(
  line: Line<T>,
  sets: Sets<T>,
): { readonly positions: Uint16Array; readonly ends: Uint32Array } {
  const count = sets.reduce((sum, set) => sum + (set?.length ?? 0), 0);
  const places = new Uint32Array(count);
  // What happens where the line ends is left behind.
  const ends = new Uint32Array(line.length + 1);
  let at = 0;
  for (const set of sets) {
    if (!set) continue;
    for (const value of set) {
      const place = line.placeOf(value);
      places[at] = place;
      ends[place] = (ends[place] as number) + 1;
      at += 1;
    }
  }
  let total = 0;
  for (let place = 0; place < ends.length; place += 1) {
    const here = ends[place] as number;
    // For now where they begin; filling moves it on to where they end.
    ends[place] = total;
    total += here;
  }
  const positions = new Uint16Array(count);
  at = 0;
  for (const [position, set] of sets.entries()) {
    for (let change = set?.length ?? 0; change > 0; change -= 1) {
      const place = places[at] as number;
      positions[ends[place] as number] = position;
      ends[place] = (ends[place] as number) + 1;
      at += 1;
    }
  }
  return { positions, ends };
}
