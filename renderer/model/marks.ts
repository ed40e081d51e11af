import type { PacketRows } from './packet-rows.ts';

/** Sequences of marked packets, in order. */
export type Marks = readonly number[];

/** More than anybody finds again; the oldest go. */
const MAX_MARKS = 5_000;

/** Marks a packet, or takes its mark away. */
export function toggleMark(marks: Marks, sequence: number): Marks {
  if (marks.includes(sequence)) return marks.filter((each) => each !== sequence);
  return [...marks, sequence].sort((a, b) => a - b).slice(-MAX_MARKS);
}

/**
 * Position of the next marked row that is shown, below `from` with step 1, above it with -1;
 * `undefined` where there is none.
 */
export function nextMark(
  marks: Marks,
  rows: PacketRows,
  from: number,
  step: 1 | -1,
): number | undefined {
  const positions = marks
    .map((sequence) => ({ sequence, position: rows.positionOf(sequence) }))
    .filter(({ sequence, position }) => rows.sequenceAt(position) === sequence)
    .map(({ position }) => position);
  return step > 0
    ? positions.find((position) => position > from)
    : positions.findLast((position) => position < from);
}
