/** Lists of prefixes that rules name: `drop src list drop-list`. */
import * as v from 'valibot';
import type { Failure } from './failure.ts';

export const MAX_LISTS = 16;
/** Of all lists together. */
export const MAX_LIST_PREFIXES = 2_000_000;

/** As it stands in a rule. */
export const listNameSchema = v.pipe(
  v.string(),
  v.regex(
    /^[a-z0-9][a-z0-9._-]{0,30}$/,
    'A list name is up to 31 letters, digits, dots, dashes and underscores, in lower case.',
  ),
);

export const refreshSecondsSchema = v.nullable(
  v.pipe(v.number(), v.integer(), v.minValue(60), v.maxValue(30 * 24 * 3600)),
);

export const listSourceSchema = v.union([
  /** https only. Refreshed on a timer. */
  v.strictObject({ url: v.pipe(v.string(), v.maxLength(2000), v.url()) }),
  /** An absolute path on the engine's machine. */
  v.strictObject({ path: v.pipe(v.string(), v.maxLength(4096), v.startsWith('/')) }),
  /** A file that was sent piece by piece. */
  v.strictObject({
    upload: v.pipe(v.string(), v.maxLength(32)),
    fileName: v.pipe(v.string(), v.maxLength(255)),
  }),
]);
export type ListSource = v.InferOutput<typeof listSourceSchema>;

/** A list as the configuration names it. What it holds is kept apart. */
export const listConfigSchema = v.strictObject({
  name: listNameSchema,
  source: listSourceSchema,
  refreshSeconds: refreshSecondsSchema,
});
export type ListConfig = v.InferOutput<typeof listConfigSchema>;

export const listConfigsSchema = v.pipe(
  v.array(listConfigSchema),
  v.maxLength(MAX_LISTS),
  v.check(
    (lists) => new Set(lists.map(({ name }) => name)).size === lists.length,
    'two lists have the same name',
  ),
);

/** A line of a list that was skipped. */
export interface InvalidLine {
  /** From 1. */
  readonly line: number;
  /** Text of somebody else: shown as text, cut to 80 characters. */
  readonly text: string;
  /** Absent: it is no address, prefix or range. */
  readonly why?: string;
}

export interface ListState {
  readonly name: string;
  readonly source: ListSource;
  /** null: only when asked. */
  readonly refreshSeconds: number | null;
  /** `ready`: what was read last is in force. `failed`: so is it, but the last try to refresh was not successful. */
  readonly state: 'loading' | 'ready' | 'failed';
  /** After merging what overlaps. */
  readonly prefixes: { readonly v4: number; readonly v6: number };
  /** Lines that were skipped. */
  readonly invalidLines: number;
  /** The first of them, at most 20. */
  readonly firstInvalid: readonly InvalidLine[];
  /** Milliseconds since 1970; absent: never yet. */
  readonly refreshedAt?: number;
  /** Against what was in force before the last refresh. */
  readonly lastChange?: { readonly added: number; readonly removed: number };
  /** Why the last try failed. Present exactly when the state is `failed`. */
  readonly failure?: Failure;
}
