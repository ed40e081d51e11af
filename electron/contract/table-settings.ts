import * as v from 'valibot';

/** How the Time column says when: local time of day, since a first packet, since the row before. */
export const TIME_FORMS = ['absolute', 'relative', 'delta'] as const;
export type TimeForm = (typeof TIME_FORMS)[number];

/** Wider than any column that is read, in pixels. */
export const MAX_COLUMN_WIDTH = 1200;
export const MIN_COLUMN_WIDTH = 16;

const columnSchema = v.strictObject({
  /** Which one; the page leaves out those that it does not know. */
  id: v.pipe(v.string(), v.maxLength(32)),
  /** In pixels. */
  width: v.pipe(
    v.number(),
    v.integer(),
    v.minValue(MIN_COLUMN_WIDTH),
    v.maxValue(MAX_COLUMN_WIDTH),
  ),
  shown: v.boolean(),
});

export const tableSettingsSchema = v.strictObject({
  /** In their order; those that are missing are as they come. */
  columns: v.pipe(v.array(columnSchema), v.maxLength(64)),
  time: v.picklist(TIME_FORMS),
  /** Whether protocols have colours. */
  colours: v.boolean(),
});

/** What the table of packets looks like. */
export type TableSettings = v.InferOutput<typeof tableSettingsSchema>;

export const DEFAULT_TABLE: TableSettings = { columns: [], time: 'absolute', colours: true };
