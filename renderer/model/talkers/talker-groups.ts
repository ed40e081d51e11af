import { KEY_WORDS } from './flow-key.ts';
import { type FlowTable, MAX_FLOWS, RING_SECONDS } from './flow-table.ts';
import { type CountryOf, FlowCountries, groupKeyWriter, type TalkerKind } from './group-key.ts';
import { WordIndex } from './word-index.ts';

/** "Now" is an average over this many whole seconds, so that it can be read. */
const NOW_SECONDS = 2;
/** Bars of a row's small chart. */
export const TALKER_SECONDS = 60;

/** Packets of the last seconds, oldest first. */
export interface TalkerBars {
  readonly passed: readonly number[];
  readonly dropped: readonly number[];
}

/**
 * Flows added up by what they have in common, as they were at one moment. All columns are typed arrays
 * by the number of the group, and are used again for the next moment: nothing is made per group.
 */
export class TalkerGroups {
  readonly #table: FlowTable;
  readonly #index: WordIndex;
  readonly packets: Float64Array;
  readonly bytes: Float64Array;
  readonly drops: Float64Array;
  /** Packets per second now. */
  readonly rate: Float64Array;
  readonly firstMs: Float64Array;
  readonly lastMs: Float64Array;
  /** What the flow that was there first was born as; names the group for as long as that flow is kept. */
  readonly born: Float64Array;
  /** 1 where that flow's newest packet went out. */
  readonly out: Uint8Array;
  /** 1 where that flow goes from the key's destination to its source; of a port, where it comes from it. */
  readonly turned: Uint8Array;
  readonly #groupOf: Int32Array;
  readonly #bornOf: Float64Array;
  readonly #countries: FlowCountries;
  #count = 0;
  #flows = 0;
  #second = 0;

  /** `capacity` as that of the table. */
  constructor(table: FlowTable, capacity: number = MAX_FLOWS) {
    this.#table = table;
    this.#countries = new FlowCountries(capacity);
    this.#index = new WordIndex(capacity, KEY_WORDS);
    this.packets = new Float64Array(capacity);
    this.bytes = new Float64Array(capacity);
    this.drops = new Float64Array(capacity);
    this.rate = new Float64Array(capacity);
    this.firstMs = new Float64Array(capacity);
    this.lastMs = new Float64Array(capacity);
    this.born = new Float64Array(capacity);
    this.out = new Uint8Array(capacity);
    this.turned = new Uint8Array(capacity);
    this.#groupOf = new Int32Array(capacity);
    this.#bornOf = new Float64Array(capacity);
  }

  /** Groups, numbered from 0 up to, not including, this. */
  get count(): number {
    return this.#count;
  }

  /** What a group's flows share, {@link KEY_WORDS} words from `number * KEY_WORDS` on. */
  get keys(): Uint32Array {
    return this.#index.keys;
  }

  /** The group with this key, or -1. */
  find(key: Uint32Array): number {
    return this.#index.find(key);
  }

  /** Adds up the flows of now. */
  regroup(kind: TalkerKind, nowMs: number, countryOf: CountryOf): void {
    const table = this.#table;
    const write = groupKeyWriter(table, kind, countryOf, this.#countries);
    const key = new Uint32Array(KEY_WORDS);
    this.#index.clear();
    this.#count = 0;
    this.#flows = table.count;
    this.#second = Math.floor(nowMs / 1000);
    for (let flow = 0; flow < this.#flows; flow += 1) {
      const turned = write(flow, key);
      let group = this.#index.find(key);
      if (group < 0) group = this.#begin(key);
      this.#addFlow(group, flow, turned);
    }
  }

  /** The small charts of some groups, in their order: the last {@link TALKER_SECONDS} whole seconds. */
  bars(groups: readonly number[]): readonly TalkerBars[] {
    const bars = groups.map(() => ({
      passed: new Array<number>(TALKER_SECONDS).fill(0),
      dropped: new Array<number>(TALKER_SECONDS).fill(0),
    }));
    const placeOf = new Map(groups.map((group, place) => [group, place]));
    for (let flow = 0; flow < this.#flows; flow += 1) {
      const place = placeOf.get(this.#groupOf[flow] as number);
      const bar = place === undefined ? undefined : bars[place];
      // A flow that came since in place of another belongs to some other group.
      if (bar && this.#table.born(flow) === this.#bornOf[flow]) this.#addBars(bar, flow);
    }
    return bars;
  }

  #addBars(bar: { passed: number[]; dropped: number[] }, flow: number): void {
    const table = this.#table;
    const from = this.#second - TALKER_SECONDS;
    if (table.lastMs(flow) / 1000 < from) return;
    for (let second = 0; second < TALKER_SECONDS; second += 1) {
      const dropped = table.dropsIn(flow, from + second);
      const passed = table.packetsIn(flow, from + second) - dropped;
      bar.passed[second] = (bar.passed[second] as number) + passed;
      bar.dropped[second] = (bar.dropped[second] as number) + dropped;
    }
  }

  #begin(key: Uint32Array): number {
    const group = this.#count;
    this.#count += 1;
    this.#index.put(key, group);
    this.packets[group] = 0;
    this.bytes[group] = 0;
    this.drops[group] = 0;
    this.rate[group] = 0;
    this.firstMs[group] = Number.POSITIVE_INFINITY;
    this.lastMs[group] = 0;
    return group;
  }

  #addFlow(group: number, flow: number, turned: boolean): void {
    const table = this.#table;
    this.#groupOf[flow] = group;
    this.#bornOf[flow] = table.born(flow);
    this.packets[group] = (this.packets[group] as number) + table.packets(flow);
    this.bytes[group] = (this.bytes[group] as number) + table.bytes(flow);
    this.drops[group] = (this.drops[group] as number) + table.drops(flow);
    this.lastMs[group] = Math.max(this.lastMs[group] as number, table.lastMs(flow));
    if (table.firstMs(flow) < (this.firstMs[group] as number)) {
      this.firstMs[group] = table.firstMs(flow);
      this.born[group] = table.born(flow);
      this.out[group] = Number(table.isOut(flow));
      this.turned[group] = Number(turned);
    }
    for (let ago = 1; ago <= NOW_SECONDS; ago += 1) {
      const packets = table.packetsIn(flow, this.#second - ago);
      this.rate[group] = (this.rate[group] as number) + packets / NOW_SECONDS;
    }
  }
}

// The rings of flows hold what the small charts ask for.
if (TALKER_SECONDS >= RING_SECONDS) throw new Error('a flow keeps too few seconds');
