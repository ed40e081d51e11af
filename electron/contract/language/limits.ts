/** Bounds of the language, so that no text can keep a reader busy. */

export const MAX_LINE_CHARACTERS = 4000;
/** Written out in canonical form: with `off`, a lifetime and a name it still fits on a line. */
export const MAX_STATEMENT_CHARACTERS = 3800;
/** In one match. */
export const MAX_CRITERIA = 64;
/** Of one criterion, separated by commas. */
export const MAX_VALUES = 256;
export const MAX_NAME_CHARACTERS = 80;
export const MAX_FILE_CHARACTERS = 1_000_000;
export const MAX_FILE_LINES = 5000;

export const MAX_RATE = 10_000_000;
export const MAX_BURST = 1_000_000;
/**
 * How long an empty bucket may take to fill. The kernel counts in 1/16 ns and 64 bits, which hold 36
 * years: its sums cannot overflow.
 */
export const MAX_FILL_SECONDS = 365 * 24 * 3600;
