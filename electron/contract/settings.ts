import * as v from 'valibot';
import { MAX_LIFETIME_SECONDS } from './language/statement.ts';

/** What the live view can be asked for. */
export const WATCHABLE = ['tcp', 'udp', 'icmp', 'arp', 'other'] as const;
export type Watchable = (typeof WATCHABLE)[number];

const entries = {
  theme: v.picklist(['system', 'light', 'dark', 'contrast']),
  /** How long a click blocks. `null`: until it is taken back. */
  blockForSeconds: v.nullable(
    v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_LIFETIME_SECONDS)),
  ),
  /** Protocols that the live view shows. ICMPv6 goes with `icmp`. Counters and rules see all of them. */
  watch: v.array(v.picklist(WATCHABLE)),
  /** Records per second and CPU that may be sent to the screen. */
  eventBudgetPerCpu: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10_000_000)),
  /** Ask name servers for the names of addresses: the only look-up that leaves the machine. */
  reverseDns: v.boolean(),
  /** Write the name of an address where one is known. */
  showNames: v.boolean(),
};

/** Files of an older Portcullis lack the settings that have a default here. */
export const settingsSchema = v.strictObject({
  ...entries,
  reverseDns: v.optional(entries.reverseDns, false),
  showNames: v.optional(entries.showNames, false),
});

/** Some of the settings, to be changed. */
export const settingsChangeSchema = v.strictObject({
  theme: v.exactOptional(entries.theme),
  blockForSeconds: v.exactOptional(entries.blockForSeconds),
  watch: v.exactOptional(entries.watch),
  eventBudgetPerCpu: v.exactOptional(entries.eventBudgetPerCpu),
  reverseDns: v.exactOptional(entries.reverseDns),
  showNames: v.exactOptional(entries.showNames),
});

export type Settings = v.InferOutput<typeof settingsSchema>;

export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  blockForSeconds: 3600,
  watch: [...WATCHABLE],
  eventBudgetPerCpu: 20_000,
  reverseDns: false,
  showNames: false,
};
