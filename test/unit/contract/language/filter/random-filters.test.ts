import { expect, it } from 'vitest';
import { matches } from '../../../../../electron/contract/language/evaluate.ts';
import { compileFilter } from '../../../../../electron/contract/language/filter/compile-filter.ts';
import type { Filter } from '../../../../../electron/contract/language/filter/filter.ts';
import {
  type FilterContext,
  RECORDS_ALONE,
} from '../../../../../electron/contract/language/filter/filter-context.ts';
import { parseFilter } from '../../../../../electron/contract/language/filter/parse-filter.ts';
import { printFilter } from '../../../../../electron/contract/language/filter/print-filter.ts';
import { printMatch } from '../../../../../electron/contract/language/print.ts';
import { traitsOfRecord } from '../../../../../electron/contract/language/traits.ts';
import { PacketRecord, RECORD_BYTES } from '../../../../../electron/contract/packet-record.ts';
import { expectOk } from '../../../../support/expect-ok.ts';
import { makeRecordBytes } from '../../../../support/make-record.ts';
import { Random } from '../../../../support/random.ts';
import { randomFilter } from '../../../../support/random-filters.ts';
import { randomRecord } from '../../../../support/random-records.ts';
import { RANDOM_INTERFACES, randomMatch } from '../../../../support/random-rules.ts';

const LISTS = ['drop-list', 'friends'] as const;
const OPTIONS = { lists: LISTS };

/** Lists hold an address by its last byte. */
function listsOf(address: Uint8Array): readonly string[] {
  return LISTS.filter((_, index) => ((address.at(-1) as number) & (1 << index)) !== 0);
}

const CONTEXT: FilterContext = {
  ...RECORDS_ALONE,
  interfaceName: (ifindex) => RANDOM_INTERFACES[ifindex] ?? '',
  listTest: (lists) => (bytes, offset, size) =>
    listsOf(bytes.subarray(offset, offset + size)).some((list) => lists.includes(list)),
  countryTest: (countries) => (bytes, offset, size) =>
    countries.includes((bytes[offset + size - 1] as number) & 1 ? 'de' : 'us'),
};

it('says of every record what the plain reading of a match says', () => {
  const random = new Random(20261129);
  for (let round = 0; round < 1500; round += 1) {
    const match = randomMatch(random, 'both', OPTIONS);
    const test = compileFilter(expectOk(parseFilter(printMatch(match))), CONTEXT);
    const bytes = new Uint8Array(8 * RECORD_BYTES);
    for (let index = 0; index < 8; index += 1)
      bytes.set(randomRecord(random), index * RECORD_BYTES);
    for (let index = 0; index < 8; index += 1) {
      const record = new PacketRecord(bytes).at(index);
      const traits = traitsOfRecord(record, RANDOM_INTERFACES[record.ifindex] ?? '', listsOf);
      const found = test(bytes, index * RECORD_BYTES, index);
      expect(found, `${printMatch(match)} of ${JSON.stringify(traits)}`).toBe(
        matches(match, traits),
      );
    }
  }
});

it.each([
  // Of the two ends, the source lies in de and the destination in us.
  ['country de', true],
  ['country us', true],
  ['country fr', false],
  ['src country de', true],
  ['dst country de, fr', false],
  ['remote country de', true],
  ['local country us', true],
  ['not dst country us', false],
])('asks where an end lies: %s', (text, expected) => {
  const bytes = makeRecordBytes({
    direction: 0,
    source: [192, 0, 2, 1],
    destination: [192, 0, 2, 2],
  });
  expect(compileFilter(expectOk(parseFilter(text)), CONTEXT)(bytes, 0, 0)).toBe(expected);
});

it('joins as the words say', () => {
  const random = new Random(7);
  for (let round = 0; round < 1000; round += 1) {
    const filter = randomFilter(random, OPTIONS);
    const test = compileFilter(filter, CONTEXT);
    const bytes = randomRecord(random);
    expect(test(bytes, 0, 0), printFilter(filter)).toBe(plainly(filter, bytes));
  }
});

/** By the terms alone, joined as plainly as can be. */
function plainly(filter: Filter, bytes: Uint8Array): boolean {
  if (filter.kind === 'not') return !plainly(filter.part, bytes);
  if (filter.kind === 'and') return filter.parts.every((part) => plainly(part, bytes));
  if (filter.kind === 'or') return filter.parts.some((part) => plainly(part, bytes));
  return compileFilter(filter, CONTEXT)(bytes, 0, 0);
}

it('is read again from its canonical text as the same', () => {
  const random = new Random(99);
  let read = 0;
  for (let round = 0; round < 400; round += 1) {
    const filter = randomFilter(random, OPTIONS);
    const text = printFilter(filter);
    const parsed = parseFilter(text);
    if (!parsed.ok) {
      // What came together by chance may contradict itself, or be too long; nothing else is refused.
      expect(parsed.error.message, text).toMatch(
        /can never hold|at once|leaves nothing|Only |takes up to|longer than/,
      );
      continue;
    }
    read += 1;
    expect(printFilter(parsed.value)).toBe(text);
    expect(parsed.value, text).toEqual(filter);
  }
  expect(read).toBeGreaterThan(200);
});
