const SECOND_MS = 1000;
const UNITS = [
  ['d', 86_400 * SECOND_MS],
  ['h', 3600 * SECOND_MS],
  ['min', 60 * SECOND_MS],
  ['s', SECOND_MS],
] as const;

/** A stretch of time in one unit, rounded down: `59 min`. Below a second it is `0 s`. */
export function stretchText(milliseconds: number): string {
  const [unit, size] = UNITS.find(([, size]) => milliseconds >= size) ?? ['s', SECOND_MS];
  return `${Math.max(0, Math.floor(milliseconds / size))} ${unit}`;
}

/** `3 s ago` */
export function agoText(timeMs: number, nowMs: number): string {
  return `${stretchText(nowMs - timeMs)} ago`;
}

/** `in 59 min` */
export function aheadText(timeMs: number, nowMs: number): string {
  return `in ${stretchText(timeMs - nowMs)}`;
}
