import { compileFilter } from '../contract/language/filter/compile-filter.ts';
import { type Filter, type RuleWanted, termsOf } from '../contract/language/filter/filter.ts';
import {
  type FilterContext,
  RECORDS_ALONE,
  type RuleTest,
} from '../contract/language/filter/filter-context.ts';
import { parseFilter } from '../contract/language/filter/parse-filter.ts';
import type { PacketTest } from '../contract/language/filter/record-fields.ts';
import { wantedRuleIds } from '../contract/language/filter/wanted-rule-ids.ts';
import type { PacketBatch } from '../contract/packet-batch.ts';
import { RECORD_BYTES } from '../contract/packet-record.ts';
import type { RuleBookState } from '../contract/state.ts';
import { UsageError } from './usage-error.ts';

type Book = Pick<RuleBookState, 'rules' | 'builtIn' | 'slots'>;

/** Reads what follows `--filter`. Throws a {@link UsageError} for what a command cannot ask for. */
export function readWatchFilter(text: string): Filter {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new UsageError(`--filter: ${parsed.error.message} ${parsed.error.remedy}`);
  for (const term of termsOf(parsed.value)) {
    if (term.kind === 'name') {
      throw new UsageError('--filter: only the window knows names of hosts. Ask for addresses.');
    }
    if (term.kind === 'criterion' && 'lists' in term.criterion) {
      throw new UsageError(
        '--filter: only the window knows lists. Ask for the rule that names it.',
      );
    }
  }
  return parsed.value;
}

/** Whether a filter looks at the bytes that were captured. */
export function asksBytes(filter: Filter): boolean {
  return [...termsOf(filter)].some(({ kind }) => kind === 'text');
}

/** Chooses the packets of `watch`. */
export class WatchFilter {
  readonly #test: PacketTest;
  readonly #ruleIds = new Map<number, string>();
  #book: Book | undefined;
  #batch: Pick<PacketBatch, 'bytes'> | undefined;
  #start = 0;
  #end = 0;

  constructor(filter: Filter, known: Pick<FilterContext, 'interfaceName' | 'countryTest'>) {
    this.#test = compileFilter(filter, {
      ...RECORDS_ALONE,
      ...known,
      ruleTest: (rules) => this.#ruleTest(rules),
      packetBytes: () => this.#batch?.bytes.subarray(this.#start, this.#end),
    });
  }

  /** The rules as they are from now on. */
  learn(book: Book): void {
    this.#book = book;
    if (this.#ruleIds.size > MAX_SLOTS) this.#ruleIds.clear();
    for (const { slot, generation, ruleId } of book.slots) {
      this.#ruleIds.set(slot * 0x1_0000 + generation, ruleId);
    }
  }

  /** Whether it lets a packet through whose captured bytes lie from `start` to `end`. */
  passes(batch: PacketBatch, index: number, start: number, end: number): boolean {
    this.#batch = batch;
    this.#start = start;
    this.#end = end;
    return this.#test(batch.records, index * RECORD_BYTES, index);
  }

  #ruleTest(rules: readonly RuleWanted[]): RuleTest {
    let book: Book | undefined;
    let wanted: readonly string[] = [];
    return (slot, generation) => {
      if (this.#book && this.#book !== book) {
        book = this.#book;
        wanted = wantedRuleIds(rules, book);
      }
      const id = this.#ruleIds.get(slot * 0x1_0000 + generation);
      return id !== undefined && wanted.includes(id);
    };
  }
}

/** Far above what an engine keeps. */
const MAX_SLOTS = 20_000;
