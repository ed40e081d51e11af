/** The values of a field in a row, as places that are counted from 0. */
import { compare, type Interval, type IntervalSet } from './interval-set.ts';

export interface Line<T extends number | bigint> {
  readonly length: number;
  valueAt(place: number): T;
  /** Of a value at which a set changes; `length` for the end of the domain. */
  placeOf(value: T): number;
}

/** Every value of a small domain that begins at 0. */
export function valueLine({ end }: Interval<number>): Line<number> {
  return { length: end, valueAt: (place) => place, placeOf: (value) => value };
}

/** The domain's start, and every value within it at which some set changes. */
export function changeLine<T extends number | bigint>(
  sets: readonly (IntervalSet<T> | undefined)[],
  domain: Interval<T>,
): Line<T> {
  const all: T[] = [domain.start, domain.end];
  for (const set of sets) if (set) for (const value of set) all.push(value);
  const values = distinct(sorted(all));
  return {
    length: values.length - 1,
    valueAt: (place) => values[place] as T,
    placeOf: (value) => {
      let low = 0;
      let high = values.length - 1;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((values[middle] as T) < value) low = middle + 1;
        else high = middle;
      }
      return low;
    },
  };
}

function sorted<T extends number | bigint>(values: T[]): T[] {
  // Typed arrays sort numbers without a call per comparison.
  const isOfNumbers = (all: readonly (number | bigint)[]): all is number[] =>
    typeof all[0] === 'number';
  return isOfNumbers(values)
    ? ([...Float64Array.from(values).sort()] as T[])
    : values.sort(compare);
}

function distinct<T>(values: readonly T[]): T[] {
  return values.filter((value, index) => index === 0 || value !== values[index - 1]);
}
