/** Which lists hold an address: by binary search in what was parsed, not in the kernel's tables. */
import { type Address, addressBytes } from '../../contract/address.ts';
import { covers, type ParsedList, type V4Ranges, type V6Prefixes } from './parsed-list.ts';

/** Names in the order of the lists. */
export function listsHolding(
  lists: ReadonlyMap<string, ParsedList>,
  address: Address,
): readonly string[] {
  const bytes = addressBytes(address);
  const view = new DataView(bytes.buffer);
  const words = Array.from({ length: bytes.length / 4 }, (_, index) => view.getUint32(4 * index));
  const holders: string[] = [];
  for (const [name, { v4, v6 }] of lists) {
    const [first = 0] = words;
    if (words.length === 1 ? holdsV4(v4, first) : holdsV6(v6, words)) holders.push(name);
  }
  return holders;
}

function holdsV4({ starts, ends }: V4Ranges, address: number): boolean {
  const row = lastRow(starts.length, (candidate) => (starts[candidate] as number) <= address);
  return row >= 0 && address <= (ends[row] as number);
}

function holdsV6(prefixes: V6Prefixes, words: readonly number[]): boolean {
  const [first = 0, second = 0, third = 0, fourth = 0] = words;
  const address: V6Prefixes = {
    words: [
      Uint32Array.of(first),
      Uint32Array.of(second),
      Uint32Array.of(third),
      Uint32Array.of(fourth),
    ],
    bits: Uint32Array.of(128),
  };
  // None is within another, so only the last one that begins at or before the address can hold it.
  const row = lastRow(prefixes.bits.length, (candidate) => !isBehind(prefixes, candidate, words));
  return row >= 0 && covers(prefixes, row, address, 0);
}

/** Whether the prefix begins behind the address. */
function isBehind(prefixes: V6Prefixes, row: number, words: readonly number[]): boolean {
  for (const [index, column] of prefixes.words.entries()) {
    const difference = (column[row] as number) - (words[index] as number);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

/** The last row of which it is true, where it is true of all rows up to some; or -1. */
function lastRow(rows: number, isTrue: (row: number) => boolean): number {
  let low = -1;
  let high = rows;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (isTrue(middle)) low = middle;
    else high = middle;
  }
  return low;
}
