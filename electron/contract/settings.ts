import * as v from 'valibot';
import { MAX_LIFETIME_SECONDS } from './language/statement.ts';
import { MAX_SNAPSHOT_BYTES } from './packet-batch.ts';
import { DEFAULT_TABLE, tableSettingsSchema } from './table-settings.ts';

/** What the live view can be asked for. */
export const WATCHABLE = ['tcp', 'udp', 'icmp', 'arp', 'other'] as const;
export type Watchable = (typeof WATCHABLE)[number];

/** Which packets of the watched protocols reach the live view. */
export const RECORD_WHICH = ['all', 'first', 'dropped'] as const;

const recordSchema = v.strictObject({
  /** `first`: those that each flow begins with. `dropped`: those that the filter dropped. */
  which: v.picklist(RECORD_WHICH),
  /** How many of a packet's first bytes come along. 0: none. */
  snapshotBytes: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_SNAPSHOT_BYTES)),
});

export type RecordChoice = v.InferOutput<typeof recordSchema>;

const DEFAULT_RECORD: RecordChoice = { which: 'all', snapshotBytes: 256 };

export const MAX_SAVED_FILTERS = 32;
export const MAX_RECENT_FILTERS = 20;
/** In UTF-16 units. */
export const MAX_FILTER_TEXT = 4000;
/** In the language of filters. What a newer version wrote may be none to this one. */
const filterText = v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_FILTER_TEXT));
const savedFilterSchema = v.strictObject({
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(40)),
  text: filterText,
});
export type SavedFilter = v.InferOutput<typeof savedFilterSchema>;
const savedFilters = v.pipe(v.array(savedFilterSchema), v.maxLength(MAX_SAVED_FILTERS));
const recentFilters = v.pipe(v.array(filterText), v.maxLength(MAX_RECENT_FILTERS));

const watchable = v.picklist(WATCHABLE);

const entries = {
  theme: v.picklist(['system', 'light', 'dark', 'contrast']),
  /** How long a click blocks. `null`: until it is taken back. */
  blockForSeconds: v.nullable(
    v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_LIFETIME_SECONDS)),
  ),
  /** Protocols that the live view shows. ICMPv6 goes with `icmp`. Counters and rules see all of them. */
  watch: v.pipe(
    v.array(watchable),
    v.maxLength(WATCHABLE.length),
    v.check((watch) => new Set(watch).size === watch.length, 'a protocol is there twice'),
  ),
  /**
   * Records per second and CPU that may be sent to the screen: at most, as fewer are when those who
   * look cannot take as many.
   */
  eventBudgetPerCpu: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10_000_000)),
  /** Ask name servers for the names of addresses: the only look-up that leaves the machine. */
  reverseDns: v.boolean(),
  /** Write the name of an address where one is known. */
  showNames: v.boolean(),
  record: recordSchema,
};

/** Files of an older Portcullis lack the settings that have a default here. */
export const settingsSchema = v.strictObject({
  ...entries,
  // Older ones took a protocol twice, and a file that was good must stay so.
  watch: v.pipe(
    v.array(watchable),
    v.transform((watch) => [...new Set(watch)]),
  ),
  reverseDns: v.optional(entries.reverseDns, false),
  showNames: v.optional(entries.showNames, false),
  record: v.optional(entries.record, DEFAULT_RECORD),
  /** Of the live view, by name, in the order in which they were saved. */
  filters: v.optional(savedFilters, []),
  /** What was asked for of late, the newest first. */
  recentFilters: v.optional(recentFilters, []),
  table: v.optional(tableSettingsSchema, DEFAULT_TABLE),
});

/** Some of the settings, to be changed. */
export const settingsChangeSchema = v.strictObject({
  theme: v.exactOptional(entries.theme),
  blockForSeconds: v.exactOptional(entries.blockForSeconds),
  watch: v.exactOptional(entries.watch),
  eventBudgetPerCpu: v.exactOptional(entries.eventBudgetPerCpu),
  reverseDns: v.exactOptional(entries.reverseDns),
  showNames: v.exactOptional(entries.showNames),
  record: v.exactOptional(entries.record),
  filters: v.exactOptional(savedFilters),
  recentFilters: v.exactOptional(recentFilters),
  table: v.exactOptional(tableSettingsSchema),
});

export type Settings = v.InferOutput<typeof settingsSchema>;

export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  blockForSeconds: 3600,
  watch: [...WATCHABLE],
  eventBudgetPerCpu: 20_000,
  reverseDns: false,
  showNames: false,
  record: DEFAULT_RECORD,
  filters: [],
  recentFilters: [],
  table: DEFAULT_TABLE,
};
