import { createStore, type StoreApi } from 'zustand/vanilla';
import { addToFilter } from '../../electron/contract/language/filter/add-to-filter.ts';
import { compileFilter } from '../../electron/contract/language/filter/compile-filter.ts';
import { type Filter, termsOf } from '../../electron/contract/language/filter/filter.ts';
import { parseFilter } from '../../electron/contract/language/filter/parse-filter.ts';
import { printFilter } from '../../electron/contract/language/filter/print-filter.ts';
import type { PacketTest } from '../../electron/contract/language/filter/record-fields.ts';
import { wantedRuleIds } from '../../electron/contract/language/filter/wanted-rule-ids.ts';
import type { Connection } from '../connection/connection.ts';
import { type FilterProblem, readFilterText } from '../model/filter/filter-problem.ts';
import { FilteredRows } from '../model/filter/filtered-rows.ts';
import { type TimeRange, timeRangeTest } from '../model/filter/time-range.ts';
import {
  type ContextSources,
  createFilterContext,
  type KnownHosts,
  NOBODY,
} from './filter-context.ts';
import { ListAnswers } from './list-answers.ts';
import type { PacketsStore } from './packets-store.ts';
import { RecentFilters } from './recent-filters.ts';

export interface FindState {
  /** What stands in the field. */
  readonly text: string;
  /** What keeps the text from being a filter; then the last one that was stays in force. */
  readonly problem: FilterProblem | undefined;
  /** In force. Absent: every packet is shown. */
  readonly filter: Filter | undefined;
  /** Only packets of this time are shown. */
  readonly timeRange: TimeRange | undefined;
  /** How much of the history was looked at, from 0 to 1; absent: all of it. */
  readonly progress: number | undefined;
  /** What was asked for of late, the newest first; each once. */
  readonly recent: readonly string[];
}

export interface FindCounts {
  /** Packets that are kept and let through. */
  readonly shown: number;
  /** Packets that were looked at. */
  readonly looked: number;
  /** The same of the newest {@link LAST_PACKETS}. */
  readonly lastShown: number;
  readonly last: number;
}

interface Sources extends Omit<ContextSources, 'hosts' | 'lists'> {
  readonly connection: Connection;
  readonly packets: PacketsStore;
  /** Runs its argument a little later; gives what calls it off. */
  readonly later?: (run: () => void) => () => void;
}

export const LAST_PACKETS = 5000;
/** Of every frame, so that the window stays quick however much there is to look at. */
const SLICE_MS = 4;
/** Before a scan shows what it has so far: most are over by then, and rows do not rush past. */
const SHOW_AFTER_MS = 250;
/** After a key, before what was typed is looked for. */
const TYPING_MS = 120;
/** Before what became known meanwhile, names and lists, is looked for. */
const RENEW_MS = 500;

/** The filter of the live view: what is asked for, and the rows that it lets through. */
export class Find {
  readonly store: StoreApi<FindState>;
  readonly #sources: Sources;
  #rows: FilteredRows | undefined;
  #shownAtMs = 0;
  #isShown = false;
  #ruleIds = '';
  #hosts = NOBODY;
  readonly #lists: ListAnswers;
  readonly #recent: RecentFilters;
  #isRenewing = false;
  #only: PacketTest | undefined;
  #cancelTyping: (() => void) | undefined;

  constructor(sources: Sources) {
    this.#sources = sources;
    this.#lists = new ListAnswers(sources.connection, () => this.#renew(asksLists));
    this.#recent = new RecentFilters(sources.connection, sources.engine, (recent) =>
      this.store.setState({ recent }),
    );
    this.store = createStore<FindState>(() => ({
      text: '',
      problem: undefined,
      filter: undefined,
      timeRange: undefined,
      progress: undefined,
      recent: this.#recent.all,
    }));
    sources.packets.subscribe((now, before) => {
      // In a flood rows are drawn seldom, and a part at a time: each is a turn of our own as well.
      if (now.version !== before.version || now.sweep !== before.sweep) this.#advance();
    });
    sources.engine.subscribe((now, before) => {
      if (now.lists !== before.lists) this.#lists.forget();
      // A rule's place or name means another rule now.
      if (now.rules !== before.rules && this.#wantedIds() !== this.#ruleIds) this.#begin();
    });
  }

  /** Shows what a filter lets through, and remembers it. What is no filter is said in the field. */
  set(text: string): void {
    this.#cancelTyping?.();
    this.#read(text);
    this.#remember();
  }

  /** As {@link set}, while somebody types: looked for after a moment, and not remembered yet. */
  type(text: string): void {
    this.store.setState({ text });
    this.#cancelTyping?.();
    const later = this.#sources.later ?? laterByTimer;
    this.#cancelTyping = later(() => this.#read(text));
  }

  /** Looks at once for what was typed, and remembers it. */
  commit(): void {
    this.set(this.store.getState().text);
  }

  /**
   * Asks for this as well: `src 192.0.2.1`. Where no packet can be both, for either: a second source
   * widens the filter.
   */
  add(matchText: string): void {
    const added = parseFilter(matchText);
    if (!added.ok) throw new Error(`"${matchText}": ${added.error.message}`);
    const { filter } = this.store.getState();
    this.set(printFilter(filter ? addToFilter(filter, added.value) : added.value));
  }

