/** The text frames of the seam, as JSON. */
import * as v from 'valibot';
import type { Failure } from './failure.ts';

/** No honest call is larger: the largest carries a rule file. */
export const MAX_CALL_CHARACTERS = 1_200_000;

/** The largest answer is the whole state: 4,096 rules with their texts, names and counts. */
export const MAX_ANSWER_BYTES = 256 * 1024 * 1024;

export const callSchema = v.strictObject({
  id: v.pipe(v.number(), v.integer(), v.minValue(1)),
  method: v.pipe(v.string(), v.maxLength(40)),
  args: v.optional(v.unknown()),
});

export type Call = v.InferOutput<typeof callSchema>;

export type Reply =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly error: Failure };

export interface Event {
  readonly event: string;
  readonly value: unknown;
}
