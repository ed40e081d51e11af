import type { ChartMark } from './rule-changes.ts';

/** Characters of a note; a rule may have any number of them. */
const NOTE_LENGTH = 40;
/** Of a character of a note, and of the time behind it with all gaps, in pixels; never too little. */
const CHARACTER_WIDTH = 6.6;
const TIME_WIDTH = 64;

export interface PlacedMark extends ChartMark {
  /** In pixels from the left edge of the drawing. */
  readonly x: number;
  /** Left of its line instead of right, where there is no room. */
  readonly flipped: boolean;
  /** Whether there is room for its words. */
  readonly noted: boolean;
}

/**
 * Marks between two moments, in milliseconds, over a drawing `width` pixels wide, newest first. Those
 * less than `newestMs` after the end stand at the right edge.
 */
export function placeMarks(
  marks: readonly ChartMark[],
  fromMs: number,
  endMs: number,
  width: number,
  newestMs = 0,
): readonly PlacedMark[] {
  const placed: PlacedMark[] = [];
  let nextNoteX = Number.POSITIVE_INFINITY;
  for (const { text: whole, timeMs } of marks.toReversed()) {
    const text = whole.length > NOTE_LENGTH ? `${whole.slice(0, NOTE_LENGTH - 1)}…` : whole;
    const noteWidth = text.length * CHARACTER_WIDTH + TIME_WIDTH;
    if (timeMs < fromMs || timeMs > endMs + newestMs) continue;
    const x = Math.min(width - 1, ((timeMs - fromMs) / (endMs - fromMs)) * width);
    const flipped = x + noteWidth > width;
    const noteEnd = flipped ? x : x + noteWidth;
    // Notes that would cover each other: the newest is kept.
    const noted = noteEnd <= nextNoteX;
    if (noted) nextNoteX = flipped ? x - noteWidth : x;
    placed.push({ text, timeMs, x, flipped, noted });
  }
  return placed;
}