  /** Asks for nothing, at no special time. */
  clear(): void {
    if (this.store.getState().timeRange) this.setTimeRange();
    this.set('');
  }

  /** Remembers it no longer. */
  forget(text: string): void {
    this.#recent.remove(text);
  }

  /** Shows only packets of this time, in milliseconds since 1970. Without arguments, of any. */
  setTimeRange(fromMs?: number, toMs?: number): void {
    const timeRange = fromMs === undefined || toMs === undefined ? undefined : { fromMs, toMs };
    this.store.setState({ timeRange });
    this.#begin();
  }

  /** Lets through only these, whatever is asked for. Without an argument, any. Looks at every packet anew. */
  narrowTo(only?: PacketTest): void {
    this.#only = only;
    this.#begin();
  }

  /** Where `name` and `country` find who is behind addresses. */
  takeHosts(hosts: KnownHosts): void {
    this.#hosts = hosts;
  }

  /** More names are known. One that was heard only now may be that of packets that came before. */
  namesChanged(): void {
    this.#renew(({ kind }) => kind === 'name');
  }

  /** More is known about where addresses lie. */
  countriesChanged(): void {
    this.#renew(({ kind }) => kind === 'country');
  }

  /** How many packets are let through; `undefined` while all are shown. */
  counts(): FindCounts | undefined {
    const rows = this.#rows;
    if (!rows) return undefined;
    const { first, end } = this.#sources.history.range;
    const looked = Math.max(0, Math.min(end, rows.lookedUntil) - first);
    const last = Math.min(LAST_PACKETS, looked);
    const from = Math.min(end, rows.lookedUntil) - last;
    return { shown: rows.countFrom(first), looked, lastShown: rows.countFrom(from), last };
  }

  #read(text: string): void {
    const { filter: before } = this.store.getState();
    const reading = readFilterText(text);
    if (reading.problem) {
      this.store.setState({ text, problem: reading.problem });
      return;
    }
    const { filter } = reading;
    this.store.setState({ text, problem: undefined, filter });
    if (JSON.stringify(filter) !== JSON.stringify(before)) this.#begin();
  }

  #remember(): void {
    const { text, problem } = this.store.getState();
    if (!problem) this.#recent.add(text.trim());
  }

  /** Looks at every packet anew. */
  #begin(): void {
    const { history, packets } = this.#sources;
    const test = this.#test();
    this.#ruleIds = this.#wantedIds();
    this.#rows = test && new FilteredRows(history, test);
    this.#shownAtMs = Date.now() + SHOW_AFTER_MS;
    this.#isShown = false;
    if (test) this.#advance();
    else {
      this.store.setState({ progress: undefined });
      packets.show();
    }
  }

  #advance(): void {
    const { packets } = this.#sources;
    const rows = this.#rows;
    if (!rows) return;
    rows.advance(SLICE_MS, () => performance.now());
    const isDone = rows.isCaughtUp;
    const progress = isDone ? undefined : rows.progress;
    if (this.store.getState().progress !== progress) this.store.setState({ progress });
    if (!this.#isShown && (isDone || Date.now() >= this.#shownAtMs)) {
      this.#isShown = true;
      packets.show(rows);
    }
    if (!isDone) packets.touch();
  }

  #test(): PacketTest | undefined {
    const { names } = this.#sources;
    const { filter, timeRange } = this.store.getState();
    const context = createFilterContext({
      ...this.#sources,
      hosts: this.#hosts,
      lists: this.#lists,
    });
    const asked = filter && compileFilter(filter, context);
    const inTime = timeRange && timeRangeTest(timeRange, names);
    return both(both(this.#only, inTime), asked);
  }

  /** Looks at every packet anew, if the filter has such a term: not more often than once in a while. */
  #renew(isConcerned: (term: Filter) => boolean): void {
    const { filter } = this.store.getState();
    if (!filter || this.#isRenewing || ![...termsOf(filter)].some(isConcerned)) return;
    this.#isRenewing = true;
    setTimeout(() => {
      this.#isRenewing = false;
      this.#begin();
    }, RENEW_MS);
  }

  #wantedIds(): string {
    const { filter } = this.store.getState();
    if (!filter) return '';
    const { rules } = this.#sources.engine.getState();
    return [...termsOf(filter)]
      .flatMap((term) => (term.kind === 'rule' ? wantedRuleIds(term.rules, rules) : []))
      .join(' ');
  }
}

function both(first: PacketTest | undefined, second: PacketTest | undefined) {
  if (!first || !second) return first ?? second;
  return (bytes: Uint8Array, offset: number, sequence: number) =>
    first(bytes, offset, sequence) && second(bytes, offset, sequence);
}

function asksLists(term: Filter): boolean {
  return term.kind === 'criterion' && 'lists' in term.criterion;
}

function laterByTimer(run: () => void): () => void {
  const timer = setTimeout(run, TYPING_MS);
  return () => clearTimeout(timer);
}
